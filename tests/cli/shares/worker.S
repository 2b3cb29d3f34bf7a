/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who gets how much, as its arguments have it:
 *
 *     SLEEP    ticks to sleep for first, in wfi
 *     EVERY    ticks from one wake-up to the next, for ever; 0: compute, for ever
 *     IDLE     compute nothing, in a loop that changes nothing
 */
#include "pg32.inc"

#ifndef SLEEP
#define SLEEP 0
#endif
#ifndef EVERY
#define EVERY 0
#endif
#ifndef IDLE
#define IDLE 0
#endif

/* The timer to s1, and wait for it, interrupts off. */
.macro wait_until_s1
    li t0, CLINT_BASE + CLINT_MTIMECMP
    sw s1, 0(t0)
    sw zero, 4(t0)
1:  wfi
    csrr t0, mip
    andi t0, t0, MIE_TIMER
    beqz t0, 1b
.endm

    .globl _start
_start:
    li t0, MIE_TIMER
    csrw mie, t0
    li s1, SLEEP
    beqz s1, 2f
    wait_until_s1
2:  li s2, EVERY
    beqz s2, 4f
3:  add s1, s1, s2
    wait_until_s1
    j 3b
4:  addi s0, s0, 1 - IDLE
    j 4b
