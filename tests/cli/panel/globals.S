/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest that runs a monitor out of real ASIDs without ever changing to another address space:
 * global mappings, written while matp names one ASID after another. For isolation.sh.
 */
#include "pg32.inc"

    .equ VA, 0x40000000
    .equ ROUNDS, 3

    .globl _start
_start:
    li s0, ROUNDS
    li s1, VA
    la s2, _start
    srli s2, s2, PAGE_SHIFT
    slli s2, s2, PAGE_SHIFT
    ori s2, s2, TLB_LO_V | TLB_LO_R
    csrwi CSR_mtlbidx, 1
1:  tlbinv
    tlbwi s1, s2                /* ASID 0 has a real one from now on */
    ori s3, s1, TLB_HI_G
    li s4, MATP_ASID
2:  csrw CSR_matp, s4
    tlbwi s3, s2                /* for the space that matp names, as long as TE is 0 */
    addi s4, s4, -1
    bnez s4, 2b
    addi s0, s0, -1
    bnez s0, 1b
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .
