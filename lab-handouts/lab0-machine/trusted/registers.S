/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A supervisor whose registers all hold something, sp and gp too, calls the system. after[n] is
 * what is in register n then.
 */
#include "test.inc"

.macro keep n
    sw x\n, 4 * \n(a0)
.endm

    .text
    .globl test
test:
    each_bystander fill
    li a7, CALL_TICKS
    ecall
    la a0, after
    each_bystander keep
    sw a7, 68(a0)
    li a0, 0
    tail machine_stop

    .data
    .globl after
after:
    .space 128
