/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where traps arrive. mscratch holds the top of the trap stack while anything else runs, and the
 * interrupted sp while a trap is being handled.
 */
#include "entry.inc"
#include "lab0.h"
#include "pg32.inc"

    .text
    .globl trap_open
trap_open:
    la t0, trap_stack_top
    csrw mscratch, t0
    la t0, trap_vector
    csrw mtvec, t0
    ret

    .balign 4
trap_vector:
    csrrw sp, mscratch, sp
    addi sp, sp, -FRAME_SIZE
    sw t0, FRAME_X(5)(sp)
    sw t1, FRAME_X(6)(sp)
    sw t2, FRAME_X(7)(sp)

/* A miss on a page that the page table has: refill, with three registers. */
    csrr t0, mcause
    addi t0, t0, -CAUSE_fetch_miss
    sltiu t0, t0, 3             /* fetch, load and store miss follow each other */
    beqz t0, save_all
    csrr t0, mtval
    srli t0, t0, PAGE_SHIFT
    sltiu t1, t0, PAGES
    beqz t1, save_all           /* beyond the page table */
    slli t1, t0, 2
    la t2, page_table
    add t1, t1, t2
    lw t1, 0(t1)
    andi t2, t1, TLB_LO_V
    beqz t2, save_all           /* no such page */
    slli t0, t0, PAGE_SHIFT
    ori t0, t0, ASID
    tlbwr t0, t1
    j restore_three

/* Anything else is for C. */
save_all:
    .irp n, 1, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, \
            28, 29, 30, 31
    sw x\n, FRAME_X(\n)(sp)
    .endr
    csrr t0, mscratch
    sw t0, FRAME_X(2)(sp)
    csrr t0, mepc
    sw t0, FRAME_MEPC(sp)
    csrr t0, mcause
    sw t0, FRAME_MCAUSE(sp)
    csrr t0, mtval
    sw t0, FRAME_MTVAL(sp)
    load_gp
    mv a0, sp
    call trap
    lw t0, FRAME_MEPC(sp)
    csrw mepc, t0
    .irp n, 1, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, \
            28, 29, 30, 31
    lw x\n, FRAME_X(\n)(sp)
    .endr
restore_three:
    lw t0, FRAME_X(5)(sp)
    lw t1, FRAME_X(6)(sp)
    lw t2, FRAME_X(7)(sp)
    addi sp, sp, FRAME_SIZE
    csrrw sp, mscratch, sp
    mret

    .bss
    .balign 16
    .space 4096
trap_stack_top:
