/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A neighbour that keeps a copy of its page in the part of the special page that is plain memory. */
#include "page.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, page
    li t1, 0xfffff000
    li t2, 12
1:  lw t3, 0(t0)
    sw t3, 0(t1)
    addi t0, t0, 4
    addi t1, t1, 4
    addi t2, t2, -1
    bnez t2, 1b
    li s0, 2000
2:  sleep 500
    addi s0, s0, -1
    bnez s0, 2b
    finish

    secret_page
