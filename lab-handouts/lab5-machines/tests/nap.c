/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sleeps, and then computes. Boot arguments: until when, in thousands of the timer's ticks of ten
 * cycles; for how long then, in thousands of turns of a loop of two instructions.
 */
#include <clock.h>

#include "arguments.h"

int main(void)
{
    timer_set((uint64_t)argument(100) * 1000);
    csr_write(mie, MIE_TIMER);
    wfi();
    uint32_t turns = argument(500) * 1000;
    __asm__ volatile("1: addi %0, %0, -1\n   bnez %0, 1b" : "+r"(turns));
    return 0;
}
