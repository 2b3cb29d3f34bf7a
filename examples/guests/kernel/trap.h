/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Traps: what entry.S saves, and the C that it calls. trap.c decides what a trap means: a device
 * or the timer, a system call, a page to be found, or the end of the process.
 */
#ifndef TRAP_H
#define TRAP_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A process's registers while the kernel runs, at the top of its kernel stack. entry.S knows this
 * layout. The size is a multiple of 16, as sp must be.
 */
struct trap_frame {
    uint32_t x[32]; /* x[0] is not used */
    uint32_t pc;
    uint32_t directory; /* for the TLB refill: the page directory's address ... */
    uint32_t asid;      /* ... and the ASID */
    uint32_t unused;
};

enum { REG_SP = 2, REG_A0 = 10, REG_A7 = 17 };

/* Called by entry.S: a trap from user mode, registers saved; and one from the kernel itself. */
void trap(struct trap_frame *frame);
_Noreturn void trap_in_kernel(uint32_t cause, uint32_t pc, uint32_t value);

/* Return to user mode: entry.S. Not called, but switched to, with sp = a frame. */
void trap_return(void);

/* Serve the timer and the devices, if they ask for it. Returns whether a tick has passed. */
bool trap_interrupts(void);

#endif
