/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another address space, and back: translation stays off, so what is emulated is all there is. */
#include "traps.inc"

    begin
    li t1, 1
1:  csrw CSR_matp, t1
    xori t1, t1, 3
    again 1b
    finish
