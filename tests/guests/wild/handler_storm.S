/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traps for ever, in a handler that retires instructions between: nobody can tell that it will
 * not end, so only a limit does. */
#include "pg32.inc"
    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    ecall
    .balign 4
handler:
    nop
    ecall
