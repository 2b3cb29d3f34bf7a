/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Says everything that a monitor could say (isa/probe.def), of VM 0 and of VM 1, in supervisor mode
 * and then in user mode, and exits. FIRST is the number of the first probe: 0, or that of a HINT that
 * is none. But for one that an interpreting monitor treats as any other instruction, since nobody
 * would listen: it takes less time.
 */
    .set INTERPRETED, 0x0b

    .macro say value
    li a0, \value
    .set event, 0
    .rept 32
    .if event != INTERPRETED
    slti x0, a0, FIRST + event
    .endif
    .set event, event + 1
    .endr
    .endm

    .macro say_all
    say 0
    say 1
    say 2
    say 3
    say 0x100
    say 0x101
    .endm

    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    say_all
    la t0, user
    csrw mepc, t0
    csrw mstatus, zero
    mret

user:
    say_all
    ecall

    .balign 4
handler:
    li t0, 0x100000
    li t1, 0x5555
    sw t1, 0(t0)
1:  j 1b
