/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Traps with a vector for each interrupt, and one frame that never moves: mscratch holds its
 * address while anything else runs. There is no more than one trap at a time.
 */
#include "lab0.h"
#include "pg32.inc"

    .text
    .globl trap_open
trap_open:
    la t0, frame
    csrw mscratch, t0
    la t0, vectors
    ori t0, t0, 1
    csrw mtvec, t0
    ret

    .balign 64
vectors:                        /* exceptions come to the first; an interrupt to its number */
    j exception
    .rept 15
    j whole
    .endr

exception:
    csrrw t6, mscratch, t6
    sw a4, FRAME_X(14)(t6)
    sw a5, FRAME_X(15)(t6)
    csrr a4, mcause
    li a5, CAUSE_fetch_miss
    bltu a4, a5, 1f
    li a5, CAUSE_tlb_duplicate
    bgeu a4, a5, 1f
    csrr a4, mtval
    li a5, PAGES << PAGE_SHIFT
    bgeu a4, a5, 1f
    srli a5, a4, PAGE_SHIFT
    slli a5, a5, 2
    sw a3, FRAME_X(13)(t6)
    lui a3, %hi(page_table)
    add a3, a3, a5
    lw a3, %lo(page_table)(a3)
    srli a4, a4, PAGE_SHIFT
    slli a4, a4, PAGE_SHIFT
    addi a4, a4, ASID
    slli a5, a3, 31             /* V */
    bgez a5, 2f
    tlbwr a4, a3
    lw a3, FRAME_X(13)(t6)
    lw a4, FRAME_X(14)(t6)
    lw a5, FRAME_X(15)(t6)
    csrrw t6, mscratch, t6
    mret
2:  lw a3, FRAME_X(13)(t6)
1:  lw a4, FRAME_X(14)(t6)
    lw a5, FRAME_X(15)(t6)
    csrrw t6, mscratch, t6

whole:
    csrrw t6, mscratch, t6
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, \
            24, 25, 26, 27, 28, 29, 30
    sw x\n, FRAME_X(\n)(t6)
    .endr
    mv s0, t6
    csrrw t0, mscratch, t6      /* from now on it holds the frame again */
    sw t0, FRAME_X(31)(s0)
    csrr t1, mepc
    csrr t2, mcause
    csrr t3, mtval
    sw t1, FRAME_MEPC(s0)
    sw t2, FRAME_MCAUSE(s0)
    sw t3, FRAME_MTVAL(s0)
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, frame
    mv a0, s0
    call trap
    lw t0, FRAME_MEPC(s0)
    csrw mepc, t0
    mv t6, s0
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, \
            24, 25, 26, 27, 28, 29, 30, 31
    lw x\n, FRAME_X(\n)(t6)
    .endr
    mret

    .data
    .balign 16
    .space 2048                 /* the handler's stack, below the frame */
frame:
    .space FRAME_SIZE
