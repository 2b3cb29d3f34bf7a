/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store to the symbol tohost ends the run, as the standard RISC-V test programs do it. Other
 * data on the same page is stored to as ever: here every other byte of it, then tohost.
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la s0, page
    li s1, 0
    li t0, 4096
1:  add t1, s0, s1
    sw s1, 0(t1)
    addi s1, s1, 4
    la t2, tohost
    sub t2, t2, s0
    bne s1, t2, 2f
    addi s1, s1, 8              /* not tohost: it has 64 bits */
2:  blt s1, t0, 1b
    li s1, 0                    /* read it all again */
    li s2, 0
3:  add t1, s0, s1
    lw t2, 0(t1)
    add s2, s2, t2
    addi s1, s1, 4
    blt s1, t0, 3b
    lw t2, 8(s0)
    li t3, 8
    bne t2, t3, fail
    amoadd.w t2, t3, (s0)       /* 0 there */
    lw t2, 0(s0)
    bne t2, t3, fail
4:  lr.w t2, (s0)
    addi t2, t2, 1
    sc.w t4, t2, (s0)
    bnez t4, 4b
    lw t2, 0(s0)
    addi t3, t3, 1
    bne t2, t3, fail
    li t0, UART_BASE
    li t1, 'P'
    sb t1, 0(t0)
    li t1, '\n'
    sb t1, 0(t0)
    la t0, tohost
    sw zero, 0(t0)              /* 0 says nothing */
    sw zero, 4(t0)
    li t1, 1
    sw t1, 0(t0)
    li t0, UART_BASE            /* not reached */
fail:
    li t1, 'F'
    sb t1, 0(t0)
    la t0, tohost
    li t1, 3
    sw t1, 0(t0)
    j .

    .data
    .balign 4096
page:
    .space 64
    .globl tohost
tohost:
    .dword 0
    .space 4096 - 72
