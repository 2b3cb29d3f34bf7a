/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A system call from user mode, and back behind it. */
#include "traps.inc"

    begin
    la t0, handler
    csrw mtvec, t0
    la t0, user
    csrw mepc, t0
    li a7, 0
    mret
user:
    addi s1, s1, 1
    ecall
    j user

    .balign 4
handler:
    csrr t0, mepc
    addi t0, t0, 4
    csrw mepc, t0
    addi s0, s0, -1
    beqz s0, 2f
    mret
2:  finish
