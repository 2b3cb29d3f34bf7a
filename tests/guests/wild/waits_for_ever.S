/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits for an interrupt that nothing will raise. */
#include "pg32.inc"
    .section .text.start, "ax"
    .globl _start
_start:
    wfi
    j _start
