/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Echoes what is typed, one up, by interrupt and wfi, until a 'q' comes: then it ends. */
#include "guest.asm"

    la t0, external
    csrw mtvec, t0
    li s0, PLIC_BASE
    li s1, PLIC_BASE + PLIC_CLAIM
    li s2, UART_BASE
    li s3, 'q'
    li t0, 1
    sw t0, 4 * UART_IRQ(s0)
    li t1, PLIC_BASE + PLIC_ENABLE
    slli t0, t0, UART_IRQ
    sw t0, 0(t1)
    li t0, UART_IER_RX
    sb t0, UART_IER(s2)
    li t0, MIE_EXTERNAL
    csrw mie, t0
    csrsi mstatus, MSTATUS_MIE
1:  wfi
    j 1b

    .balign 4
external:
    lw t0, 0(s1)
    lbu t1, UART_RBR(s2)
    beq t1, s3, 2f
    addi t1, t1, 1
    sb t1, UART_THR(s2)
    sw t0, 0(s1)
    mret
2:  finish
