/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kernel's own instructions trap by; its handler keeps why, and steps over what trapped. */
#include "pg32.inc"
#include "end.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    ecall
    ebreak
    .word 0                     /* no instruction */
    .word 0xffffffff
    cpl a0                      /* 3: it is the kernel that asks */
    popf a0                     /* an instruction of another machine */
    csrr a1, 0x123              /* there is no such register */
    csrw mhartid, a1            /* this one cannot be written */
    li a3, 0x40000000
    lw a4, 0(a3)                /* nothing is there */
    sb a4, 4(a3)
    lr.w a4, (a3)
    amoadd.w a5, a4, (a3)
    li a6, 0x80000002
    lr.w a4, (a6)               /* misaligned, by which the hardware always traps */
    amoswap.w a5, a4, (a6)
    li s8, 1                    /* where it comes from is in ra, and not in mepc */
    jalr ra, 0(a3)              /* no code is there */
    li t0, UART_BASE
    jalr ra, 0(t0)              /* nor in a device */
    li s8, 0
    la t0, there + 2
    li ra, 77
    jalr ra, 0(t0)              /* to no instruction's address: it traps here, and links nothing */
    .word 0x006000ef            /* jal ra, .+6 */
    .word 0x00000363            /* beq x0, x0, .+6 */
    .word 0x00001363            /* bne x0, x0, .+6: not taken */
there:
    csrsi mstatus, 8            /* a trap turns interrupts off, a return on again */
    ecall
    csrr a1, mstatus
    csrci mstatus, 8
    la t0, other + 1            /* vectored, for interrupts: not for these */
    csrw mtvec, t0
    ecall
    ebreak
    end

    .balign 4
handler:
    csrr s2, mcause
    csrr s3, mtval
    csrr s4, mstatus
    csrr s5, mepc
    addi s5, s5, 4
    beqz s8, 1f
    mv s5, ra
1:  csrw mepc, s5
    csrr s6, instret
    mret

    .balign 64
other:
    csrr s6, mcause
    csrr s5, mepc
    addi s5, s5, 4
    csrw mepc, s5
    mret
