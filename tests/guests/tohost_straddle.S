/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stores that straddle the edge of tohost's page are made of bytes: the one that arrives at tohost
 * itself counts, and what lies beside it is stored as ever. The last one ends the run.
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la s0, tohost
    li s1, UART_BASE
    li t0, 0x00004321
    sw t0, -2(s0)               /* 0 arrives at tohost */
    lw t1, -2(s0)
    bne t0, t1, fail
    li t0, 0x00ccbbaa
    sw t0, -3(s0)
    lw t1, -3(s0)
    bne t0, t1, fail
    li t0, 4096
    add s2, s0, t0
    li t0, 0x87654300
    sw t0, -3(s2)             /* the edge at the end of the page */
    lw t1, -3(s2)
    bne t0, t1, fail
    li t1, 'P'
    sb t1, 0(s1)
    li t1, '\n'
    sb t1, 0(s1)
    li t0, 0x0100
    sw t0, -1(s0)               /* 1 arrives at tohost: passed */
fail:
    li t1, 'F'
    sb t1, 0(s1)
    li t0, 3
    sw t0, 0(s0)
    j .

    .data
    .balign 4096
    .space 4096
    .globl tohost
tohost:
    .dword 0
    .space 4096 - 8
    .space 4096
