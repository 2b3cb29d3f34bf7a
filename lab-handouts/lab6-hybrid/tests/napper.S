/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process that does a little and then sleeps, thirty times; its kernel waits for the timer, with
 * interrupts off, and returns to it. Of all this the hardware runs the process alone.
 */
#include "pg32.inc"
#include "end.inc"

#define NAPS 30
#define NAP 200 /* ticks */

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    li s0, CLINT_BASE + CLINT_MTIME
    li s1, CLINT_BASE + CLINT_MTIMECMP
    li t0, MIE_TIMER
    csrw mie, t0
    la t0, process
    csrw mepc, t0
    csrw mstatus, x0
    mret

process:
    li s11, NAPS
1:  li t0, 100
2:  addi t0, t0, -1
    bnez t0, 2b
    li a7, 0
    ecall
    addi s11, s11, -1
    bnez s11, 1b
    li a7, 1
    ecall

    .balign 4
handler:
    bnez a7, 4f
    lw t0, 0(s0)
    addi t0, t0, NAP
    sw t0, 0(s1)
    sw x0, 4(s1)
3:  wfi
    csrr t0, mip
    andi t0, t0, MIE_TIMER
    beqz t0, 3b
    li t0, -1
    sw t0, 4(s1)                /* or it would interrupt the process */
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    mret
4:  end
