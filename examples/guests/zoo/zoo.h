/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A kernel for the zoo of machines that break (isa/variant.def): one process, a timer, system
 * calls, a TLB to refill; and whatever sensitive instruction its machine has, executed in both
 * modes, with what it is expected to do beside what it did. The machine's name is in the device
 * tree. Right on each bare machine; under a monitor that the machine does not allow, it says what
 * is wrong and fails.
 *
 *   entry.S      boot, trap vector, the instructions that are exhibited in supervisor mode
 *   process.S    the process: its work, and what is exhibited in user mode
 *   main.c       what happens in which order, and the verdict
 *   trap.c       traps: misses, ticks, system calls
 *   exhibits.c   each machine's exhibit
 *
 * mstatus, mtvec and matp are written, never read, but where that is the exhibit: a machine shows
 * them to user mode, and a kernel that went by what it read there would not live to tell.
 */
#ifndef ZOO_H
#define ZOO_H

#include <stdbool.h>
#include <stdint.h>

#include "pg32.h"

/* What entry.S saves of whoever trapped. It knows this layout. */
struct frame {
    uint32_t x[32];
    uint32_t pc, cause, value;
    uint32_t unused;
};

/* --- entry.S, and where everything ends: link.ld --- */

extern char _end[];
extern char trap_vector[];

/* Load everything from `frame` and execute mret. */
_Noreturn void trap_return(const struct frame *frame);

/* The top of the trap stack, where traps save to. */
extern struct frame trap_frame;

/*
 * While not 0, a trap that is no interrupt goes on here, in supervisor mode, translation off, with
 * its cause in a0. Owned by the functions below, each of which does what may trap and returns 0 or
 * the cause.
 */
extern volatile uint32_t caught_at;

uint32_t try_ecall_after_jrst(void);
uint32_t try_csr_after_jrst(void);
uint32_t try_fetch_mapped(void);

/* A word, loaded with translation on; this page of code needs a mapping if fetches do. */
uint32_t load_mapped(const uint32_t *word);

/* mscratch, whose old value is kept: after `v` was written, in a register that held `before`. */
uint32_t scratch_write_read(uint32_t v, uint32_t before);

/* --- process.S --- */

extern char process_begin[], process_end[]; /* its text, at PROCESS_TEXT in its address space */
extern char process_exhibits_nothing[], process_exhibits_jrst[], process_exhibits_popf[];
extern char process_exhibits_cpl[], process_exhibits_nop[], process_exhibits_sidt[];
extern char process_exhibits_lra[], process_exhibits_kseg[];

/* --- main.c --- */

/* Called by entry.S. */
_Noreturn void zoo(const void *device_tree);

/* Say what was got, and whether it was right. */
void check(const char *what, uint32_t got, uint32_t expected);

/* Say how many were right and end the machine, with success if all were. */
_Noreturn void verdict(void);

/* The machine's name. */
extern const char *machine;

/* --- trap.c --- */

extern volatile uint32_t ticks;

/* Have ticks come, from now on. */
void ticks_begin(void);

/* Whether the kernel runs with translation on, as it may where supervisor mode bypasses the TLB. */
extern bool bypassing;

/* The low word of the process's TLB entry for va, or 0. */
uint32_t process_mapping(uint32_t va);

/* Called by entry.S. */
struct frame *trap(struct frame *frame);
_Noreturn void trap_in_trap(uint32_t cause, uint32_t pc);

/* --- exhibits.c --- */

struct exhibit {
    const char *machine;
    void (*in_supervisor)(void); /* or null */
    const char *in_user;         /* in process.S */
};

/* The machine's, or null if nothing is known of it. */
const struct exhibit *exhibit_of(const char *name);

/* What the process finds at PROCESS_DATA: what it may expect. process.S knows this layout. */
struct expected {
    uint32_t mstatus, mtvec, matp;
    uint32_t frame; /* of its text */
    uint32_t alias; /* an address that leads to other words in kernel and process */
};
extern struct expected process_expects;

/* The page that is at the alias: the kernel's own, and the process's. */
extern uint32_t kernel_page[], process_page[];
#define KERNEL_WORD 0x600dU
#define PROCESS_WORD 0x0badU

#endif
