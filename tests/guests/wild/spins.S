/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Never traps and never ends: only a timer of the monitor's own takes the processor from it. */
#include "pg32.inc"
    .section .text.start, "ax"
    .globl _start
_start:
    j .
