/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Polls a word that its timer's handler sets, three times, having nothing else to do: a guest that
 * is idle and does not say so.
 */
#include "guest.asm"

    .equ PERIOD, 3000           /* ticks */

    la t0, handler
    csrw mtvec, t0
    li s0, DATA
    li s1, 3
next:
    sw zero, 0(s0)
    li t0, CLINT_BASE + CLINT_MTIME
    lw t1, 0(t0)
    li t2, PERIOD
    add t1, t1, t2
    li t0, CLINT_BASE + CLINT_MTIMECMP
    sw t1, 0(t0)
    sw zero, 4(t0)
    li t0, MIE_TIMER
    csrw mie, t0
    csrsi mstatus, MSTATUS_MIE
poll:
    lw t0, 0(s0)
    beqz t0, poll
    addi s1, s1, -1
    bnez s1, next
    finish

    .balign 4
handler:
    li t0, 1
    sw t0, 0(s0)
    csrw mie, zero
    mret
