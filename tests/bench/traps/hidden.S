/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page more than the TLB has entries, with translation off: bare nothing misses. */
#include "traps.inc"

    begin
    li s1, 0x80100000
    li s2, 0x80100000 + PAGES * PAGE_SIZE
    mv t0, s1
    li t2, PAGE_SIZE + 32       /* each on a cache line of its own */
1:  lw t1, 0(t0)
    add t0, t0, t2
    bltu t0, s2, 2f
    mv t0, s1
2:  again 1b
    finish
