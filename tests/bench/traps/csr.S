/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An emulated CSR instruction, again and again. */
#include "traps.inc"

    begin
1:  csrrw t0, mscratch, t1
    again 1b
    finish
