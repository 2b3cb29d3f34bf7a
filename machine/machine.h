/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulated computer: one PG-32 hart, RAM, and the board's devices.
 *
 * A struct machine owns all of its state; several may live side by side. Time is simulated: a
 * run is a function of the image, the configuration and the input with its arrival times, and of
 * nothing else. Whoever wants to watch registers an observer; the core knows no debugger.
 */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include <stddef.h>

#include "isa/dev/clint.h"
#include "isa/dev/plic.h"
#include "isa/dev/rtc.h"
#include "isa/dev/uart.h"
#include "isa/dev/virtio.h"
#include "isa/priv.h"
#include "isa/tlb.h"
#include "machine/observer.h"
#include "machine/pages.h"
#include "machine/timing.h"
#include "machine/watch.h"

#define CYCLES_PER_TICK (CORE_HZ / TIMEBASE_HZ)
#define RAM_MAX 0x40000000u
#define DISK_MAX 0x40000000u
#define NEVER_CYCLE UINT64_MAX

/* Architectural state of the hart. */
struct hart {
    uint32_t x[32]; /* x[0] stays 0 */
    uint32_t pc;
    struct priv priv;
    struct tlb tlb;
    bool reserved; /* the LR reservation, by physical address; survives traps and mret */
    uint32_t reservation;
};

enum stop_reason {
    STOP_NONE,      /* still running */
    STOP_LIMIT,     /* the bound given to machine_run() */
    STOP_REQUEST,   /* an observer called machine_stop() */
    STOP_EXIT,      /* the finisher or tohost: exit_code */
    STOP_RESET,     /* the finisher's reset request */
    STOP_IDLE,      /* wfi, and nothing is left that could ever wake it */
    STOP_TRAP_LOOP, /* the trap handler itself traps, for ever */
    STOP_HTIF       /* a request through tohost that is not an exit: exit_code holds the word */
};

/* Console input that has been typed and not yet accepted by the UART (or the virtio console). */
struct input_queue {
    uint8_t *bytes;
    size_t head, count, capacity;
};

struct fast;

/* What a machine is made of. */
struct machine_config {
    enum variant variant;
    uint32_t ram_size;    /* bytes, a multiple of PAGE_SIZE, at most RAM_MAX */
    uint32_t tlb_entries; /* 1 to TLB_MAX */
    uint64_t disk_size;   /* bytes, a multiple of SECTOR_SIZE, at most DISK_MAX; 0: no disk */
    uint64_t epoch;       /* seconds since 1970 at reset, for the real-time clock */
    uint32_t seed;        /* see seed.h */
    bool
        misaligned_traps; /* misaligned loads and stores trap, rather than being done in hardware */
    bool virtio_legacy;   /* register layout of the virtio slots */
    bool fast_core;       /* see fast.h; otherwise the plain core runs everything */
    bool virtio_console;  /* input goes to a virtio console, rather than to the UART */
    struct timing_config timing;
};

enum { DECODE_CACHE = 1024 };

struct machine {
    struct hart hart;
    struct machine_config config;
    struct pages ram;
    struct pages disk;

    /* Time and work since reset; the architecture's counters are brought up to date from these.
     * cycles = instructions + all of timing.stalls + idle_cycles. */
    uint64_t cycles, instructions;
    uint64_t counted_cycles, counted_instructions;
    uint64_t idle_cycles; /* of cycles: spent in wfi */
    uint32_t phase;       /* cycles by which time was ahead at reset: of the seed */
    uint64_t next_event;  /* cycle at which a device next wants attention */
    uint64_t outside_due; /* cycle at which `outside` is called, or NEVER_CYCLE */
    bool waiting;         /* in wfi */
    bool led;             /* time and devices go on when they are told to: led.h */
    unsigned traps_in_a_row;
    struct timing timing;

