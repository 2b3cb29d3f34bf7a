/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first instructions of a process, and the stubs of the system calls. The kernel has set sp,
 * and a0 to the argument string; memory is zero.
 */
    .text
    .globl _start
_start:
    call main
    call exit

.macro stub number, name
    .section .text.\name, "ax"
    .globl \name
\name:
    li a7, \number
    ecall
    ret
.endm

#define SYSCALL(number, name) stub number, name
#include "../syscall.def"
