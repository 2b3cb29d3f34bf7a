/* SPDX-License-Identifier: GPL-3.0-or-later */
/* It ends by storing to `tohost`, a word among others of its memory. */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    cpl a7                      /* 3: it is a kernel */
    la s0, before
    li s1, 200
1:  lw t0, 0(s0)                /* the words beside it are memory, read and written */
    add t0, t0, s1
    sw t0, 0(s0)
    lw t1, 8(s0)
    sub t1, t1, t0
    sw t1, 8(s0)
    addi s1, s1, -1
    bnez s1, 1b
    lw t2, 4(s0)                /* and so is it, when it is read */
    li t3, 1
    sw t3, 4(s0)                /* 1: all is well */
2:  j 2b

    .data
    .balign 4096
before:
    .word 7
    .globl tohost
tohost:
    .word 0
    .word 9
