/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process with pages here and there, none of them in the TLB: it adds up a word of each of the
 * first eight, and writes the sum into the last.
 */
#include "test.inc"

#define CODE 0x10000
#define SUM 0x3ff000

    .text
    .globl test
test:
    page CODE, process, TLB_LO_R | TLB_LO_X
    page 0x00000, data3, TLB_LO_R
    page 0x01000, data1, TLB_LO_R | TLB_LO_W
    page 0x20000, data4, TLB_LO_R
    page 0x21000, data1, TLB_LO_R   /* the same frame a second time */
    page 0x7f000, data2, TLB_LO_R
    page 0x80000, data4, TLB_LO_R
    page 0x3fe000, data2, TLB_LO_R
    page 0x155000, data3, TLB_LO_R
    page SUM, sum, TLB_LO_R | TLB_LO_W
    li a0, CODE
    tail process_start

    code_page process
    .option norelax             /* where it is, is where its list is, too */
    la s0, list
    .option relax
    li s2, 0
1:  lw t0, 0(s0)
    addi s0, s0, 4
    bltz t0, 2f
    lw t1, 0(t0)
    add s2, s2, t1
    j 1b
2:  li t0, SUM
    sw s2, 0x10(t0)
    li a7, CALL_EXIT
    li a0, 0
    ecall
list:
    .word 0x00004, 0x01008, 0x20ffc, 0x21008, 0x7f800, 0x80ffc, 0x3fe800, 0x155004, -1
    page_end

    data_page data1
    .fill 1024, 4, 1
    data_page data2
    .fill 1024, 4, 100
    data_page data3
    .fill 1024, 4, 10000
    data_page data4
    .fill 1024, 4, 1000000
    data_page sum
    .space 16
    .globl total
total:
    .word 0
    page_end
