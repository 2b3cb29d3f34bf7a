/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds what it finds in 64 pages, all zeros, and leaves something there; finds it again; waits. */
    .section .text.start, "ax"
    .globl _start
_start:
    la s0, _end
    li s1, 64
    li s3, 4096
1:  lw t0, 0(s0)
    add s2, s2, t0
    sw s1, 0(s0)
    add s0, s0, s3
    addi s1, s1, -1
    bnez s1, 1b
    li s1, 64
2:  sub s0, s0, s3
    lw t0, 0(s0)
    add s2, s2, t0
    addi s1, s1, -1
    bnez s1, 2b
3:  wfi
    j 3b
