/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads and writes every MiB of the address space beyond its own 1 MiB, physically and through
 * TLB entries: each must fault. Devices are left out. Exit code 5 says that all were refused.
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    li s0, 0x80100000           /* its memory ends here */
    li s1, 0x100000
    li s2, 0                    /* faults */
    li s3, 0                    /* accesses */
1:  lw t1, 0(s0)
    sw s0, 0(s0)
    addi s3, s3, 2
    add s0, s0, s1
    bnez s0, 1b                 /* up to the end of the address space */
    bne s2, s3, bad

    /* The same frames through the TLB: page 0x40000000, mapped to each in turn. */
    csrwi CSR_mtlbwired, 4
    csrwi CSR_mtlbidx, 0
    la t0, _start               /* the code runs mapped, too */
    li t1, 0xfffff000
    and t0, t0, t1
    ori t1, t0, TLB_LO_V | TLB_LO_X | TLB_LO_R
    tlbwi t0, t1
    li s0, 0x80100000
    li s4, 0x40000000
    li s6, MATP_TE
2:  csrwi CSR_mtlbidx, 1
    ori t1, s0, TLB_LO_V | TLB_LO_R | TLB_LO_W
    tlbwi s4, t1
    csrs CSR_matp, s6
    lw t2, 0(s4)
    sw t2, 4(s4)
    csrc CSR_matp, s6
    addi s3, s3, 2
    add s0, s0, s1
    bnez s0, 2b
    bne s2, s3, bad
    li t0, FINISHER_BASE
    li t1, (5 << 16) | FINISHER_FAIL
    sw t1, 0(t0)
bad:
    li t0, FINISHER_BASE
    li t1, (6 << 16) | FINISHER_FAIL
    sw t1, 0(t0)
    j .

    .balign 4
handler:                        /* counts load and store access faults alone */
    csrr t3, mcause
    li t4, CAUSE_load_access
    beq t3, t4, 3f
    li t4, CAUSE_store_access
    bne t3, t4, bad
3:  addi s2, s2, 1
    csrr t3, mepc
    addi t3, t3, 4
    csrw mepc, t3
    mret
