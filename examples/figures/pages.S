/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An operating system of one page, with one process of three: for the figure of who maps what. The
 * process's page table maps virtual pages 0, 2 and 3 to physical pages 10, 3 and 8, counted from
 * the start of RAM; its virtual page 1 is not mapped. The kernel refills the TLB from it.
 *
 * A monitor gives a frame at the first touch. So which machine frame is behind which page is
 * decided by the order in which pages are touched, and the kernel touches some of its own before
 * and between those of the process, so that the latter's frames are neither in order nor in a row.
 */
#include "pg32.inc"

#define PFN(n) (RAM_BASE + ((n) << PAGE_SHIFT))
#define ASID 1

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    la s0, touched
1:  lw t0, 0(s0)
    beqz t0, 2f
    sw zero, 0(t0)
    addi s0, s0, 4
    j 1b
2:  la s0, process              /* the program goes to the process's page 0 */
    la s1, process_end
    li s2, PFN(10)
3:  lw t0, 0(s0)
    sw t0, 0(s2)
    addi s0, s0, 4
    addi s2, s2, 4
    bltu s0, s1, 3b
    li t0, MATP_OTE | ASID      /* mret: user mode, translation on */
    csrw CSR_matp, t0
    csrw mepc, zero
    csrw mstatus, zero
    mret

    .balign 4
handler:
    csrr t0, mcause
    addi t0, t0, -CAUSE_fetch_miss
    sltiu t0, t0, 3
    beqz t0, done
    csrr t0, mtval              /* a miss: VPN, and the entry of the page table */
    srli t0, t0, PAGE_SHIFT
    sltiu t1, t0, 4
    beqz t1, done
    la t1, page_table
    slli t2, t0, 2
    add t1, t1, t2
    lw t1, 0(t1)
    beqz t1, done
    slli t0, t0, PAGE_SHIFT
    ori t0, t0, ASID
    tlbwr t0, t1
    mret
done:                           /* the process is; its pages are left to be looked at */
    wfi
    j done

    .balign 4
page_table:                     /* by VPN */
    .word PFN(10) | TLB_LO_V | TLB_LO_R | TLB_LO_X
    .word 0
    .word PFN(3) | TLB_LO_V | TLB_LO_R
    .word PFN(8) | TLB_LO_V | TLB_LO_R | TLB_LO_W
touched:
    .word PFN(16), PFN(17), PFN(18), PFN(10), PFN(3), PFN(19), PFN(20), PFN(21), PFN(8), 0

    .balign 4
process:                        /* it copies a word from its page 2 to its page 3 */
    li a0, 2 << PAGE_SHIFT
    lw a1, 0(a0)
    li a0, 3 << PAGE_SHIFT
    sw a1, 0(a0)
    ecall
process_end:
