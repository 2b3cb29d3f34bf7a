/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A neighbour that looks at its page now and then, 2000 times, and ends. */
#include "page.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    li s0, 2000
1:  sleep 500
    la t0, page
    lw t1, 0(t0)
    addi s0, s0, -1
    bnez s0, 1b
    finish

    secret_page
