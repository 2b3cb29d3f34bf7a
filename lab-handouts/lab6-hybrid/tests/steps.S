/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Registers and where to go next; no memory but one store to the device that ends it. And once: which
 * mode is this?
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    cpl a7                      /* 3: it is a kernel */
    li ra, 77
    li s0, 10
    li x0, 99                   /* is 0 and stays so */
    add s1, x0, s0
1:  mul s1, s1, s0
    addi s0, s0, -1
    bnez s0, 1b
    lui x0, 0x12345
    auipc x0, 0
    auipc s2, 0x10
    addi s3, x0, -1
    srai s4, s3, 4
    srli s5, s3, 4
    sltu s6, s4, s5
    div s7, s3, x0
    rem s8, s3, x0
    jal s9, far                 /* to another page */
    jal x0, 2f
    ebreak
2:  la s10, near
    jalr s10, 1(s10)            /* bit 0 goes; rd is rs1 */
    bgeu x0, s3, 1b
    blt s3, x0, 3f
    ebreak
3:  slti x0, s3, 1000           /* a hint: it does nothing */
    fence
    fence.i
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .
near:
    add a0, s10, s9
    jalr x0, 0(s10)

    /* The last instruction of a page goes on in the next one; or jumps. */
    .org 0x1fe8
far:
    li a1, 3
4:  add a2, a2, a1
    addi a1, a1, -1
    j 6f
    .org 0x1ff8
6:  nop
    bnez a1, 4b                 /* taken twice */
    add a3, x0, ra
    j 7f
    .org 0x2ffc
7:  lui x0, 0x12345
    add a4, x0, s9
    j 8f
    .org 0x3ff8
8:  auipc s11, 0
    jal x0, 9f
    ebreak
9:  add a5, x0, x0
    j 10f
    .org 0x4ffc
10: jalr ra, 0(s9)
