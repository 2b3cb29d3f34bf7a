/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectored mtvec: interrupts go to base + 4 * cause, exceptions to the base [Priv 3.1.7]. */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, vectors
    ori t0, t0, 1
    csrw mtvec, t0
    li s0, UART_BASE
    ecall                       /* E */
    ebreak                      /* E */
    li s1, CLINT_BASE
    li t0, 1
    sw t0, 0(s1)                /* msip */
    li t0, MIE_SOFTWARE | MIE_TIMER
    csrw mie, t0
    csrsi mstatus, MSTATUS_MIE  /* S */
    nop
    li t0, CLINT_MTIMECMP
    add t0, t0, s1
    sw zero, 4(t0)
    sw zero, 0(t0)              /* T */
    nop
    csrci mstatus, MSTATUS_MIE
    csrr t0, mtvec              /* the mode bit is read back */
    andi t0, t0, 3
    addi t0, t0, '0'
    sb t0, 0(s0)
    li t0, '\n'
    sb t0, 0(s0)
    li t1, FINISHER_BASE
    li t2, FINISHER_PASS
    sw t2, 0(t1)
    j .

    .balign 64
vectors:
    j exception                 /* 0 */
    j wrong
    j wrong
    j software                  /* 3 */
    j wrong
    j wrong
    j wrong
    j timer                     /* 7 */
    j wrong
    j wrong
    j wrong
    j wrong                     /* 11 */

exception:
    li t1, 'E'
    sb t1, 0(s0)
    csrr t1, mepc
    addi t1, t1, 4
    csrw mepc, t1
    mret
software:
    li t1, 'S'
    sb t1, 0(s0)
    sw zero, 0(s1)
    mret
timer:
    li t1, 'T'
    sb t1, 0(s0)
    li t1, CLINT_MTIMECMP
    add t1, t1, s1
    li t2, -1
    sw t2, 4(t1)
    mret
wrong:
    li t1, '!'
    sb t1, 0(s0)
    li t1, FINISHER_BASE
    li t2, (1 << 16) | FINISHER_FAIL
    sw t2, 0(t1)
    j .
