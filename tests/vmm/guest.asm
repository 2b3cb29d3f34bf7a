/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the guests of the test rig share, for assembly: memory layout (64 KiB of RAM), ways between
 * modes, ways to end, and a trap handler that logs each trap and steps over what caused it.
 *
 * s10 is where the next trap is logged (cause, mtval, mepc); s11 is the handler's. A fetch that
 * traps goes on at ra; `ecall` with a7 = 1 goes on in supervisor mode.
 */
#include "pg32.inc"

    .equ TOHOST, 0x80004000     /* a page of its own */
    .equ DATA, 0x80005000
    .equ LOG, 0x80008000
    .equ IDENTITY, TLB_LO_V + TLB_LO_R + TLB_LO_W + TLB_LO_X

.macro start
    la t0, trap_handler
    csrw mtvec, t0
    li s10, LOG
.endm

/* Finish with an exit code. */
.macro finish code=0
    li t0, FINISHER_BASE
    .if \code
    li t1, (\code << 16) | FINISHER_FAIL
    .else
    li t1, FINISHER_PASS
    .endif
    sw t1, 0(t0)
9:  j 9b
.endm

/* Go on in user mode, with translation as \matp says. */
.macro user matp=0
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    li t0, \matp
    csrw CSR_matp, t0
    la t0, user_\@
    csrw mepc, t0
    mret
user_\@:
.endm

/* Go on in supervisor mode, with translation as it is. */
.macro supervisor
    li a7, 1
    ecall
    li a7, 0
.endm

.macro print character
    li t0, UART_BASE
    li t1, \character
    sb t1, UART_THR(t0)
.endm

/* Map page \va to \pa at TLB index \index. */
.macro map index, va, pa, lo=IDENTITY, asid=0
    li t0, \index
    csrw CSR_mtlbidx, t0
    li t0, \va + \asid
    li t1, \pa + \lo
    tlbwi t0, t1
.endm

.macro handler
    .balign 4
trap_handler:
    csrr s11, mtval
    sw s11, 4(s10)
    csrr s11, mepc
    sw s11, 8(s10)
    csrr s11, mcause
    sw s11, 0(s10)
    addi s10, s10, 12
    addi s11, s11, -CAUSE_fetch_access
    beqz s11, 2f
    addi s11, s11, CAUSE_fetch_access - CAUSE_ecall_user
    beqz s11, 3f
    addi s11, s11, CAUSE_ecall_user - CAUSE_fetch_forbidden
    beqz s11, 2f
    addi s11, s11, CAUSE_fetch_forbidden - CAUSE_fetch_miss
    beqz s11, 2f
1:  csrr s11, mepc
    addi s11, s11, 4
    csrw mepc, s11
    mret
2:  csrw mepc, ra               /* nothing to step over where nothing can be fetched */
    mret
3:  li s11, MSTATUS_MPP
    beqz a7, 1b
    csrs mstatus, s11
    j 1b
.endm
