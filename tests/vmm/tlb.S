/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLB instructions in every form, with wired entries, global ones, and several ASIDs. */
#include "guest.asm"

    .equ VA, 0x00400000
    .equ ENTRIES, 64

/* Read an entry back into a2, a3. */
.macro read index
    li t0, \index
    tlbrh a2, t0
    tlbrl a3, t0
.endm

.macro probe va, asid
    li t0, \va + \asid
    tlbp a2, t0
.endm

/* Load through \va under \asid into a2, or trap. */
.macro touch va, asid
    li t0, MATP_TE + \asid
    csrw CSR_matp, t0
    li t0, \va
    lw a2, 0(t0)
    sw a2, 4(t0)
    csrw CSR_matp, x0
.endm

    start
    li t0, 2
    csrw CSR_mtlbwired, t0
    li t0, 12345
    csrw CSR_mtlbrand, t0
    map 0, 0x80000000, 0x80000000, IDENTITY, TLB_HI_G
    map 1, VA, DATA, IDENTITY, 1

    li s0, 3 * ENTRIES          /* more than fit: replacement at random, three times over */
    li s1, VA + 0x10002         /* page by page, ASID 2 */
    li s2, DATA + IDENTITY
1:  tlbwr s1, s2
    li t0, MATP_TE + 2
    csrw CSR_matp, t0
    sw s1, 0(s1)
    lw a2, 0(s1)
    csrw CSR_matp, x0
    li t0, 0x1000
    add s1, s1, t0
    addi s0, s0, -1
    bnez s0, 1b

    li s0, 3 * ENTRIES          /* which of them are still there */
    li s1, VA + 0x10002
2:  tlbp a2, s1
    li t0, 0x1000
    add s1, s1, t0
    addi s0, s0, -1
    bnez s0, 2b

    csrr a0, CSR_mtlbrand
    csrr a0, CSR_mtlbcfg
    read 0
    read 1
    read 63
    read 64
    read -1
    probe VA, 1
    probe VA, 2
    probe 0x80000000, 77
    touch VA, 1
    touch VA, 2
    map 5, VA, DATA + 0x1000, IDENTITY, 2       /* the same page, elsewhere in another ASID */
    touch VA, 2
    touch VA, 1
    map 6, VA, DATA, IDENTITY, 1                /* a second match is refused */
    map 6, VA, DATA, IDENTITY, TLB_HI_G
    map 1, VA, DATA + 0x2000, TLB_LO_V + TLB_LO_R, 1 /* in place of the first: fewer rights */
    touch VA, 1
    map 1, VA, DATA + 0x1000, IDENTITY, 1       /* more again */
    touch VA, 1
    map 1, VA, DATA, 0, 1                       /* no mapping */
    touch VA, 1
    map 7, VA + 0x1000, DATA, IDENTITY, TLB_HI_G
    touch VA + 0x1000, 1
    touch VA + 0x1000, 2
    touch VA + 0x1000, 3

    li a0, VA + 0x1000
    li a1, 2
    tlbinv a0, a1               /* names no global entry */
    touch VA + 0x1000, 2
    tlbinv x0, a1               /* of one ASID */
    touch VA + 0x1000, 2
    touch VA, 2
    map 5, VA, DATA, IDENTITY, 2
    li a0, VA
    tlbinv a0, a1               /* one page of it */
    touch VA, 2
    map 5, VA, DATA, IDENTITY, 2
    li a0, VA + 0x1000
    tlbinv a0, x0               /* a page, global or not */
    touch VA + 0x1000, 3
    touch VA, 2
    li t0, VA
    sw t0, 0(s10)
    tlbinv                      /* all */
    map 0, 0x80000000, 0x80000000, IDENTITY, TLB_HI_G
    touch VA, 2
    map 3, VA, DATA, IDENTITY, 2
    map 3, VA + 0x5000, DATA, IDENTITY, 2       /* displaces */
    touch VA, 2
    touch VA + 0x5000, 2
    finish

    handler
