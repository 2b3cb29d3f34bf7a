/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overwrites its whole memory, its own instructions included: then runs zeros, and traps at 0. */
#include "pg32.inc"
    .section .text.start, "ax"
    .globl _start
_start:
    li t0, RAM_BASE + 0x100000
    li t1, RAM_BASE
1:  addi t0, t0, -4
    sw zero, 0(t0)
    bne t0, t1, 1b
    j .
