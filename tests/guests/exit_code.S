/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The finisher's failure word carries a code; words that it does not know are ignored. */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    li t0, FINISHER_BASE
    sw zero, 0(t0)
    li t1, 0x1234
    sw t1, 0(t0)
    li t1, FINISHER_PASS
    sw t1, 4(t0)                /* not its register */
    lw t2, 0(t0)
    bnez t2, 1f
    li t1, (42 << 16) | FINISHER_FAIL
    sw t1, 0(t0)
1:  j .
