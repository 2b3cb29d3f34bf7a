/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loop, a call, an instruction that is none, and data: for repl*.sh. Ends with 3. */
#include "pg32.inc"
    .globl _start, loop, leaf, fault, words, text
    .type _start, @function
_start:
    la t0, fault
    csrw mtvec, t0
    li t0, 2
    la a0, words
loop:
    lw a1, 4(a0)
    addi t0, t0, -1
    bnez t0, loop
    csrw mscratch, a1
    call leaf
    .word 0
    .size _start, . - _start
    .type leaf, @function
leaf:
    sb a1, 12(a0)
    ret
    .size leaf, . - leaf
    .balign 4
fault:
    li t0, FINISHER_BASE
    li t1, 3 << 16 | FINISHER_FAIL
    sw t1, 0(t0)
    j .
    .data
    .type words, @object
words:
    .word 0x12345678, 0xfffffffe, 0x41004180, 0
    .size words, . - words
text:
    .ascii "Hi \"\n"