    struct clint clint;
    struct plic plic;
    struct uart uart;
    struct rtc rtc;
    struct virtio virtio[VIRTIO_SLOTS];
    struct input_queue input;
    void (*console)(void *context, uint8_t byte); /* where output goes; may be null */
    void *console_context;
    void (*outside)(void *context); /* the world: see machine_expect() */
    void *outside_context;
    /* Hardware that software programmed wrongly: one line about it; may be null. */
    void (*complain)(void *context, const char *text);
    void *complain_context;

    bool has_tohost;
    uint32_t tohost; /* physical address of the word */

    enum stop_reason stop;
    uint32_t exit_code;

    struct observer *observers;
    unsigned observed; /* which events anybody listens to: OBSERVE_* */
    struct watch watch;

    struct fast *fast;                 /* null: there is no fast core */
    struct insn decoded[DECODE_CACHE]; /* by word; a pure function's results, so never stale */
};

/* Create a machine at reset, RAM zeroed. Null if there is no memory for it. */
struct machine *machine_new(const struct machine_config *config);
void machine_free(struct machine *m);

/* Start at pc with a0 = 0 (hart) and a1 = the device tree's address. */
void machine_start(struct machine *m, uint32_t pc, uint32_t device_tree);

/* Bounds of a run, counted since reset; UINT64_MAX for none. */
struct run_limit {
    uint64_t instructions, cycles;
};

/*
 * Run until something stops the machine; returns why. A machine stopped by a limit, a request or
 * idleness can be run on; the others are final.
 */
enum stop_reason machine_run(struct machine *m, struct run_limit limit);

/* Execute one instruction or take one trap (or, in wfi, wait for the next event). */
enum stop_reason machine_step(struct machine *m);

/* A machine that stopped with STOP_IDLE waits on until `cycle`: for input that is to come then. */
void machine_wait(struct machine *m, uint64_t cycle);

/* Ask the run to end before the next instruction; for observers. */
void machine_stop(struct machine *m);

/* Queue bytes of console input, arriving now. */
void machine_input(struct machine *m, const uint8_t *bytes, size_t count);

/*
 * From the world outside something is to come at `cycle`, which may have passed: m->outside is
 * called then, and only then. In place of what was expected before; NEVER_CYCLE: nothing.
 */
void machine_expect(struct machine *m, uint64_t cycle);

/*
 * Translate va as the hart would for this access, in its present state. Returns 0 with *pa set, or
 * the trap's cause. The only address translation there is: the core and every debugger use it.
 */
static inline uint32_t machine_translate(struct machine *m, uint32_t va, enum access access,
                                         uint32_t *pa)
{
    const struct priv *p = &m->hart.priv;
    *pa = va;
    return priv_relocates(p) ? tlb_translate(&m->hart.tlb, va, p->matp & MATP_ASID, access, pa) : 0;
}

/* Pointer to `size` bytes of RAM at physical address pa, or null if they are not all RAM. */
static inline const uint8_t *machine_ram(const struct machine *m, uint32_t pa, size_t size)
{
    uint32_t offset = pa - RAM_BASE;
    bool inside = offset < m->config.ram_size && size <= m->config.ram_size - offset;
    return inside ? m->ram.bytes + offset : NULL;
}

/*
 * Which pages of RAM have been written since they were last looked at, and forgotten: the first one
 * from `page` on, or the number of pages. Not for a machine of which snapshots are taken, too.
 */
uint32_t machine_written(const struct machine *m, uint32_t page);
void machine_forget_written(struct machine *m, uint32_t page);

/* To be called when some have been forgotten, before the machine goes on. */
void machine_notice_writes(struct machine *m);

/* A word of the machine's memory, which is little-endian, wherever it is. */
static inline uint32_t machine_word(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The same to write there now: what is written later, through the same pointer, goes unnoticed. */
uint8_t *machine_ram_write(struct machine *m, uint32_t pa, size_t size);

/* mtime's clock in ticks, before what software added to it. */
static inline uint64_t machine_now(const struct machine *m)
{
    return (m->cycles + m->phase) / CYCLES_PER_TICK;
}

/* mcycle, minstret and time as software would read them now. */
void machine_count(struct machine *m);

#endif
