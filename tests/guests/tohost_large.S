/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An exit code of more than 16 bits, whose low ones are 0: it must not pass for success. */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, tohost
    li t1, (0x10000 << 1) | 1
    sw t1, 0(t0)
    j .

    .data
    .balign 64
    .globl tohost
tohost:
    .dword 0
