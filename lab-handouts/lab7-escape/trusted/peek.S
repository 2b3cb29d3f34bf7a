/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looking at an address through the TLB, from a supervisor that runs with translation off: mret goes
 * into an address space in which nothing is mapped but the page of the load, and the next trap,
 * whatever it is, comes back.
 */
#include "pg32.inc"

#define ALIAS 0x00010000
#define INDEX 63

    .text
    .globl peek
peek:
    addi sp, sp, -16
    sw ra, 0(sp)
    sw a2, 4(sp)
    csrr t0, mtvec
    sw t0, 8(sp)
    li t0, INDEX                /* the page of the load, in that address space */
    csrw CSR_mtlbidx, t0
    li t0, ALIAS
    or t0, t0, a1
    la t1, load_page
    ori t1, t1, TLB_LO_V | TLB_LO_R | TLB_LO_X
    tlbwi t0, t1
    la t0, back
    csrw mtvec, t0
    li t0, MATP_OTE
    or t0, t0, a1
    csrw CSR_matp, t0
    li t0, ALIAS
    csrw mepc, t0
    csrw mstatus, zero
    mret
    .balign 4
back:
    csrr t0, mcause
    lw a2, 4(sp)
    lw t1, 8(sp)
    csrw mtvec, t1
    lw ra, 0(sp)
    addi sp, sp, 16
    li t1, CAUSE_ecall_user
    beq t0, t1, 1f
    sw t0, 0(a2)
    li a0, 0
    ret
1:  sw a0, 0(a2)
    li a0, 1
    ret

    .balign 4096
load_page:
    lw a0, 0(a0)
    ecall
    .balign 4096

    .globl doze
doze:
    li t0, CLINT_BASE + CLINT_MTIMECMP
    li t1, CLINT_BASE + CLINT_MTIME
    lw t2, 0(t1)
    add t2, t2, a0
    sw t2, 0(t0)
    sw zero, 4(t0)
    li t0, MIE_TIMER
    csrs mie, t0
    wfi
    csrc mie, t0
    ret
