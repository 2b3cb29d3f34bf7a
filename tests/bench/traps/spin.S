/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing but instructions: two of these are switched between. */
#include "traps.inc"

    begin
1:  addi t0, t0, 1
    addi t0, t0, 1
    addi t0, t0, 1
    addi t0, t0, 1
    again 1b
    finish
