/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads, stores and atomics of all sizes: in memory, across pages, to a device. */
#include "pg32.inc"
#include "end.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    cpl a7                      /* 3: it is a kernel */
    la s0, page
    li t0, 0x81828384
    sw t0, 0(s0)
    lb a0, 0(s0)
    lbu a1, 1(s0)
    lh a2, 2(s0)
    lhu a3, 2(s0)
    lw a4, 0(s0)
    sb a2, 5(s0)
    sh a3, 6(s0)
    lw a5, 4(s0)
    lw x0, 0(s0)                /* is done, and changes nothing */
    lw s0, 64(s0)               /* rd is rs1 */
    sub s0, s0, x0
    la s0, page
    sw t0, 13(s0)               /* not aligned: on this machine that works */
    lh a6, 15(s0)
    lw a7, 14(s0)
    li s1, 4094
    add s1, s1, s0
    sw t0, 0(s1)                /* half in one page, half in the next */
    lw a0, 0(s1)
    lhu a1, 1(s1)
    sh a0, 1(s1)
    lw a2, 0(s1)

    lr.w a0, (s0)               /* atomics: the reservation is the hardware's */
    addi a0, a0, 1
    sc.w a1, a0, (s0)
    sc.w a2, a0, (s0)           /* and is gone */
    amoadd.w a3, a0, (s0)
    amoswap.w a4, t0, (s0)
    amomaxu.w x0, a3, (s0)
    lw a5, 0(s0)
    lr.w a0, (s0)
    sw a3, 4(s0)
    sc.w a2, a3, (s0)

    /* code is memory, too: the second time another instruction is there */
    li s2, 2
1:  la s3, 2f
2:  addi s4, s4, 1
    lw s5, 3f
    sw s5, 0(s3)
    fence.i
    addi s2, s2, -1
    bnez s2, 1b

    li s0, UART_BASE            /* a device */
    lbu a0, 5(s0)
    li a1, 'm'
    sb a1, 0(s0)
    li a1, '\n'
    sb a1, 0(s0)
    li t1, 64                   /* many pages, first touched by reading or by writing */
    la s0, page
    li s1, 8192
    add s0, s0, s1
4:  lw t0, 8(s0)
    add s6, s6, t0
    sw t1, 12(s0)
    add s0, s0, s1
    srli t2, s1, 1
    sw t1, 16(s0)
    sub s1, s1, t2
    add s1, s1, t2
    addi t1, t1, -1
    bnez t1, 4b
    end
3:  addi s4, s4, 100

    .balign 4096
page:
    .fill 64, 1, 0x5a
    .word 0x13579bdf
    .balign 4096
