/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Its handler's first instruction is a system call, to itself. */
#include "pg32.inc"
    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    ecall
    j .
    .balign 4
    .globl handler
handler:
    ecall
