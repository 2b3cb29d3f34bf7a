/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As syscall.S, but the handler looks at mepc in the special page: it needs monitor.special_page. */
#include "traps.inc"

    .equ MEPC, -2044            /* vmm/special.h */

    begin
    la t0, handler
    csrw mtvec, t0
    la t0, user
    sw t0, MEPC(x0)
    li a7, 0
    mret
user:
    addi s1, s1, 1
    ecall
    j user

    .balign 4
handler:
    lw t0, MEPC(x0)
    addi t0, t0, 4
    sw t0, MEPC(x0)
    addi s0, s0, -1
    beqz s0, 2f
    mret
2:  finish
