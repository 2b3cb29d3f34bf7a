/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process that computes with each of its registers in turn, while there is a tick every 300
 * cycles. What it has in the end cannot depend on that. Its pages are in the TLB from the start.
 */
#include "test.inc"

#define CODE 0x10000
#define DATA 0x20000
#define ROUNDS 2000

    .text
    .globl test
test:
    page_ready CODE, process, TLB_LO_R | TLB_LO_X
    page_ready DATA, result, TLB_LO_R | TLB_LO_W
    li a0, 30
    call timer_start
    li a0, CODE
    tail process_start

/* Register n becomes the sum of itself and the one before it. */
.altmacro
.macro sum n, before
    add x\n, x\n, x\before
.endm
.macro add_before n
    sum \n, %(\n - 1)
.endm

    code_page process
    .irp n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, \
            25, 26, 27, 28, 29, 30, 31
    li x\n, \n
    .endr
    li x1, ROUNDS
1:
    add x2, x2, x31
    .irp n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, \
            26, 27, 28, 29, 30, 31
    add_before \n
    .endr
    addi x1, x1, -1
    bnez x1, 1b
    li x1, DATA
    sw x31, 0(x1)
    sw x2, 4(x1)
    li a7, CALL_EXIT
    li a0, 0
    ecall
    page_end

    data_page result
    .word 0, 0
    page_end
