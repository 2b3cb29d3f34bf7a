/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handlers that do something and trap again, twenty times, and never return: unusual, but each gets on.
 * Only who does nothing but trap may be given up on.
 */
#include "pg32.inc"

#define TIMES 20

/* Trap by `instruction`, TIMES times, each from the handler of the time before. */
.macro again_and_again instruction
    la t0, 1f
    csrw mtvec, t0
    li s1, 0
    \instruction
    j fail
    .balign 4
1:  addi s1, s1, 1
    li t0, TIMES
    beq s1, t0, 2f
    \instruction
    j fail
2:  addi t0, s1, 'A' - 1        /* T */
    sb t0, 0(s0)
.endm

    .section .text.start, "ax"
    .globl _start
_start:
    li s0, UART_BASE
    again_and_again ecall
    again_and_again ebreak
    again_and_again "lw zero, 0(zero)"
    again_and_again ".word 0"
    li t0, '\n'
    sb t0, 0(s0)
    li t1, FINISHER_BASE
    li t2, FINISHER_PASS
    sw t2, 0(t1)
    j .
fail:
    li t1, FINISHER_BASE
    li t2, 1 << 16 | FINISHER_FAIL
    sw t2, 0(t1)
    j .
