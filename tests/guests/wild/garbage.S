/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fills 64 KiB with pseudo-random words and runs them; what traps is skipped over, so it goes on
 * for long: stores go anywhere, CSRs and TLB get anything. When it leaves its page or has trapped
 * 3000 times, it tells so and fails.
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    la s0, code
    li s1, 16384
    li s2, 12345
    li s3, 1664525
    li s4, 1013904223
1:  mul s2, s2, s3
    add s2, s2, s4
    srli t1, s2, 7              /* low bits of the sequence repeat soon */
    xor t1, t1, s2
    ori t1, t1, 3               /* 32-bit encodings */
    sw t1, 0(s0)
    addi s0, s0, 4
    addi s1, s1, -1
    bnez s1, 1b
    la t0, code
    jr t0

    .balign 4
handler:                        /* registers hold garbage: use none but t0, t1 */
    la t0, count
    lw t1, 0(t0)
    addi t1, t1, 1
    sw t1, 0(t0)
    li t0, 3000
    bgeu t1, t0, over
    la t0, handler              /* whatever was written to mtvec and matp */
    csrw mtvec, t0
    csrw CSR_matp, zero
    csrw mie, zero
    slli t1, t1, 2              /* go on a little further each time */
    la t0, code
    add t0, t0, t1
    csrw mepc, t0
    mret
over:
    li t0, FINISHER_BASE
    li t1, (9 << 16) | FINISHER_FAIL
    sw t1, 0(t0)
    j .

    .bss
    .balign 4
count:
    .space 4
    .balign 4096
code:
    .space 65536
