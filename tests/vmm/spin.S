/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts for ever, in a register and in memory. */
#include "guest.asm"

    li s0, DATA
    li s1, 0
1:  addi s1, s1, 1
    sw s1, 0(s0)
    j 1b
