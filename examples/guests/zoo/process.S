/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The process: one page that runs in user mode at PROCESS_TEXT, wherever it stands. a0 is where
 * its machine's exhibit is. It fills and reads more pages than the TLB holds until three ticks have
 * come in between; then it executes the exhibit, which returns.
 */
#include "layout.h"
#include "pg32.inc"

/* Offsets in struct expected. */
#define EXPECTED_MSTATUS 0
#define EXPECTED_MTVEC 4
#define EXPECTED_MATP 8
#define EXPECTED_FRAME 12
#define EXPECTED_ALIAS 16

#define TICKS 3
#define HEAP_SUM (HEAP_PAGES * PROCESS_HEAP + HEAP_PAGES * (HEAP_PAGES - 1) / 2 * PAGE_SIZE)

.macro system_call number
    li a7, \number
    ecall
.endm

/* Have the kernel check a1 against a2. */
.macro check text
    la a0, 8f
    system_call CALL_CHECK
    .pushsection .text.process, 1
8:  .asciz "\text"
    .popsection
.endm

/* A register with what the kernel has told to expect. */
.macro expect reg, offset
    li \reg, PROCESS_DATA
    lw \reg, \offset(\reg)
.endm

    .section .text.process, "ax"
    .option norelax             /* what follows is to fit into a page, whatever the linker does */
    .balign 4096
    .globl process_begin
process_begin:
    mv s0, a0
    li s1, PROCESS_HEAP
    li s2, HEAP_PAGES
    li s3, PAGE_SIZE
fill:
    sw s1, 0(s1)                /* each page holds its own address */
    add s1, s1, s3
    addi s2, s2, -1
    bnez s2, fill
work:
    li s1, PROCESS_HEAP
    li s2, HEAP_PAGES
    li s4, 0
add:
    lw t0, 0(s1)
    add s4, s4, t0
    add s1, s1, s3
    addi s2, s2, -1
    bnez s2, add
    system_call CALL_TICKS
    li t0, TICKS
    bltu a0, t0, work
    mv a1, s4
    li a2, HEAP_SUM
    check "sum of the process's pages"
    jalr s0
    system_call CALL_EXIT

/* No CSR is for user mode. A process's illegal instruction is told to it by its cause in a0. */
    .globl process_exhibits_nothing
process_exhibits_nothing:
    li a0, 0
    csrr t0, mscratch
    mv a1, a0
    li a2, CAUSE_illegal
    check "cause of csrr mscratch in user mode"
    ret

/* A jump like any other, and no more is allowed behind it than before. */
    .globl process_exhibits_jrst
process_exhibits_jrst:
    li a1, 1
    la t0, 1f
    jrst t0
    li a1, 0
1:  li a2, 1
    check "jrst in user mode arrives"
    j process_exhibits_nothing

    .globl process_exhibits_popf
process_exhibits_popf:
    popf zero
    system_call CALL_MIE
    mv a1, a0
    li a2, 1
    check "MIE after popf of 0 in user mode"
    ret

    .globl process_exhibits_cpl
process_exhibits_cpl:
    cpl a1
    li a2, 0
    check "cpl in user mode"
    ret

/* Each does nothing: reads give nothing, writes leave everything, and mret is a step. */
    .globl process_exhibits_nop
process_exhibits_nop:
    li a1, 0x5a5a
    csrr a1, mscratch
    li a2, 0x5a5a
    check "a register after csrr of mscratch in user mode"
    csrw mtvec, zero
    csrw mscratch, zero
    csrw mepc, zero
    csrw CSR_matp, zero
    tlbinv
    li a1, 1
    mret
    li a2, 1
    check "mret in user mode goes on"
    ret

    .globl process_exhibits_sidt
process_exhibits_sidt:
    csrr a1, mstatus
    expect a2, EXPECTED_MSTATUS
    check "csrr mstatus in user mode"
    csrr a1, mtvec
    expect a2, EXPECTED_MTVEC
    check "csrr mtvec in user mode"
    csrr a1, CSR_matp
    expect a2, EXPECTED_MATP
    check "csrr matp in user mode"
    li a0, 0
    csrw mtvec, zero
    mv a1, a0
    li a2, CAUSE_illegal
    check "cause of csrw mtvec in user mode"
    ret

    .globl process_exhibits_lra
process_exhibits_lra:
    la t0, process_begin
    lra a1, t0
    expect a2, EXPECTED_FRAME
    check "lra of its own text in user mode"
    ret

/* User mode goes through the TLB as ever, at an address of the kernel's too. */
    .globl process_exhibits_kseg
process_exhibits_kseg:
    expect t0, EXPECTED_ALIAS
    lw a1, 0(t0)
    li a2, 0x0bad
    check "lw in user mode at an address of the kernel's"
    ret

    .pushsection .text.process, 2
    .globl process_end
process_end:
    .org process_begin + PAGE_SIZE
    .popsection
