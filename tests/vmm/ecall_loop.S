/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traps for ever, but returns each time: instructions complete, though all of them are emulated. */
#include "guest.asm"

    la t0, 2f
    csrw mtvec, t0
1:  ecall
    j 1b
    .balign 4
2:  mret
