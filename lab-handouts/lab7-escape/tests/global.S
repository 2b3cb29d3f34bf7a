/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A neighbour that has its page at 0x40000000 in all its address spaces: a global entry, which it
 * writes anew now and then.
 */
#include "page.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    li s0, 2000
1:  sleep 500
    li t0, 1
    csrw CSR_mtlbidx, t0
    li t0, 0x40000000 | TLB_HI_G | 5
    la t1, page
    ori t1, t1, TLB_LO_V | TLB_LO_R
    tlbwi t0, t1
    addi s0, s0, -1
    bnez s0, 1b
    finish

    secret_page
