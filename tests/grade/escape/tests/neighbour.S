/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a secret at the beginning of its second page, and looks at it for a while. */
        .section .text.start
        .globl _start
_start:
        la      a0, secret
        li      a1, 2000000
1:      lw      a2, 0(a0)
        addi    a1, a1, -1
        bnez    a1, 1b
        li      a0, 0x100000            /* the finisher */
        li      a1, 0x5555
        sw      a1, 0(a0)
        j       .

        .data
        .globl secret
secret: .zero   16
