/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The smallest program for PG-32: prints a line on the UART and stops the machine through the
 * finisher. No stack, no library; it runs where reset leaves the hart: supervisor mode, addresses
 * physical.
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    li s0, UART_BASE
    la s1, message
next:
    lbu a0, 0(s1)
    beqz a0, stop
wait:
    lbu t0, UART_LSR(s0)        /* until the transmitter is empty */
    andi t0, t0, UART_LSR_THRE
    beqz t0, wait
    sb a0, UART_THR(s0)
    addi s1, s1, 1
    j next
stop:
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
halt:
    wfi                         /* the machine has stopped by now */
    j halt

    .section .rodata
message:
    .asciz "hello, world: one page of assembly on a bare PG-32\n"
