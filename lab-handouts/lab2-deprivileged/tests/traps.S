/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traps that are the guest's own doing, to the handler that it has installed; and to another one. */
#include "pg32.inc"
#include "end.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    li a0, 7
    ecall
    ebreak
    .word 0                     /* no instruction */
    .word 0xffffffff
    csrsi mstatus, 8            /* interrupts on: a trap turns them off, a return on again */
    ecall
    csrr a1, mstatus
    csrci mstatus, 8
    ecall
    csrr a2, mstatus
    li a3, 0x40000000
    lw a4, 0(a3)                /* nothing is there */
    sw a4, 4(a3)
    lr.w a4, (a3)
    amoadd.w a5, a4, (a3)
    li a6, 0x80000002
    lr.w a4, (a6)               /* misaligned, by which the hardware always traps */
    amoswap.w a5, a4, (a6)
    la t0, other + 1            /* vectored, for interrupts: not for these */
    csrw mtvec, t0
    ecall
    ebreak
    la t0, nested
    csrw mtvec, t0
    ecall
    end

    .balign 4
handler:
    csrr s2, mcause
    csrr s3, mtval
    csrr s4, mstatus
    csrr s5, mepc
    addi s5, s5, 4
    csrw mepc, s5
    mret

    .balign 64
other:
    csrr s6, mcause
    csrr s5, mepc
    addi s5, s5, 4
    csrw mepc, s5
    mret

/* A trap within the handler: the first one's return is lost unless it has kept it. */
    .balign 4
nested:
    csrr s7, mepc
    csrr s8, mstatus
    la t0, handler
    csrw mtvec, t0
    ecall
    ebreak
    addi s7, s7, 4
    csrw mepc, s7
    csrw mstatus, s8
    mret
