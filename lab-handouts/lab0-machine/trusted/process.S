/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process that calls the system: what it was told, and exit code 42. It misses no page. */
#include "test.inc"

#define CODE 0x10000
#define DATA 0x20000

    .text
    .globl test
test:
    page_ready CODE, process, TLB_LO_R | TLB_LO_X
    page_ready DATA, answers, TLB_LO_R | TLB_LO_W
    li a0, CODE
    tail process_start

    code_page process
    li s0, DATA
    li a7, CALL_TICKS
    ecall
    sw a0, 0(s0)
    li a7, 1000
    ecall
    sw a0, 4(s0)
    li a7, CALL_PUT
    li a0, 'o'
    ecall
    li a0, 'k'
    ecall
    li a0, '\n'
    ecall
    sw a0, 8(s0)
    li a7, CALL_EXIT
    li a0, 42
    ecall
    sw a7, 12(s0)               /* nobody comes here */
    page_end

    data_page answers
    .word 99, 99, 99, 99
    page_end
