/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The small kernel's traps. mscratch leads to where the handler saves registers; user mode may use
 * them all. Twice the same: with CSRs, and with a special page, whose memory is reached without a
 * register, so that mscratch is not needed.
 */
#include "pg32.inc"
#include "small.h"

    .equ USER_ASID, 1
    .equ USER_STACK, 4096
    .equ FRAME, 64

/* Names for the panel (docs/accounts.md). */
    .globl SYSCALL_null, SYSCALL_leave, SYSCALL_kernel
    .set SYSCALL_null, CALL_NULL
    .set SYSCALL_leave, CALL_LEAVE
    .set SYSCALL_kernel, CALL_KERNEL

.macro each_saved op
    \op ra, 0(sp)
    \op s0, 4(sp)
    \op s1, 8(sp)
    \op s2, 12(sp)
    \op s3, 16(sp)
    \op s4, 20(sp)
    \op s5, 24(sp)
    \op s6, 28(sp)
    \op s7, 32(sp)
    \op s8, 36(sp)
    \op s9, 40(sp)
    \op s10, 44(sp)
    \op s11, 48(sp)
.endm

    .text
/* user_call(f, argument) */
    .globl user_call
user_call:
    addi sp, sp, -FRAME
    each_saved sw
    la t0, kernel_sp
    sw sp, 0(t0)
    la t0, saved
    csrw mscratch, t0
    la t0, user_begin
    csrw mepc, t0
    li t0, MATP_OTE | USER_ASID
    csrw CSR_matp, t0
    li t0, MSTATUS_MPP
    csrc mstatus, t0            /* user mode */
    la sp, user_stack_top
    mret

user_begin:
    mv t0, a0
    mv a0, a1
    jalr t0
    li a7, CALL_LEAVE
    ecall

/* kernel_call(f, argument) */
    .globl kernel_call
kernel_call:
    li a7, CALL_KERNEL
    ecall
    ret

/* The kernel's own registers, in CSRs or in the special page. */
.macro get special, register, csr, word
    .if \special
    lw \register, \word(x0)
    .else
    csrr \register, \csr
    .endif
.endm
.macro put special, register, csr, word
    .if \special
    sw \register, \word(x0)
    .else
    csrw \csr, \register
    .endif
.endm

/* Three registers, saved and loaded. The special page's memory is at hand without a pointer. */
.macro enter special
    .if \special
    sw t0, SPECIAL_SAVED(x0)
    sw t1, SPECIAL_SAVED + 4(x0)
    sw t2, SPECIAL_SAVED + 8(x0)
    .else
    csrrw sp, mscratch, sp
    sw t0, 0(sp)
    sw t1, 4(sp)
    sw t2, 8(sp)
    .endif
.endm
.macro leave special
    .if \special
    lw t0, SPECIAL_SAVED(x0)
    lw t1, SPECIAL_SAVED + 4(x0)
    lw t2, SPECIAL_SAVED + 8(x0)
    .else
    lw t0, 0(sp)
    lw t1, 4(sp)
    lw t2, 8(sp)
    csrrw sp, mscratch, sp
    .endif
    mret
.endm

.macro vector name, special
    .globl \name
    .balign 64
\name:
    enter \special
    get \special, t0, mcause, SPECIAL_MCAUSE
    addi t1, t0, -CAUSE_fetch_miss
    sltiu t1, t1, 3
    beqz t1, 1f

    /* A miss: the entry is in the page table. */
    get \special, t0, mtval, SPECIAL_MTVAL
    la t1, small_directory
    srli t2, t0, 22
    slli t2, t2, 2
    add t1, t1, t2
    lw t1, 0(t1)
    beqz t1, 9f
    slli t2, t0, 10
    srli t2, t2, 22
    slli t2, t2, 2
    add t1, t1, t2
    lw t1, 0(t1)
    andi t2, t1, TLB_LO_V
    beqz t2, 9f
    srli t0, t0, PAGE_SHIFT
    slli t0, t0, PAGE_SHIFT
    ori t0, t0, USER_ASID
    tlbwr t0, t1
    la t1, small_misses
    lw t0, 0(t1)
    addi t0, t0, 1
    sw t0, 0(t1)
    leave \special

1:  li t1, CAUSE_ecall_user
    bne t0, t1, 3f
    bnez a7, 4f

    /* Step over it. */
2:  get \special, t0, mepc, SPECIAL_MEPC
    addi t0, t0, 4
    put \special, t0, mepc, SPECIAL_MEPC
    leave \special

3:  li t1, CAUSE_breakpoint
    beq t0, t1, 2b
    li t1, CAUSE_store_forbidden
    beq t0, t1, 2b
    j 9f

4:  li t0, CALL_KERNEL
    la t2, kernel_sp
    lw t2, 0(t2)
    beq a7, t0, 5f

    /* User mode is left: user_call() returns. */
    mv sp, t2
    each_saved lw
    addi sp, sp, FRAME
    ret

    /* A function of the kernel's; the caller expects its registers as after a call. */
5:  get \special, t0, mepc, SPECIAL_MEPC
    addi t0, t0, 4
    addi t2, t2, -16
    .if \special
    mv t1, sp
    .else
    csrrw t1, mscratch, sp
    .endif
    sw t0, 0(t2)
    sw t1, 4(t2)
    sw ra, 8(t2)
    mv sp, t2
    mv t0, a0
    mv a0, a1
    jalr t0
    lw t0, 0(sp)
    put \special, t0, mepc, SPECIAL_MEPC
    lw ra, 8(sp)
    lw sp, 4(sp)
    mret

9:  get \special, a0, mcause, SPECIAL_MCAUSE
    get \special, a1, mepc, SPECIAL_MEPC
    get \special, a2, mtval, SPECIAL_MTVAL
    la t0, kernel_sp
    lw sp, 0(t0)
    j small_unexpected
.endm

    vector small_vector, 0
    vector small_vector_special, 1

    .bss
    .balign 16
    .globl small_misses
small_misses: .space 4
kernel_sp: .space 4
    .balign 16
saved: .space 16
    .space USER_STACK
user_stack_top:
