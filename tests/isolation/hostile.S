/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What hostile guests run in: each trap, interrupts too, leads to the next block. Before one that
 * begins with translation, its page is mapped for every ASID. The timer is set each time that it
 * was due, so that a loop ends unless it keeps the interrupt away. After the last block comes the
 * first, with whatever the others have left behind. A block may break all this; that is its affair.
 */
#include "pg32.inc"
#include "layout.h"

.option norvc
.globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    li t0, MCAUSE_INTERRUPT | IRQ_timer
    csrw mcause, t0             /* the first block sets the timer, too */
    .balign 4
handler:
    li sp, HOSTILE_STATE
    lw t0, STATE_NEXT(sp)
    lw t1, STATE_COUNT(sp)
    addi t2, t0, 1
    bltu t2, t1, 1f
    li t2, 0
1:  sw t2, STATE_NEXT(sp)
    slli s0, t0, BLOCK_SHIFT
    li t1, HOSTILE_BLOCKS
    add s0, s0, t1
    csrr t1, mcause
    li t2, MCAUSE_INTERRUPT | IRQ_timer
    bne t1, t2, 2f
    li t2, CLINT_BASE + CLINT_MTIME
    lw t1, 0(t2)
    lw t3, BLOCK_TIMER(s0)
    add t1, t1, t3
    li t2, CLINT_BASE + CLINT_MTIMECMP
    sw t1, 0(t2)
    sw zero, 4(t2)
2:  lw t1, BLOCK_MATP(s0)
    csrw CSR_matp, t1
    li t2, MATP_OTE
    and t1, t1, t2
    beqz t1, 3f
    li t1, PAGE_FRAME
    and s1, s0, t1
    tlbinv s1
    csrwi CSR_mtlbidx, 0
    csrwi CSR_mtlbwired, 1
    ori t1, s1, TLB_HI_G
    ori t2, s1, TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X
    tlbwi t1, t2
3:  lw t1, BLOCK_MIE(s0)
    beqz t1, 4f
    csrw mie, t1
4:  lw t1, BLOCK_MSTATUS(s0)
    csrw mstatus, t1
    addi t1, s0, BLOCK_CODE
    csrw mepc, t1
    andi t0, t0, TABLES - 1
    slli t0, t0, TABLE_SHIFT
    li sp, HOSTILE_TABLES
    add sp, sp, t0
    lw x1, 4(sp)
    .irp r, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lw x\r, 4*\r(sp)
    .endr
    lw sp, 8(sp)
    mret
