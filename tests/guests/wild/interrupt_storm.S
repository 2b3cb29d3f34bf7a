/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timer that is always due, and a handler that does nothing about it. */
#include "pg32.inc"
    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    li t0, CLINT_BASE + CLINT_MTIMECMP
    sw zero, 0(t0)
    sw zero, 4(t0)
    li t0, MIE_TIMER
    csrw mie, t0
    csrsi mstatus, MSTATUS_MIE
    j .
    .balign 4
handler:
    mret
