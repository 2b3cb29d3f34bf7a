/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To user mode by either way that this machine has, what may be done there, and back. */
#include "pg32.inc"
#include "end.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    la t0, user
    jrst t0                     /* no trap, on this machine: in user mode from here on */
    ebreak
user:
    csrr a0, mscratch           /* privileged */
    tlbinv
    mret
    ecall
    la t0, 1f
    jrst t0                     /* in user mode just a jump */
    ebreak
1:  lr.w a1, (sp)               /* nothing is there */
    ebreak
    .word 0
    li s11, 20
2:  addi s10, s10, 3
    addi s11, s11, -1
    bnez s11, 2b
    li a7, 1                    /* back to supervisor mode */
    ecall
    csrr a2, mstatus
    csrr a3, instret
    la t0, again
    csrw mepc, t0
    li t0, MSTATUS_MPIE
    csrw mstatus, t0
    mret
again:
    csrr a4, mstatus            /* privileged */
    li a7, 1
    ecall
    csrr a4, mstatus
    la s9, page                 /* the kernel reserves, its process stores, and the other way round */
    lr.w a5, (s9)
    la t0, 3f
    jrst t0
3:  sc.w a6, a5, (s9)
    lr.w a5, (s9)
    li a7, 1
    ecall
    sc.w a6, a5, (s9)
    la s8, 4f                   /* code that the kernel writes for its process, and its process for it */
    lw s7, 5f
    sw s7, 0(s8)
    fence.i
    jrst s8
4:  ebreak
    lw s7, 6f
    la s8, 7f
    sw s7, 0(s8)
    fence.i
    li a7, 1
    ecall
    li s6, 3                    /* there and back, again and again */
7:  ebreak
    la t0, 8f
    jrst t0
8:  li a7, 1
    ecall
    addi s6, s6, -1
    bnez s6, 7b
    csrr a3, instret
    end
5:  addi s5, s5, 7
6:  addi s5, s5, 9

    .balign 4
/* Steps over what trapped. Who asks by a7 is in supervisor mode afterwards. */
handler:
    csrr s2, mcause
    csrr s3, mtval
    csrr s4, mstatus
    csrr t1, mepc
    addi t1, t1, 4
    csrw mepc, t1
    li t1, CAUSE_ecall_user
    bne s2, t1, 1f
    beqz a7, 1f
    li t1, MSTATUS_MPP
    csrs mstatus, t1
    li a7, 0
1:  mret

    .balign 4096
page:
    .word 0, 0
