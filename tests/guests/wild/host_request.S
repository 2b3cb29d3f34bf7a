/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks through tohost for a system call of a host that is not there. */
#include "pg32.inc"
    .section .text.start, "ax"
    .globl _start
_start:
    la t0, tohost
    li t1, 0x80001000
    sw t1, 0(t0)
    j .
    .data
    .balign 64
    .globl tohost
tohost:
    .dword 0
