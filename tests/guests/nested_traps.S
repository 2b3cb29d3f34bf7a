/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A handler that saves mepc, mcause and mstatus on a stack may trap itself: five deep, printing
 * the depth on the way in and the cause's digit on the way out.
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la sp, _stack_top
    la t0, handler
    csrw mtvec, t0
    li s0, UART_BASE
    li s1, 0                    /* depth */
    ecall
    li t0, '\n'
    sb t0, 0(s0)
    csrr t0, mstatus
    li t1, FINISHER_BASE
    li t2, FINISHER_PASS
    sw t2, 0(t1)
    j .

    .balign 4
handler:
    addi sp, sp, -12
    csrr t0, mepc
    sw t0, 0(sp)
    csrr t0, mcause
    sw t0, 4(sp)
    csrr t0, mstatus
    sw t0, 8(sp)
    addi s1, s1, 1
    addi t0, s1, '0'
    sb t0, 0(s0)
    li t0, 5
    beq s1, t0, 2f
    andi t0, s1, 1
    beqz t0, 1f
    ebreak
    j 2f
1:  ecall
2:  lw t0, 4(sp)                /* 3: breakpoint, 11: from supervisor mode, printed as ; */
    addi t0, t0, '0'
    sb t0, 0(s0)
    lw t0, 8(sp)
    csrw mstatus, t0
    lw t0, 0(sp)
    addi t0, t0, 4
    csrw mepc, t0
    addi sp, sp, 12
    mret
