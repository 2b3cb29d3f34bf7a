/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Page tables' worth of misses: PAGES pages, each of which its handler maps by tlbwr to itself
 * with the upper bits cut off; touched ROUNDS times. With a software TLB most misses are hidden.
 */
#include "guest.asm"

    .equ VA, 0x00400000
    .equ PAGES, 100
    .equ ROUNDS, 4

    la t0, refill
    csrw mtvec, t0
    li t0, 1
    csrw CSR_mtlbwired, t0
    map 0, 0x80000000, 0x80000000, IDENTITY, TLB_HI_G
    li s0, ROUNDS
    li s1, 0                    /* misses that came here */
    li s2, 0                    /* sum of what was read */
    li s6, 0x1000
1:  li t0, ROUNDS               /* each round in an address space of its own */
    sub t0, t0, s0
    li t1, MATP_TE
    or t0, t0, t1
    andi t0, t0, ~1             /* shared by two */
    csrw CSR_matp, t0
    li s3, VA
    li s4, PAGES
2:  lw t0, 4(s3)
    add s2, s2, t0
    add t0, s3, s0
    sw t0, 4(s3)
    add s3, s3, s6
    addi s4, s4, -1
    bnez s4, 2b
    addi s0, s0, -1
    bnez s0, 1b
    csrw CSR_matp, x0
    li t0, DATA                 /* leave what was found */
    sw s1, 0(t0)
    sw s2, 8(t0)
    finish

    .balign 4
refill:
    csrr s11, mtval
    srli s11, s11, 12
    andi s10, s11, 7            /* 8 frames, from 0x80008000 */
    addi s10, s10, 8
    slli s10, s10, 12
    li s9, 0x80000000 + IDENTITY
    add s10, s10, s9
    slli s11, s11, 12
    csrr s9, CSR_matp
    andi s9, s9, 0xff
    or s11, s11, s9
    tlbwr s11, s10
    addi s1, s1, 1
    mret
