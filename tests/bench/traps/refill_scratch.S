/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * As refill.S, but user mode may use every register, so the handler has to swap one with mscratch,
 * twice: as the example kernel does.
 */
#include "traps.inc"

    .equ VIRTUAL, 0x00400000

    begin
    la t0, handler
    csrw mtvec, t0
    la t0, frame
    csrw mscratch, t0
    la t0, directory
    la t1, table
    sw t1, 4(t0)                /* VIRTUAL is in the second 4 MiB */
    la t2, code
    la t3, 0x200 * 4
    add t3, t0, t3
    sw t2, 0(t3)                /* RAM in the 512th */
    li t3, 0x80000000 | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X
    sw t3, 0(t2)
    li t2, PAGES
    li t3, 0x80100000 | TLB_LO_V | TLB_LO_R | TLB_LO_W
    li t4, PAGE_SIZE
1:  sw t3, 0(t1)
    addi t1, t1, 4
    add t3, t3, t4
    addi t2, t2, -1
    bnez t2, 1b
    li t0, MATP_OTE | 1
    csrw CSR_matp, t0
    la t0, user
    csrw mepc, t0
    li s1, VIRTUAL
    li s2, VIRTUAL + PAGES * PAGE_SIZE
    mv s3, s1
    li s4, PAGE_SIZE + 32
    mret
user:
    lw t1, 0(s3)
    add s3, s3, s4
    bltu s3, s2, 2f
    mv s3, s1
2:  again user
    ecall

    .balign 4
handler:
    csrrw sp, mscratch, sp
    sw t0, 0(sp)
    sw t1, 4(sp)
    sw t2, 8(sp)
    csrr t0, mcause
    addi t0, t0, -CAUSE_fetch_miss
    sltiu t0, t0, 3
    beqz t0, 2f
    csrr t0, mtval
    la t1, directory
    srli t2, t0, 22
    slli t2, t2, 2
    add t1, t1, t2
    lw t1, 0(t1)
    beqz t1, 2f
    slli t2, t0, 10
    srli t2, t2, 22
    slli t2, t2, 2
    add t1, t1, t2
    lw t1, 0(t1)
    andi t2, t1, TLB_LO_V
    beqz t2, 2f
    srli t0, t0, PAGE_SHIFT
    slli t0, t0, PAGE_SHIFT
    ori t0, t0, 1
    tlbwr t0, t1
    lw t0, 0(sp)
    lw t1, 4(sp)
    lw t2, 8(sp)
    csrrw sp, mscratch, sp
    mret
2:  finish

    .bss
    .balign 4096
directory: .zero 4096
table: .zero 4096
code: .zero 4096
frame: .zero 64
