/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two entries of the TLB, and user mode behind them: what repl_vms.sh looks at. */
#include "pg32.inc"
    .equ USER, 0x00400000
    .globl _start, ended, user, page
_start:
    la t0, ended
    csrw mtvec, t0
    li t0, USER | 7
    la t1, user
    ori t1, t1, TLB_LO_V | TLB_LO_X
    csrw CSR_mtlbidx, x0
    tlbwi t0, t1
    li t0, USER + 0x1000 | TLB_HI_G
    la t1, page
    ori t1, t1, TLB_LO_V | TLB_LO_R | TLB_LO_W
    li t2, 2
    csrw CSR_mtlbidx, t2
    tlbwi t0, t1
    li t0, MATP_OTE | 7
    csrw CSR_matp, t0
    li t0, USER
    csrw mepc, t0
    mret
ended:
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .
    .balign 4096
user:
    li a0, USER + 0x1000
    lw a1, 0(a0)
    ecall
    .balign 4096
page:
    .word 0xcafe1234
