/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mret, to where the next one stands. */
#include "traps.inc"

    begin
    la t0, 1f
    csrw mepc, t0
1:  li t1, MSTATUS_MPP
    csrs mstatus, t1            /* to supervisor mode again */
    addi s0, s0, -1
    beqz s0, 2f
    mret
2:  finish
