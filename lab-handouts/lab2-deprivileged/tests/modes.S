/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To user mode and back, and what may not be done there. */
#include "pg32.inc"
#include "end.inc"

/* mret, to `to`, with so much in mstatus. */
.macro return_with status, to
    li t0, \status
    csrw mstatus, t0
    la t0, \to
    csrw mepc, t0
    mret
.endm

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    return_with 0, user
user:                           /* all of these are privileged */
    csrr a0, mstatus
    csrw mscratch, a0
    csrrs a1, mhartid, x0
    csrr a2, mepc
    mret
    tlbwr a0, a1
    tlbwi a0, a1
    tlbinv
    tlbp a0, a1
    tlbrh a0, a1
    csrr a3, cycle              /* it has not said that these may be read */
    csrr a4, instret
    .word 0
    ebreak
    li a7, 1                    /* back to supervisor mode */
    ecall
    csrr a5, mstatus
    csrwi mcounteren, 4
    return_with MSTATUS_TW, user2
user2:
    wfi                         /* TW is set, so this is one of them */
    csrr a3, cycle
    csrr a4, instret
    csrw instret, a4
    li a7, 1
    ecall
    li t0, -1
    csrw mcounteren, t0
    return_with MSTATUS_MPIE, user3
user3:
    csrr a3, cycle
    csrr a4, time
    csrr a5, instret
    csrr a6, cycleh
    csrr a6, timeh
    csrr a6, instreth
    li a7, 1
    ecall
    csrr a5, mstatus
    return_with MSTATUS_MPIE | MSTATUS_MPP, same /* a return that stays in supervisor mode */
same:
    csrr a6, mstatus
    csrci mstatus, 8
    la t0, again
    csrw mepc, t0
    mret                        /* MPP was left user by the one before */
again:
    csrr a7, mstatus
    li a7, 1
    ecall
    csrr a6, mstatus
    end

/* Steps over what trapped. Who asks by a7 is in supervisor mode afterwards. */
    .balign 4
handler:
    csrr s2, mcause
    csrr s3, mtval
    csrr s4, mstatus
    csrr s5, mepc
    addi s5, s5, 4
    csrw mepc, s5
    li s6, CAUSE_ecall_user
    bne s2, s6, 1f
    li s6, MSTATUS_MPP
    csrs mstatus, s6
1:  mret
