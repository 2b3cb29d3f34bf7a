/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The guest of the figures: its process asks for page 0x00012000, and gets to see what the guest has at
 * its own 0x80001000.
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, on_trap
    csrw mtvec, t0
    li t0, 1
    csrw CSR_mtlbidx, t0
    li t0, 0x00010000 | 9
    la t1, process
    ori t1, t1, TLB_LO_V | TLB_LO_R | TLB_LO_X
    tlbwi t0, t1
    li t0, 0x00010000
    csrw mepc, t0
    li t0, MATP_OTE | 9
    csrw CSR_matp, t0
    li s0, 2
    li s1, 0x00012000 | 9
    li s2, 0x80001000 | TLB_LO_V | TLB_LO_R
    la s3, finish
    csrw CSR_mtlbidx, s0
    csrw mstatus, zero
    mret

    .balign 4
on_trap:
    tlbwi s1, s2
    csrw mtvec, s3
    mret

    .balign 4
finish:
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
1:  j 1b

    .balign 4096
process:
    li t0, 0x00012000
    lw a0, 0(t0)
    ecall
    .balign 4096
