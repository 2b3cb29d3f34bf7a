/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters, between instructions of all kinds: those that run by themselves, and those that do not. */
#include "pg32.inc"
#include "end.inc"

.macro look
    csrr a0, mcycle
    csrr a1, minstret
    csrr a2, mcycleh
    csrr a3, minstreth
    csrr a4, instret
    csrr a5, time
.endm

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    look
    nop
    csrw mscratch, x0
    ecall
    .word 0
    look
    li t0, 1000
    csrw minstret, t0           /* the write itself does not count */
    csrr a6, minstret
    csrw mcycle, t0
    csrr a6, mcycle
    li t0, -1
    csrw minstret, t0           /* about to overflow into the upper half */
    nop
    look
    csrw minstreth, x0
    csrr a7, minstreth
    csrwi mcountinhibit, 4      /* minstret stands still */
    nop
    csrw mscratch, x0
    ecall
    look
    csrwi mcountinhibit, 5
    look
    csrwi mcountinhibit, 0
    li t0, 0x40000000           /* not in supervisor mode, and ... */
    csrw CSR_minstretcfgh, t0
    nop
    ecall
    look
    li t1, 0
    csrw mstatus, t1
    la t1, user
    csrw mepc, t1
    mret
user:
    nop
    .word 0
    nop
    ecall
    look
    li t0, 0x10000000           /* ... not in user mode */
    csrw CSR_minstretcfgh, t0
    csrw CSR_mcyclecfgh, t0
    look
    li t1, 0
    csrw mstatus, t1
    la t1, user2
    csrw mepc, t1
    mret
user2:
    nop
    nop
    ecall
    look
    end

/* Steps over what trapped; in supervisor mode afterwards if it was a system call. */
    .balign 4
handler:
    csrr s2, mcause
    csrr s3, minstret
    csrr s5, mepc
    addi s5, s5, 4
    csrw mepc, s5
    li s6, CAUSE_ecall_user
    bne s2, s6, 1f
    li s6, MSTATUS_MPP
    csrs mstatus, s6
1:  mret
