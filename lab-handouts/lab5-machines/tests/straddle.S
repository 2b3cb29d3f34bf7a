/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads words that lie in two pages: three entries of the TLB for one instruction. */
#include "pg32.inc"

    .equ TIMES, 4000

    .section .text.start, "ax"
    .globl _start
_start:
    li s0, TIMES
    la s1, words + 4094
1:  lw t0, 0(s1)
    add s2, s2, t0
    addi s0, s0, -1
    bnez s0, 1b
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .

    .data
    .balign 4096
words:
    .space 4092
    .word 0x01020304, 0x05060708
