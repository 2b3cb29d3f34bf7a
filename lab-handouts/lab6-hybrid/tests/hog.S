/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kernel that calculates for long, and does nothing else. */
#include "pg32.inc"
#include "end.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    li s0, 300000
1:  xor s1, s1, s0
    add s2, s2, s1
    addi s0, s0, -1
    bnez s0, 1b
    end
