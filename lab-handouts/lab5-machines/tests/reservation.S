/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reserves a word, computes for longer than a turn, and tries to store to it; many times. */
#include "pg32.inc"

    .equ TIMES, 40
    .equ BETWEEN, 1500

    .section .text.start, "ax"
    .globl _start
_start:
    li s0, TIMES
    la s1, word
1:  lr.w s2, (s1)
    li t0, BETWEEN
2:  addi t0, t0, -1
    bnez t0, 2b
    addi s2, s2, 1
    sc.w s3, s2, (s1)
    add s4, s4, s3
    li t0, BETWEEN * 2
3:  addi t0, t0, -1
    bnez t0, 3b
    addi s0, s0, -1
    bnez s0, 1b
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .

    .balign 4
word:
    .word 0
