/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From reset to the test, and from the kernel to its process. At reset: supervisor mode, addresses
 * physical, interrupts off.
 */
#include "entry.inc"
#include "lab0.h"
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    load_gp
    la sp, _stack_top
    la t0, _bss_start
    la t1, _bss_end
    bgeu t0, t1, 2f
1:  sw zero, 0(t0)
    addi t0, t0, 4
    bltu t0, t1, 1b
2:  call trap_open
    call test
    li a0, 0

    .globl machine_stop
machine_stop:                   /* code n: the finisher takes (n << 16) | 0x3333, or 0x5555 for 0 */
    li t0, FINISHER_BASE
    li t1, FINISHER_PASS
    beqz a0, 1f
    slli t1, a0, 16
    li t2, FINISHER_FAIL
    or t1, t1, t2
1:  sw t1, 0(t0)
2:  wfi                         /* the machine has stopped by now */
    j 2b

/*
 * Into the process at a0: mret takes pc from mepc, the mode from mstatus.MPP (0 is user), MIE from
 * MPIE, and TE from matp.OTE. No register tells the process anything of the kernel.
 */
    .globl process_start
process_start:
    csrw mepc, a0
    li t0, MATP_OTE | ASID
    csrw CSR_matp, t0
    li t0, MSTATUS_MPIE
    csrw mstatus, t0
    .irp n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, \
            24, 25, 26, 27, 28, 29, 30, 31
    li x\n, 0
    .endr
    mret
