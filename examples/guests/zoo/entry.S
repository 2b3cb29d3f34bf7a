/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the kernel meets the machine, and what it exhibits in supervisor mode that C cannot say.
 * mscratch holds the top of the trap stack, and 0 while a trap is being handled.
 */
#include "layout.h"
#include "entry.inc"
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    load_gp
    la sp, _stack_top
    la t0, _bss_start
    la t1, _bss_end
    bgeu t0, t1, 2f
1:  sw zero, 0(t0)
    addi t0, t0, 4
    bltu t0, t1, 1b
2:  csrw mie, zero
    la t0, trap_stack_top
    csrw mscratch, t0
    la t0, trap_vector + 1      /* vectored */
    csrw mtvec, t0
    mv a0, a1                   /* the device tree */
    call zoo                    /* does not return */

    .text
    .balign 64
    .globl trap_vector
trap_vector:
    .rept 12                    /* exceptions; then interrupts 1 to 11 */
    .option push
    .option norelax
    j trap_entry
    .option pop
    .endr

trap_entry:
    csrrw sp, mscratch, sp
    beqz sp, trap_within_trap
    addi sp, sp, -FRAME_SIZE
    sw zero, 0(sp)
    each_register sw
    csrrw t0, mscratch, zero
    sw t0, 8(sp)                /* the interrupted sp, x2 */
    csrr t0, mepc
    sw t0, FRAME_PC(sp)
    csrr t0, mcause
    sw t0, FRAME_CAUSE(sp)
    csrr t0, mtval
    sw t0, FRAME_VALUE(sp)
    load_gp
    mv a0, sp
    call trap
    .globl trap_return
trap_return:
    mv sp, a0
    lw t0, FRAME_PC(sp)
    csrw mepc, t0
    la t0, trap_stack_top
    csrw mscratch, t0
    each_register lw
    lw sp, 8(sp)
    mret

trap_within_trap:
    csrw mscratch, zero
    la sp, trap_stack_top
    csrr a0, mcause
    csrr a1, mepc
    call trap_in_trap

/* --- what may trap --- */

/* `name` begins, and a trap leads to where it ends; the kernel's stack is not touched meanwhile. */
.macro try name
    .globl \name
    .balign 64                  /* all of it in one page */
\name:
    la t0, caught_\name
    la t1, caught_at
    sw t0, 0(t1)
.endm
.macro tried name
    li a0, 0
caught_\name:
    la t1, caught_at
    sw zero, 0(t1)
    ret
.endm

/* To user mode and back: what jrst is for. */
try try_ecall_after_jrst
    la t0, 1f
    jrst t0
1:  ecall
tried try_ecall_after_jrst

/* In user mode, which has no CSRs. */
try try_csr_after_jrst
    la t0, 1f
    jrst t0
1:  csrr t0, mscratch
tried try_csr_after_jrst

/* One instruction with translation on. */
try try_fetch_mapped
    li t0, MATP_TE
    csrs CSR_matp, t0
    csrc CSR_matp, t0
tried try_fetch_mapped

    .globl load_mapped
    .balign 64
load_mapped:
    li t0, MATP_TE
    csrs CSR_matp, t0
    lw a0, 0(a0)
    csrc CSR_matp, t0
    ret

    .globl scratch_write_read
scratch_write_read:
    csrr t1, mscratch
    csrw mscratch, a0
    mv a0, a1
    csrr a0, mscratch
    csrw mscratch, t1
    ret

    .bss
    .balign 16
    .space 4096 - FRAME_SIZE
    .globl trap_frame
trap_frame:
    .space FRAME_SIZE
trap_stack_top:
