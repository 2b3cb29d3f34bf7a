/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A monitor that runs nobody, and says that VM 0 was woken late, twice: for accounts.sh. */
#include "pg32.inc"
    .globl _start
_start:
    li t0, 0
    slti x0, t0, 0x10 /* BOOT */
    slti x0, t0, 0x19 /* SWITCH */
    li t0, 3
    slti x0, t0, 0x0a /* WOKEN */
    li t0, 12
    slti x0, t0, 0x0a
    li t0, 1 << 8
    slti x0, t0, 2 /* STOPPED: exit */
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
