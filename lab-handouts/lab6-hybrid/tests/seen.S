/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where is its trap handler? It asks as a kernel, and then in user mode, which this machine
 * permits. Its exit code says who was told something else: 1, the kernel; 2, the user; 3, both.
 * In user mode it goes round for each of them, so that the hardware's count shows it, too.
 */
#include "pg32.inc"

#define ROUNDS 1000 /* of three instructions, for the user; ten times as many for the kernel */

    .section .text.start, "ax"
    .globl _start
_start:
    la s0, handler
    csrw mtvec, s0
    csrr s1, mtvec
    csrw mscratch, x0
    la t0, user
    csrw mepc, t0
    csrw mstatus, x0
    mret
user:
    csrr s2, mtvec
    sub a0, s1, s0
    sub a1, s2, s0
    snez a0, a0
    snez a1, a1
    li t0, 10 * ROUNDS
    mul t0, t0, a0
    li t1, ROUNDS
    mul t1, t1, a1
    add t0, t0, t1
1:  beqz t0, 2f
    addi t0, t0, -1
    j 1b
2:  slli a1, a1, 1
    or a0, a0, a1
    ecall

    .balign 4
handler:
    slli a0, a0, 16
    li t1, FINISHER_PASS
    beqz a0, 1f
    li t1, FINISHER_FAIL
1:  or t1, t1, a0
    li t0, FINISHER_BASE
    sw t1, 0(t0)
    j .
