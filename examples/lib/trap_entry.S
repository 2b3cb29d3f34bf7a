/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trap vector. mscratch holds the trap stack's top, and 0 while a trap is being handled; the
 * frame is struct trap_frame of trap.h.
 */
#include "entry.inc"
#include "pg32.inc"

#define FRAME_MEPC 128
#define FRAME_MSTATUS 132
#define FRAME_MCAUSE 136
#define FRAME_MTVAL 140
#define FRAME_SIZE 144

    .text
    .globl trap_entry
    .balign 4
trap_entry:
    csrrw sp, mscratch, sp
    beqz sp, trap_within_trap
    addi sp, sp, -FRAME_SIZE
    sw zero, 0(sp)
    each_register sw
    csrrw t0, mscratch, zero
    sw t0, 8(sp)                /* the interrupted sp, x2 */
    csrr t0, mepc
    sw t0, FRAME_MEPC(sp)
    csrr t0, mstatus
    sw t0, FRAME_MSTATUS(sp)
    csrr t0, mcause
    sw t0, FRAME_MCAUSE(sp)
    csrr t0, mtval
    sw t0, FRAME_MTVAL(sp)
    load_gp
    mv a0, sp
    call trap_dispatch
    lw t0, FRAME_MEPC(sp)
    csrw mepc, t0
    lw t0, FRAME_MSTATUS(sp)
    csrw mstatus, t0
    addi t0, sp, FRAME_SIZE
    csrw mscratch, t0
    each_register lw
    lw sp, 8(sp)
    mret

/* The handler itself trapped. What it held is lost; say so and stop, on the same stack. */
trap_within_trap:
    csrw mscratch, zero
    la sp, trap_stack_top
    csrr a0, mcause
    csrr a1, mepc
    csrr a2, mtval
    call trap_in_handler

    .globl trap_init
trap_init:
    la t0, trap_stack_top
    csrw mscratch, t0
    la t0, trap_entry
    csrw mtvec, t0
    ret

    .bss
    .balign 16
    .space 4096
trap_stack_top:
