/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process that reads its page, which it may, and then writes it, which it may not. */
#include "test.inc"

#define CODE 0x10000
#define DATA 0x20000

    .text
    .globl test
test:
    page CODE, process, TLB_LO_R | TLB_LO_X
    page DATA, data, TLB_LO_R
    li a0, CODE
    tail process_start

    code_page process
    li t0, DATA
    lw t1, 0(t0)
    sw t0, 0(t0)
    li a7, CALL_EXIT
    li a0, 1
    ecall
    page_end

    data_page data
    .word 7
    page_end
