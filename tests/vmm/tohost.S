/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every kind of store to tohost's page; then the one that ends the run, as the second word says. */
#include "guest.asm"

    .equ VA, 0x00400000

    j 1f
    .word 0                     /* how to end: set by the test */
1:  start
    li a0, TOHOST
    li a1, 0x12345
    sw x0, 0(a0)                /* nothing is asked for */
    sb a1, 4(a0)
    sh a1, 6(a0)
    sw a1, 9(a0)                /* misaligned */
    sw a1, 0x7fc(a0)
    addi a2, a0, 8
    lr.w a3, (a2)
    sc.w a4, a1, (a2)
    sc.w a5, a1, (a2)
    amoadd.w a3, a1, (a2)
    amomaxu.w a3, x0, (a2)
    addi a2, a0, -2             /* into the page, and out of it */
    sw x0, 0(a2)
    lw a3, 0(a2)
    li a2, TOHOST + 0xffe
    sw a1, 0(a2)
    lw a3, 0(a2)
    lr.w a3, (a0)
    addi a3, a3, 0
    sc.w a4, x0, (a0)
    map 0, 0x80000000, 0x80000000
    map 1, VA, TOHOST
    map 2, VA + 0x1000, TOHOST, TLB_LO_V + TLB_LO_R
    li t0, MATP_TE
    csrw CSR_matp, t0
    li a2, VA + 8
    sw a1, 16(a2)
    lw a3, 16(a2)
    amoxor.w a3, a1, (a2)
    amoxor.w a3, a3, (a2)
    amoand.w a3, x0, (a2)
    li a2, VA + 0x1000
    lw a3, 16(a2)
    sw a1, 16(a2)               /* forbidden by the guest itself */
    amoadd.w a3, a1, (a2)
    li a2, VA + 0xffe
    sw a1, 0(a2)                /* into a page that forbids it: nothing is stored */
    lw a3, 0(a2)
    csrw CSR_matp, x0

    lw a1, 4(x0)                /* not mapped to anything: traps */
    la t0, 1b
    lw a1, -4(t0)
    li a2, 85                   /* 42 << 1 | 1 */
    beqz a1, by_store
    addi a1, a1, -1
    beqz a1, by_byte
    addi a1, a1, -1
    beqz a1, by_sc
    addi a1, a1, -1
    beqz a1, by_amo
    addi a1, a1, -1
    beqz a1, straddling
    li a2, 84                   /* a request that is no exit */
by_store:
    sw a2, 0(a0)
1:  j 1b
by_byte:
    sb a2, 0(a0)
1:  j 1b
by_sc:
    lr.w a3, (a0)
    sc.w a3, a2, (a0)
1:  j 1b
by_amo:
    amoor.w a3, a2, (a0)
1:  j 1b
straddling:
    slli a2, a2, 8
    addi a0, a0, -1
    sw a2, 0(a0)
1:  j 1b

    handler
