/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A jump to an address that is no multiple of 4 traps at the jump, and links nothing; a branch
 * that is not taken does not trap; jalr clears bit 0 [Unpriv 2.5]. Prints a letter each.
 */
#include "pg32.inc"

    .section .text.start, "ax"
    .globl _start
_start:
    la t0, handler
    csrw mtvec, t0
    li s0, UART_BASE
    li s2, 0                    /* traps seen since the last report */

.macro report letter, traps
    li t0, \traps
    bne s2, t0, bad
    li s2, 0
    li t0, \letter
    sb t0, 0(s0)
.endm

    /* jalr: s3 is the expected mtval, s4 the expected mepc */
    la s3, there + 2
    la s4, 1f
    li ra, 77
1:  jalr ra, 0(s3)
    li t0, 77
    bne ra, t0, bad
    report 'a', 1

    /* jalr to an odd address goes to the even one */
    la s5, there
    jalr ra, 1(s5)
    report 'b', 0

    /* jal to .+6 */
    la s4, 2f
    addi s3, s4, 6
    li ra, 77
2:  .word 0x006000ef            /* jal ra, .+6 */
    li t0, 77
    bne ra, t0, bad
    report 'c', 1

    /* branches to .+6: taken, not taken */
    la s4, 3f
    addi s3, s4, 6
3:  .word 0x00000363            /* beq x0, x0, .+6 */
    report 'd', 1
    .word 0x00001363            /* bne x0, x0, .+6 */
    report 'e', 0

    li t0, '\n'
    sb t0, 0(s0)
    li t1, FINISHER_BASE
    li t2, FINISHER_PASS
    sw t2, 0(t1)
    j .

    .balign 4
there:
    ret

    .balign 4
handler:
    csrr t0, mcause
    bnez t0, bad                /* 0: instruction address misaligned */
    csrr t0, mtval
    bne t0, s3, bad
    csrr t0, mepc
    bne t0, s4, bad
    addi t0, t0, 4
    csrw mepc, t0
    addi s2, s2, 1
    mret
bad:
    li t0, '!'
    sb t0, 0(s0)
    li t1, FINISHER_BASE
    li t2, (1 << 16) | FINISHER_FAIL
    sw t2, 0(t1)
    j .
