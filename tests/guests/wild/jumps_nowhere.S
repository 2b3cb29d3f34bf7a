/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jumps to an address where nothing is, without a trap handler. */
#include "pg32.inc"
    .section .text.start, "ax"
    .globl _start
_start:
    li t0, 0x12345678
    jr t0
