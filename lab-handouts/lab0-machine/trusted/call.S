/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three system calls of a supervisor; the words say how far it came and what it was told. */
#include "test.inc"

    .text
    .globl test
test:
    la s0, answers
    li a7, CALL_TICKS
    li a0, 5
    ecall
    sw a0, 0(s0)                /* there have been no ticks */
    li a7, 77
    ecall
    sw a0, 4(s0)                /* there is no such call: all ones */
    li a7, CALL_PUT
    li a0, '.'
    ecall
    sw a0, 8(s0)
    li t0, 3
    sw t0, 12(s0)
    li a0, 0
    tail machine_stop

    .data
    .globl answers
answers:
    .word 99, 99, 99, 99
