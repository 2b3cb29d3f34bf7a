/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of tohost is memory but for one word, however it is reached; then it ends the guest. */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    la s0, tohost
    li t1, 5
    sw t1, 8(s0)
    sb t1, 1234(s0)
    lw s1, 8(s0)
    lw s2, 1232(s0)
    la t0, _start               /* the program, and two pages of data, where they are */
    srli t0, t0, 12
    slli t0, t0, 12
    ori t1, t0, TLB_LO_V | TLB_LO_R | TLB_LO_X
    ori t0, t0, 1
    tlbwr t0, t1
    li t0, 0x00400001           /* tohost's page a second time */
    ori t1, s0, TLB_LO_V | TLB_LO_R | TLB_LO_W
    tlbwr t0, t1
    li t0, 0x00401001           /* and once more, for reading */
    ori t1, s0, TLB_LO_V | TLB_LO_R
    tlbwr t0, t1
    li t0, MATP_TE | 1
    csrw CSR_matp, t0
    li s3, 0x00400000
    li t1, 77
    sw t1, 16(s3)
    sw t1, 2044(s3)
    lw s4, 8(s3)
    li s3, 0x00401000
    lw s5, 16(s3)
    sw t1, 16(s3)               /* forbidden: see handler */
    j .

    .balign 4
handler:
    csrr s6, mcause
    csrr s7, mtval
    csrw CSR_matp, x0
    li t1, 3                    /* exit code 1 */
    sw t1, 0(s0)
    j .

    .data
    .balign 4096
    .globl tohost
tohost:
    .word 0
    .space 4092
