/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest with a special page: what traps write is there to be read, what is written there is what
 * CSR instructions and mret find, as legal values. Exits with the number of the check that failed.
 */
#include "pg32.inc"

#define MSCRATCH -2048
#define MEPC -2044
#define MCAUSE -2040
#define MTVAL -2036

/* The check's number stands in s0; a and b must be equal. */
.macro same a, b
    addi s0, s0, 1
    bne \a, \b, failed
.endm

    .globl _start
_start:
    li s0, 0
    la t0, unexpected
    csrw mtvec, t0

    li t0, 0x12345678           /* from CSR to page, and back */
    csrw mscratch, t0
    lw t1, MSCRATCH(x0)
    same t0, t1                 /* 1 */
    li t0, 0x9abcdef0
    sw t0, MSCRATCH(x0)
    csrr t1, mscratch
    same t0, t1                 /* 2 */
    csrrw t2, mscratch, zero
    same t0, t2                 /* 3 */
    lw t1, MSCRATCH(x0)
    same t1, zero               /* 4 */

    li t0, -1                   /* legal values */
    sw t0, MEPC(x0)
    csrr t1, mepc
    li t2, -4
    same t1, t2                 /* 5 */
    lw t1, MEPC(x0)
    same t1, t2                 /* 6: the visit has made it legal there, too */
    sw t0, MCAUSE(x0)
    csrr t1, mcause
    li t2, 0x8000001f
    same t1, t2                 /* 7 */

    /* each form of each register: what it gives, and what is in the page after it */
    .macro forms csr, at, mask
    li t2, \mask
    li t0, 0x5a5a5a5a
    li t1, -1
    csrw \csr, t1
    lw t1, \at(x0)
    same t1, t2
    csrrc t1, \csr, t0
    same t1, t2
    lw t1, \at(x0)
    li t2, ~0x5a5a5a5a & \mask
    same t1, t2
    csrrwi t1, \csr, 20
    same t1, t2
    sw t0, \at(x0)
    csrrsi t1, \csr, 1
    li t2, 0x5a5a5a5a & \mask
    same t1, t2
    csrr t1, \csr
    ori t2, t2, 1
    li t0, \mask
    and t2, t2, t0
    same t1, t2
    mv t1, sp
    csrrw sp, \csr, sp
    same sp, t2
    lw t2, \at(x0)
    and t0, t0, t1
    mv sp, t1
    same t0, t2
    .endm
    forms mscratch, MSCRATCH, 0xffffffff
    forms mepc, MEPC, 0xfffffffc
    forms mcause, MCAUSE, 0x8000001f
    forms mtval, MTVAL, 0xffffffff

    la t0, called               /* a system call from user mode, and back by the page */
    csrw mtvec, t0
    la t0, user
    sw t0, MEPC(x0)
    csrw mstatus, zero
    mret
user:
    li s1, 77
call:
    ecall
    li s1, 78
    .word 0                     /* illegal: its word is mtval */

    .balign 4
called:
    lw t0, MCAUSE(x0)
    li t1, CAUSE_ecall_user
    bne t0, t1, was_illegal
    li t1, 77
    same s1, t1                 /* 40 */
    lw t0, MEPC(x0)
    la t1, call
    same t0, t1                 /* 41 */
    csrr t1, mepc
    same t0, t1                 /* 42 */
    addi t0, t0, 4
    sw t0, MEPC(x0)
    mret
was_illegal:
    li t1, CAUSE_illegal
    same t0, t1                 /* 43 */
    li t1, 78
    same s1, t1                 /* 44 */
    lw t0, MTVAL(x0)
    same t0, zero               /* 45 */

    li t0, 0x00400000 | 5       /* a miss: the page is nobody's, its address is mtval */
    la t1, missed
    csrw mtvec, t1
    la t2, _start
    srli t2, t2, 12
    slli t2, t2, 12
    ori t1, t2, 5
    ori t2, t2, TLB_LO_V | TLB_LO_R | TLB_LO_X
    tlbwr t1, t2
    la t0, user_miss
    sw t0, MEPC(x0)
    li t0, MATP_OTE | 5
    csrw CSR_matp, t0
    mret
user_miss:
    li t0, 0x00400abc
    lw t0, 0(t0)
    .balign 4
missed:
    lw t0, MCAUSE(x0)
    li t1, CAUSE_load_miss
    same t0, t1                 /* 46 */
    lw t0, MTVAL(x0)
    li t1, 0x00400abc
    same t0, t1                 /* 47 */
    lw t0, -4(x0)               /* the rest of the page is memory */
    same t0, zero               /* 48 */
    sw t1, -4(x0)
    csrr t0, mcause
    lw t0, -4(x0)
    same t0, t1                 /* 49 */
    li t0, FINISHER_PASS
    j end
    .balign 4
unexpected:
    li s0, 99
failed:
    li t0, FINISHER_FAIL
    slli s0, s0, 16
    or t0, t0, s0
end:
    li t1, FINISHER_BASE
    sw t0, 0(t1)
    j .
