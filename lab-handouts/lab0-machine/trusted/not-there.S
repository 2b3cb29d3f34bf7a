/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process that loads from a page that it does not have. */
#include "test.inc"

#define CODE 0x10000

    .text
    .globl test
test:
    page CODE, process, TLB_LO_R | TLB_LO_X
    li a0, CODE
    tail process_start

    code_page process
    li t0, 0x20000
    lw t0, 0(t0)
    li a7, CALL_EXIT
    li a0, 1
    ecall
    page_end
