/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <trap.h>

#include <stdio.h>
#include <stdlib.h>

#include "pg32.h"
#include "trap_entry.h"

_Static_assert(sizeof(struct trap_frame) == 144, "trap_entry.S knows the size of the frame");

static void (*trap_handler)(struct trap_frame *frame);

void trap_set(void (*handler)(struct trap_frame *frame))
{
    trap_handler = handler;
}

_Noreturn static void report(const char *what, uint32_t cause, uint32_t pc, uint32_t value)
{
    printf("%s: %s (mcause 0x%lx), mepc 0x%08lx, mtval 0x%08lx\n", what, trap_name(cause),
           (unsigned long)cause, (unsigned long)pc, (unsigned long)value);
    exit(TRAP_EXIT);
}

void trap_unexpected(struct trap_frame *frame)
{
    report("unexpected trap", frame->mcause, frame->mepc, frame->mtval);
}

void trap_in_handler(uint32_t cause, uint32_t pc, uint32_t value)
{
    report("trap in the trap handler", cause, pc, value);
}

void trap_dispatch(struct trap_frame *frame)
{
    if (trap_handler) {
        trap_handler(frame);
    } else {
        trap_unexpected(frame);
    }
}

void interrupts_enable(void)
{
    csr_set(mstatus, MSTATUS_MIE);
}

void interrupts_disable(void)
{
    csr_clear(mstatus, MSTATUS_MIE);
}
