/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSR instructions in supervisor mode. Registers are compared after each, so this guest looks at nothing.
 */
#include "pg32.inc"
#include "end.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0

    li a0, 0x12345678           /* six forms */
    csrrw a1, mscratch, a0
    csrrs a2, mscratch, a1
    li a3, 0x0f0f0f0f
    csrrs a4, mscratch, a3
    csrrc a5, mscratch, a3
    csrrwi a6, mscratch, 21
    csrrsi a7, mscratch, 10
    csrrci s2, mscratch, 5
    csrr s3, mscratch

    csrrw x0, mscratch, a0      /* x0 takes nothing, and is 0 */
    csrrs x0, mscratch, a0
    csrrs a1, mscratch, x0
    csrrc a2, mscratch, x0
    csrrw a3, mscratch, x0
    addi a4, x0, 1
    csrrw a0, mscratch, a0      /* the operand is read before the result is written */
    csrrs a0, mscratch, a0
    csrrc sp, mscratch, a0
    csrrw sp, mscratch, sp
    csrrw t0, mscratch, t1
    csrrw ra, mscratch, gp
    csrrw gp, mscratch, tp

    /* Each writes ones, reads, writes zeros, reads: not all bits are there. */
    .irp csr, mstatus, mie, mcause, mepc, mtval, mip, mcounteren, CSR_menvcfg, misa, CSR_mtlbidx, \
        CSR_mtlbwired, CSR_mtlbrand, mhartid, mvendorid, CSR_mtlbcfg
    li a0, -1
    csrrw a1, \csr, a0
    csrr a2, \csr
    csrrw a3, \csr, x0
    csrr a4, \csr
    csrrsi a5, \csr, 31
    csrrci a6, \csr, 21
    .endr
    li a0, MATP_OTE | 5         /* an address space, and translation still off */
    csrrw a1, CSR_matp, a0
    csrrc a2, CSR_matp, a0
    csrr a3, mtvec
    li a0, 1                    /* what is no CSR, and what cannot be written */
    csrrw a1, 0x123, a0
    csrrs a2, 0x7ff, x0
    csrrs a3, 0xfff, x0
    csrrw a4, mhartid, a0
    csrrs a5, mhartid, x0       /* this one only reads */
    csrrs a6, mhartid, a0
    csrrsi a7, cycle, 0
    csrrsi a7, instret, 1
    end

    .balign 4
handler:
    csrr s4, mcause
    csrr s5, mtval
    csrr s6, mepc
    addi s6, s6, 4
    csrw mepc, s6
    mret
