/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A monitor of two VMs that keeps them apart, but for what -D adds: for isolation.sh. VM 0 has a
 * page and ASID 1, VM 1 another one and ASID 2; each is entered, does nothing, and is stopped.
 */
#include "pg32.inc"

    .equ VA, 0x00400000
    .equ ALL, TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X

    .macro say event, value     /* a probe of isa/probe.def */
    li t0, \value
    slti x0, t0, \event
    .endm
    .equ RESUME, 0x01
    .equ STOPPED, 0x02
    .equ FRAME_GIVEN, 0x06
    .equ FRAME_RETURNED, 0x07
    .equ ASID_BOUND, 0x08
    .equ ASIDS_FREED, 0x09

    /* Frames that are not the monitor's, nor what is staged for it. */
    .equ FRAME_0, 0x80200000
    .equ FRAME_1, 0x80201000
    .equ FRAME_2, 0x80202000

    .macro map index, hi, lo
    csrwi CSR_mtlbidx, \index
    li t0, \hi
    li t1, \lo
    tlbwi t0, t1
    .endm

    .globl _start
_start:
    tlbinv
    say ASIDS_FREED, 0
    li t0, MSTATUS_TW
#ifdef NO_TW
    li t0, 0
#endif
    csrw mstatus, t0
#ifdef COUNTERS
    csrwi mcounteren, 2
#endif
#ifdef DIRTY
    li t0, FRAME_0 + 0xfff
    li t1, 1
    sb t1, 0(t0)
#endif
    say FRAME_GIVEN, FRAME_0 | 0
#ifdef TWICE
    say FRAME_GIVEN, FRAME_0 | 1
#endif
#ifdef ITSELF
    say FRAME_GIVEN, 0x80000000 | 1
#endif
#ifdef NO_FRAME
    say FRAME_GIVEN, UART_BASE | 1
#endif
#ifdef NO_VM
    say FRAME_GIVEN, FRAME_2 | 2
#endif
    say FRAME_GIVEN, FRAME_1 | 1
#ifdef NOT_ITS_OWN
    say FRAME_RETURNED, FRAME_0 | 1
#endif
    say ASID_BOUND, 1 | 0 << 8
#ifdef BOUND_TWICE
    say ASID_BOUND, 1 | 1 << 8
#endif
    say ASID_BOUND, 2 | 1 << 8
    map 0, VA | 1, FRAME_0 | ALL
    map 1, VA | 2, FRAME_1 | ALL
#ifdef NOT_FLUSHED
    say ASIDS_FREED, 0
#endif
#ifdef NEVER_GIVEN
    map 2, VA + 0x1000 | 2, FRAME_2 | ALL
#endif
#ifdef ANOTHERS
    map 2, VA + 0x1000 | 2, FRAME_0 | TLB_LO_V | TLB_LO_R
#endif
#ifdef A_DEVICE
    map 2, VA + 0x1000 | 2, UART_BASE | TLB_LO_V | TLB_LO_R
#endif
#ifdef ITS_CODE
    map 2, VA + 0x1000 | 2, 0x80000000 | TLB_LO_V | TLB_LO_X
#endif
#ifdef GLOBAL
    map 2, VA + 0x1000 | 2 | TLB_HI_G, FRAME_1 | ALL
#endif
#ifdef NOT_BOUND
    map 2, VA + 0x1000 | 3, FRAME_1 | ALL
#endif
    li t0, MATP_OTE | 1
#ifdef PHYSICAL
    li t0, 1
#endif
#ifdef WRONG_ASID
    li t0, MATP_OTE | 2
#endif
    csrw CSR_matp, t0
    li t0, VA
#ifdef PHYSICAL
    la t0, _start
#endif
    csrw mepc, t0
    la t0, again
    csrw mtvec, t0
#ifndef NOBODY
    say RESUME, 0 << 1
#endif
    mret

    .balign 4
again:                          /* VM 0 has trapped: its page holds no instruction */
    say STOPPED, 0 | 1 << 8
#ifdef ALTERED
    say FRAME_RETURNED, FRAME_1 | 1
#endif
#ifndef STOPPED_ENTERED
    li t0, MATP_OTE | 2
    csrw CSR_matp, t0
    say RESUME, 1 << 1
#endif
    li t0, VA
    csrw mepc, t0
    li t0, MSTATUS_MPP
    csrc mstatus, t0
    la t0, enough
    csrw mtvec, t0
    mret

    .balign 4
enough:
    say STOPPED, 1 | 1 << 8
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    sw t1, 0(t0)
    j .
