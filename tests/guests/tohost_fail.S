/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tohost with test case 1337 failed: exit code 1337, which no process status could hold. */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, tohost
    li t1, (1337 << 1) | 1
    sw t1, 0(t0)
    j .

    .data
    .balign 64
    .globl tohost
tohost:
    .dword 0
