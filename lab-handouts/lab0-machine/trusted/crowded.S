/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process whose pages are more than the TLB has entries, with something in each of its registers:
 * each load may miss, and no miss may change anything. after[n] is register n in the end, but for
 * a0, a1 and a7, which the loop uses.
 */
#include "test.inc"

#define CODE 0x10000
#define DATA 0x100000
#define AFTER 0x3ff000
#define MANY 40
#define ROUNDS 20

    .text
    .globl test
test:
    page CODE, process, TLB_LO_R | TLB_LO_X
    page AFTER, after, TLB_LO_R | TLB_LO_W
    li s0, 0
1:  slli a0, s0, 12
    li t0, DATA
    add a0, a0, t0
    la a1, data
    li a2, TLB_LO_R
    call page_map
    addi s0, s0, 1
    li t0, MANY
    bne s0, t0, 1b
    li a0, CODE
    tail process_start

.macro keep n
    sw x\n, 4 * \n(a0)
.endm

    code_page process
    each_bystander fill
    li a7, ROUNDS
1:  li a0, DATA
2:  lw a1, 0x40(a0)
    lui a1, 1
    add a0, a0, a1
    li a1, DATA + MANY * 0x1000
    bne a0, a1, 2b
    addi a7, a7, -1
    bnez a7, 1b
    li a0, AFTER
    each_bystander keep
    li a7, CALL_EXIT
    li a0, 0
    ecall
    page_end

    data_page data
    page_end
    data_page after
    page_end
