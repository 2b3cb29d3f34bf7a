/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The monitor's state: its VMs, and the one mutable root that everything hangs on.
 *
 * Memory is named as in Disco: a guest's virtual page maps to a physical frame by the guest's own
 * mapping, and the monitor's pmap maps that to a machine frame [Disco 4.2.1].
 */
#ifndef VMM_VMM_H
#define VMM_VMM_H

#include "isa/dev/clint.h"
#include "isa/dev/plic.h"
#include "isa/dev/rtc.h"
#include "isa/dev/uart.h"
#include "isa/dev/virtio.h"
#include "isa/framing.h"
#include "isa/priv.h"
#include "isa/probe.h"
#include "isa/tlb.h"
#include "vmm/disk.h"
#include "vmm/guest_tlb.h"
#include "vmm/hw.h"
#include "vmm/layout.h"
#include "vmm/queue.h"

enum { VM_NAME_SIZE = 32, VM_INPUT_SIZE = 256, VM_MAX = 255, VM_VIRTIO = 2, VMM_DECODED = 64 };

enum { TICK_CYCLES = CORE_HZ / TIMEBASE_HZ };

/* Of a VM's share: see schedule.h. A cap is in percent. */
enum { WEIGHT_MAX = 1000, CAP_WHOLE = 100 };

/*
 * Address spaces of a VM that the real TLB keeps apart: one for each of the guest's ASIDs, and
 * one, SPACE_PHYSICAL, for when its translation is off. Each is a virtual R.
 */
enum { SPACE_COUNT = SPACE_PHYSICAL + 1 };

/* A virtual processor. entry.S knows its offsets, and some of struct vm: layout.h. */
struct vcpu {
    uint32_t x[32];
    uint32_t pc;
    uint32_t key;         /* of the address space in use: that of its real TLB entries */
    struct priv priv;     /* what the guest believes of its privileged state */
    struct guest_tlb tlb; /* what it believes to be in its TLB, and the software TLB */
};

/* x[rd] = value, but for x0. */
static inline void vcpu_set(struct vcpu *v, uint32_t rd, uint32_t value)
{
    v->x[rd] = value;
    v->x[0] = 0;
}

enum vm_state { VM_RUNNABLE, VM_WAITING, VM_STOPPED };

/* The real ASID that an address space has, while its generation is the current one. */
struct space {
    uint32_t generation;
    uint32_t key; /* the ASID, tagged: refill.h */
};

struct technique;

struct vm {
    struct vcpu vcpu; /* first: the trap handler finds a VM by its vCPU */

    uint64_t clock;   /* of its own, if it has one: count.h */
    uint32_t retired; /* instructions that the real counter does not show, since vm_count() */

    /* forward progress: reflections since the guest last completed an instruction */
    uint32_t progress_mark, reflections_in_a_row;

    uint32_t resume; /* what PROBE_RESUME says of it in virtual user mode */

    enum trap_vector vector; /* fast_choose() */

    uint32_t *special; /* registers in its special page; or null: special.h */

    /* physical memory */
    uint32_t memory_size;
    uint32_t *pmap; /* machine address of each physical page's frame, or PMAP_EMPTY */
    bool has_tohost;
    bool by_mode;    /* see memory_relocates() */
    uint32_t tohost; /* physical address; its page is never writable in the real TLB */

    uint32_t special_frame; /* machine address */

    uint32_t index;
    char name[VM_NAME_SIZE];
    const struct technique *technique;
    enum vm_state state;
    enum vm_stop stop;
    uint32_t exit_code;

    /* scheduling */
    uint32_t weight, cap;   /* cap: percent of the processor */
    uint32_t place;         /* in the queue that it is in */
    bool looping;           /* waits, without having said so: idle.h */
    bool virtual_clock;     /* count.h */
    bool working;           /* waits, and is ready all the same, for its devices to work */
    uint32_t stride;        /* how far pass advances in a tick */
    uint64_t pass;          /* time used, over weight */
    uint64_t used;          /* ticks of this period, if it has a cap */
    uint64_t period_end;    /* in ticks */
    uint64_t attention;     /* board_deadline(), or 0: not known since board_lines() */
    uint64_t due;           /* when what woke it was due, until it goes on; or 0 */
    uint32_t idle_near;     /* pc at the end of its last turn; trials that failed there, and how */
    uint32_t idle_failures; /* many turns to let pass before the next one */
    uint32_t idle_skip;

