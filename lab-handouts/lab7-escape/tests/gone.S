/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A neighbour that ends at once: its memory goes back. */
#include "page.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, page
    lw t1, 0(t0)
    finish

    secret_page
