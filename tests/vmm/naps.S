/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sleeps until its timer rings, ten times, and does nothing else. */
#include "guest.asm"

    .equ PERIOD, 500            /* ticks */

    li s0, CLINT_BASE + CLINT_MTIMECMP
    li s1, CLINT_BASE + CLINT_MTIME
    li s2, 10
    sw zero, 4(s0)
    li t0, MIE_TIMER
    csrw mie, t0
1:  lw t0, 0(s1)
    addi t0, t0, PERIOD
    sw t0, 0(s0)
    wfi
    addi s2, s2, -1
    bnez s2, 1b
    finish
