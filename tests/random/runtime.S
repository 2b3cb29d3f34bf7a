/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What random programs run in: starts each slot's program, records its traps, and prints its
 * signature: a digest in hexadecimal, or every word of it when the image asks for that.
 *
 * A program owns all registers but five. Which five depends on the slot, so that every register is
 * somebody's; hence the macro. h0, h1: the handler's; base: the slot's state; data, fuel: the
 * program's pointer to its data and its allowance of loops, which it never loses.
 */
#include "pg32.inc"
#include "layout.h"

#define DIGEST s2
#define VERBOSE s3

.option norvc
.globl _start
_start:
    li t0, CLINT_BASE + CLINT_MTIMECMP
    li t1, -1
    sw t1, 0(t0)
    sw t1, 4(t0)
    li t0, IMAGE_HEADER
    lw gp, 0(t0)
next:
    li t0, IMAGE_HEADER
    lw t0, 4(t0)
    bgeu gp, t0, done
    lw t0, STATE_FLAGS(gp)
    andi t0, t0, FLAG_TLB
    beqz t0, enter
    /* The program's own code: entry 0, global, never replaced at random. */
    tlbinv
    li t0, SLOT_STATE
    sub t0, gp, t0
    ori t1, t0, TLB_HI_G
    ori t2, t0, TLB_LO_V | TLB_LO_R | TLB_LO_X
    csrw CSR_matp, x0
    csrw CSR_mtlbrand, x0
    csrw CSR_mtlbidx, x0
    tlbwi t1, t2
    csrwi CSR_mtlbwired, 1
enter:
    csrw mcycle, x0
    csrw minstret, x0
    csrw mepc, x0
    csrw mcause, x0
    csrw mtval, x0
    lw t0, STATE_REGISTERS(gp)
    la t1, enter_0
    beqz t0, 1f
    la t1, enter_1
    addi t0, t0, -1
    beqz t0, 1f
    la t1, enter_2
1:  jr t1

done:
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .

/* Store every register but h0 and h1; base among them, which is the same on every machine. */
.macro move_all what, base, h0, h1
    .irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    .if (\n != \h0) && (\n != \h1) && (\n != \base)
    \what x\n, (STATE_X + 4 * \n)(x\base)
    .endif
    .endr
.endm

.macro runtime set, h0, h1, base, data, fuel
enter_\set:
    mv x\base, gp
    la x\h0, handler_\set
    csrw mtvec, x\h0
    li x\h0, SLOT_STATE - SLOT_CODE
    sub x\h0, x\base, x\h0
    move_all lw, \base, \h0, \h1
    jr x\h0

    .balign 4
handler_\set:
    csrr x\h0, mcause
    lw x\h1, STATE_FLAGS(x\base)
    andi x\h1, x\h1, FLAG_REFILL
    beqz x\h1, record_\set
    addi x\h0, x\h0, -CAUSE_fetch_miss
    sltiu x\h0, x\h0, 3
    beqz x\h0, not_refilled_\set
    /* The page of the table that has mtval and the parity of the ASID, if any. */
    csrr x\h0, mtval
    li x\h1, DATA_PAGES
    sub x\h0, x\h0, x\h1
    srli x\h0, x\h0, PAGE_SHIFT
    sltiu x\h1, x\h0, PAGES
    beqz x\h1, not_refilled_\set
    csrr x\h1, CSR_matp
    andi x\h1, x\h1, 1
    slli x\h1, x\h1, 3
    or x\h0, x\h0, x\h1
    slli x\h0, x\h0, 2
    add x\h0, x\h0, x\base
    lw x\h1, STATE_PAGES(x\h0)
    beqz x\h1, not_refilled_\set
    sw x\h1, (STATE_X + 4 * \h1)(x\base)
    csrr x\h0, mtval
    srli x\h0, x\h0, PAGE_SHIFT
    slli x\h0, x\h0, PAGE_SHIFT
    csrr x\h1, CSR_matp
    andi x\h1, x\h1, TLB_HI_ASID
    or x\h0, x\h0, x\h1
    lw x\h1, (STATE_X + 4 * \h1)(x\base)
    tlbwr x\h0, x\h1
    mret
not_refilled_\set:
    csrr x\h0, mcause
record_\set:
    addi x\h1, x\h0, -CAUSE_breakpoint
    bnez x\h1, 1f
    csrr x\h0, mtval
    lw x\h1, STATE_BREAK(x\base)
    and x\h0, x\h0, x\h1
    csrw mtval, x\h0
    csrr x\h0, mcause
1:  lw x\h1, STATE_TRAPS(x\base)
    addi x\h1, x\h1, 1
    sw x\h1, STATE_TRAPS(x\base)
    sltiu x\h1, x\h1, TRAPS_MAX
    bnez x\h1, 1f
    bltz x\h0, interrupt_\set /* the instruction that it follows may not stand alone */
    j finish_\set
1:  lw x\h1, STATE_LOG_END(x\base)
    sw x\h0, 0(x\h1)
    csrr x\h0, mtval
    sw x\h0, 4(x\h1)
    csrr x\h0, mepc
    sw x\h0, 8(x\h1)
    lw x\h0, STATE_FLAGS(x\base)
    andi x\h0, x\h0, FLAG_TLB
    beqz x\h0, 1f
    csrr x\h0, CSR_matp
    sw x\h0, 16(x\h1)
