/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Traps of a bare-metal program: a handler in C, interrupts on and off.
 *
 * The library's entry code saves every register on a trap stack of its own (so a program with a
 * broken sp, or in user mode, can trap), calls the handler with interrupts off and translation
 * off, and returns to frame->mepc with the registers as the handler left them. A trap inside the
 * handler ends the program. Owned by trap.c.
 */
#ifndef TRAP_H
#define TRAP_H

#include <stdbool.h>
#include <stdint.h>

#include <clock.h>
#include <plic.h>
#include <trap_name.h>

/* trap_entry.S knows this layout. */
struct trap_frame {
    uint32_t x[32]; /* x[0] is 0 and stays 0 */
    uint32_t mepc;  /* where to go on; a handled exception often wants += 4 */
    uint32_t mstatus;
    uint32_t mcause;
    uint32_t mtval;
};

/* Have `handler` called for every trap; NULL brings back trap_unexpected. */
void trap_set(void (*handler)(struct trap_frame *frame));

/* Tell of the trap on the console, and exit with TRAP_EXIT: for what a handler does not expect. */
enum { TRAP_EXIT = 127 };
_Noreturn void trap_unexpected(struct trap_frame *frame);

/* Whether traps for interrupts may be taken now (mstatus.MIE); off at the start. */
void interrupts_enable(void);
void interrupts_disable(void);

/* Whether the trap is this interrupt: IRQ_timer, IRQ_external, ... of pg32.h. */
static inline bool trap_is_irq(const struct trap_frame *frame, uint32_t irq)
{
    return frame->mcause == (0x80000000u | irq);
}

/* The library's start calls it: points mtvec at the entry code. */
void trap_init(void);

#endif
