/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A quiet neighbour: fills pages through mappings of its own, checks them, says "ok" each time. */
#include "guest.asm"

    .equ VA, 0x00400000
    .equ PAGES, 7
    .equ ROUNDS, 6

    start
    map 0, 0x80000000, 0x80000000, IDENTITY, TLB_HI_G
    li s0, 1                    /* mapping by mapping */
    li s1, VA
    li s2, DATA + IDENTITY
1:  csrw CSR_mtlbidx, s0
    tlbwi s1, s2
    li t0, 0x1000
    add s1, s1, t0
    add s2, s2, t0
    addi s0, s0, 1
    li t0, PAGES
    bgeu t0, s0, 1b
    li t0, MATP_TE
    csrw CSR_matp, t0
    li s0, ROUNDS
2:  li s1, VA                   /* write s0 * address */
    li s2, VA + PAGES * 0x1000
3:  mul t0, s1, s0
    sw t0, 0(s1)
    addi s1, s1, 16
    bltu s1, s2, 3b
    li s1, VA                   /* and read it back */
4:  mul t0, s1, s0
    lw t1, 0(s1)
    bne t0, t1, 5f
    addi s1, s1, 16
    bltu s1, s2, 4b
    csrw CSR_matp, x0
    print 'o'
    print 'k'
    li t0, MATP_TE
    csrw CSR_matp, t0
    addi s0, s0, -1
    bnez s0, 2b
    csrw CSR_matp, x0
    finish
5:  csrw CSR_matp, x0
    finish 9

    handler
