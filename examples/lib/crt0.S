/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first instructions of a bare-metal program. At reset: supervisor mode, addresses physical,
 * interrupts off, a0 = hart, a1 = device tree. C wants gp, sp and a cleared .bss.
 */
#include "entry.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    load_gp
    la sp, _stack_top
    la t0, _bss_start
    la t1, _bss_end
    bgeu t0, t1, 2f
1:  sw zero, 0(t0)
    addi t0, t0, 4
    bltu t0, t1, 1b
2:  mv a0, a1
    call start_c                /* does not return */
