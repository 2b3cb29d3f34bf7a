/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loop that comes back with every register as it was, but works: it counts in memory. */
#include "guest.asm"

    li s0, DATA
1:  lw t0, 0(s0)
    addi t0, t0, 1
    sw t0, 0(s0)
    li t0, 0
    j 1b