1:  addi x\h1, x\h1, RECORD_SIZE
    sw x\h1, STATE_LOG_END(x\base)
    csrr x\h0, mstatus
    lw x\h1, STATE_MSTATUS(x\base)
    and x\h0, x\h0, x\h1
    lw x\h1, STATE_LOG_END(x\base)
    sw x\h0, 12 - RECORD_SIZE(x\h1)
    /* What next: the end, an interrupt, a fetch, or the instruction after this. */
    csrr x\h0, mepc
    lw x\h1, STATE_END(x\base)
    beq x\h0, x\h1, finish_\set
    csrr x\h0, mcause
    bltz x\h0, interrupt_\set
    li x\h1, CAUSE_fetch_access
    beq x\h0, x\h1, lost_\set
    li x\h1, CAUSE_fetch_miss
    beq x\h0, x\h1, unmapped_\set
    li x\h1, CAUSE_fetch_forbidden
    beq x\h0, x\h1, unmapped_\set
    li x\h1, CAUSE_ecall_user
    bne x\h0, x\h1, 2f
    li x\h1, MSTATUS_MPP /* a user's call goes on in supervisor mode */
    csrs mstatus, x\h1
2:  csrr x\h0, mepc
    addi x\h0, x\h0, 4
    csrw mepc, x\h0
    mret
interrupt_\set:
    li x\h1, CLINT_BASE + CLINT_MSIP
    sw x0, 0(x\h1)
    mret
lost_\set:
    lw x\h0, STATE_RESUME(x\base)
    csrw mepc, x\h0
    mret
unmapped_\set: /* on without translation */
    li x\h0, MATP_OTE
    csrc CSR_matp, x\h0
    mret

finish_\set:
    move_all sw, \base, \h0, \h1
    sw x0, (STATE_X + 4 * \h0)(x\base)
    sw x0, (STATE_X + 4 * \h1)(x\base) /* it was the refill's scratch */
    mv gp, x\base
    j report
.endm

    runtime 0, 27, 28, 29, 30, 31
    runtime 1, 1, 2, 3, 4, 5
    runtime 2, 12, 13, 14, 15, 16

/* --- the signature --- */

/* Of a CSR, the bits that may be compared. */
.macro save index, csr
    csrr t0, \csr
    lw t1, (STATE_CSR + 4 * \index)(gp)
    and t0, t0, t1
    sw t0, (STATE_CSR + 4 * \index)(gp)
.endm

report:
    save 0, minstret
    save 1, mstatus
    save 2, misa
    save 3, mie
    save 4, mtvec
    save 5, mcounteren
    save 6, mcountinhibit
    save 7, mscratch
    save 8, mepc
    save 9, mcause
    save 10, mtval
    save 11, mip
    save 12, CSR_menvcfg
    save 13, mhartid
    csrw mstatus, x0
    csrw mie, x0
    csrw mcounteren, x0
    csrw mcountinhibit, x0
    csrw mscratch, x0
    csrw CSR_menvcfg, x0
    li t0, CLINT_BASE + CLINT_MSIP
    sw x0, 0(t0)
    lw t0, STATE_FLAGS(gp)
    andi t0, t0, FLAG_TLB
    beqz t0, 1f
    save 14, CSR_matp
    save 15, CSR_mtlbidx
    save 16, CSR_mtlbwired
    save 17, CSR_mtlbrand
    save 18, CSR_mtlbcfg
    save 19, CSR_mcyclecfgh
    save 20, CSR_minstretcfgh
    csrw CSR_mcyclecfgh, x0
    csrw CSR_minstretcfgh, x0
1:  li t0, IMAGE_HEADER
    lw VERBOSE, 8(t0)
    li DIGEST, 0x811c9dc5
    /* State up to the end of the log; of STATE_REGISTERS to STATE_CSR all is known. */
    mv s0, gp
    lw s1, STATE_LOG_END(gp)
    call words
    /* The data at both ends of both frames. */
    li s0, SLOT_DATA - SLOT_STATE
    add s0, s0, gp
    addi s1, s0, DATA_REACH
    call words
    li s0, SLOT_MIDDLE - SLOT_STATE - DATA_REACH
    add s0, s0, gp
    addi s1, s0, 2 * DATA_REACH
    call words
    addi s0, gp, -DATA_REACH
    mv s1, gp
    call words
    lw t0, STATE_FLAGS(gp)
    xori t0, t0, FLAG_TLB /* with FLAG_REFILL the contents are the machine's business */
    bnez t0, print
    csrr s1, CSR_mtlbcfg
    li s0, 0
1:  tlbrh a0, s0
    call word
    tlbrl a0, s0
    call word
    addi s0, s0, 1
    bltu s0, s1, 1b
print:
    bnez VERBOSE, 1f
    mv a0, DIGEST
    call hex
1:  li t0, SLOT_SIZE
    add gp, gp, t0
    j next

/* The words from s0 to s1. */
words:
    mv s5, ra
1:  lw a0, 0(s0)
    call word
    addi s0, s0, 4
    bltu s0, s1, 1b
    jr s5

/* a0 into the digest: each bit of every word ends up in it [Marsaglia's xorshift]. */
word:
    bnez VERBOSE, hex
    xor DIGEST, DIGEST, a0
    slli t0, DIGEST, 13
    xor DIGEST, DIGEST, t0
    srli t0, DIGEST, 17
    xor DIGEST, DIGEST, t0
    slli t0, DIGEST, 5
    xor DIGEST, DIGEST, t0
    ret

/* a0 as a line of eight digits. */
hex:
    mv s4, ra
    li a1, 28
1:  srl t0, a0, a1
    andi t0, t0, 15
    addi t1, t0, '0'
    sltiu t0, t0, 10
    bnez t0, 2f
    addi t1, t1, 'a' - '0' - 10
2:  call put
    addi a1, a1, -4
    bgez a1, 1b
    li t1, '\n'
    call put
    jr s4

put:
    li t0, UART_BASE
1:  lbu t2, UART_LSR(t0)
    andi t2, t2, UART_LSR_THRE
    beqz t2, 1b
    sb t1, UART_THR(t0)
    ret