    /* devices */
    struct uart uart;
    struct clint clint;
    struct plic plic;
    struct rtc rtc;
    struct virtio virtio[VM_VIRTIO]; /* by slot; those after them are empty */
    struct extent extent;            /* its disk; of no sectors if it has none */
    bool virtio_console;             /* input goes there, rather than to the UART */
    bool complained;                 /* said that the guest programmed a device wrongly */
    uint8_t input[VM_INPUT_SIZE];    /* typed, and not yet accepted by the guest's device */
    uint32_t input_head, input_count;
    uint32_t input_consumed; /* since the host was last granted more */

    /* counting: count.h */
    uint64_t cycles_seen; /* cycles as of the last vm_count() */
    uint32_t instructions_seen;

    struct space space[SPACE_COUNT]; /* last: it is long, and offsets are short */
};

/* See watchdog.h: what the VM that runs had completed at the last look, and when to look again. */
struct watchdog {
    uint64_t due;
    uint32_t mark, nothing;
};

struct vmm {
    uint32_t asid_generation; /* first: entry.S reads it */
    uint32_t next_asid;
    uint32_t asid_last; /* with no more than the first one, each change of address space flushes */

    struct vm *vms;
    uint32_t vm_count;
    struct vm *current;
    bool fast_paths; /* a guest's traps go to trap_fast first */
    enum variant variant;
    struct insn decoded[VMM_DECODED]; /* by word: a pure function's results, so never stale */
    uint32_t epoch;        /* seconds since 1970 at reset, for the VMs' real-time clocks */
    bool virtio_legacy;    /* register layout of the virtio slots */
    bool misaligned_traps; /* loads and stores that are not aligned trap, in hardware */
    bool round_robin;      /* a turn each: a VM's pass is when it came, and no share of anything */
    bool idle_kept;        /* a VM that waits keeps its turn, and comes into line for another */

    /* allocator: machine frames never handed out yet, and a list of those returned */
    uint32_t frame_next, frame_end;
    uint32_t free_frames; /* linked through their first words; or 0 */
    uint32_t frames_left;

    /* scheduler */
    struct queue ready;  /* by pass: the VMs that can run, but for the current one */
    struct queue asleep; /* by when something is due: those that wait, or have used their cap up */
    uint32_t quantum_ticks;
    uint64_t pass;    /* the present: of the VM that was chosen last */
    uint64_t charged; /* up to when time has been charged */
    uint64_t turn_start;
    uint32_t turn_mark;  /* instructions that the VM had completed then */
    uint32_t extensions; /* of this turn */
    uint32_t tick_mark;  /* instructions that the VM had completed at the last interrupt */
    uint32_t patience;   /* in ticks: see board_due() */
    uint64_t timer;      /* what the real mtimecmp holds */
    bool reschedule;

    struct disk disk;         /* the machine's */
    struct virtio empty_slot; /* every VM's slots without a device: nothing there ever changes */

    uint32_t console_channel; /* selected on the real UART */
    struct framing framing;   /* of the bytes that arrive there */
#ifdef VMM_TIMING_DEPENDENCY
    struct watchdog watchdog;
#endif
};

extern struct vmm vmm;

/* The dispatcher's entry, from entry.S, on every trap: returns the vCPU to run. [P&G §4] */
struct vcpu *vmm_dispatch(void);

/* Called once, from entry.S, with the device tree's address: returns the first vCPU to run. */
struct vcpu *vmm_boot(uint32_t device_tree);

/* What few visits to the monitor need is kept out of the line of the others. */
#define RARE __attribute__((noinline))

/* Stop the machine: something is wrong with the monitor or what it was given, not with a guest. */
RARE _Noreturn void vmm_panic(const char *what, uint32_t value);

#endif
