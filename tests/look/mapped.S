/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest with mappings of every kind, for walk_agrees: in two address spaces, readable, writable,
 * executable or none of these, global, of a device, of nothing, of the page of tohost, of a page that
 * nobody has touched. It goes back and forth between supervisor mode, untranslated, and user mode in
 * one space and the other.
 */
#include "pg32.inc"
    .equ CODE, 0x00400000
    .equ DATA, 0x00500000
    .equ RX, TLB_LO_V | TLB_LO_R | TLB_LO_X
    .equ RW, TLB_LO_V | TLB_LO_R | TLB_LO_W

    .macro map index va hi pa lo
    li t0, (\va) | (\hi)
    la t1, \pa
    ori t1, t1, \lo
    li t2, \index
    csrw CSR_mtlbidx, t2
    tlbwi t0, t1
    .endm

    .macro map_at index va hi pa lo
    li t0, (\va) | (\hi)
    li t1, (\pa) | (\lo)
    li t2, \index
    csrw CSR_mtlbidx, t2
    tlbwi t0, t1
    .endm

    .globl _start, tohost
_start:
    la t0, handler
    csrw mtvec, t0
    map 0, CODE, TLB_HI_G, user, RX
    map 1, DATA, 1, page, RW
    map 2, DATA, 2, page, TLB_LO_V | TLB_LO_R
    map 3, DATA + 0x1000, TLB_HI_G, page, TLB_LO_V | TLB_LO_X
    map 4, DATA + 0x2000, TLB_HI_G, page, TLB_LO_V
    map_at 5, DATA + 0x3000, 1, UART_BASE, RW | TLB_LO_X
    map_at 6, DATA + 0x4000, 2, 0x40000000, RW | TLB_LO_X
    map 7, DATA + 0x5000, TLB_HI_G, tohost, RW
    map_at 8, DATA + 0x6000, TLB_HI_G, RAM_BASE + 0x70000, RW | TLB_LO_X
    map_at 9, DATA + 0x7000, 2, CLINT_BASE + 0x4000, RW
    map_at 10, DATA + 0x8000, 1, CLINT_BASE + 0x4000, TLB_LO_V | TLB_LO_R
    li t0, 12
    csrw CSR_mtlbwired, t0
    li s1, 0x00600000   /* pages for the random replacement to displace each other */
    li s0, 1            /* the address space that comes next */
    j return
    .balign 4
handler:                /* in the one space after the other; each time one more page is mapped */
    xori s0, s0, 3
    la t1, page
    ori t1, t1, RW
    ori t0, s1, 1
    tlbwr t0, t1
    li t0, 0x1000
    add s1, s1, t0
    li t0, 0x00700000
    blt s1, t0, return
    li s1, 0x00600000
    csrr t0, CSR_mtlbrand
    tlbinv
    j _start
return:
    li t0, MATP_OTE
    or t0, t0, s0
    csrw CSR_matp, t0
    li t0, CODE
    csrw mepc, t0
    mret

    .balign 4096
user:
    li a0, DATA
    lw a1, 0(a0)
    li a2, 5
1:  addi a2, a2, -1
    bnez a2, 1b
    ecall
    .balign 4096
page:
    .word 0xcafe1234
    .balign 4096
tohost:
    .dword 0
