/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the kernel meets the machine: boot, traps, the TLB refill, the switch of kernel stacks.
 *
 * The kernel runs with translation off (TE = 0): its addresses are physical. A process runs with
 * TE = 1 and an ASID of its own. While a process runs, mscratch holds the address of its trap
 * frame (trap.h), which lies at the top of its kernel stack; while the kernel runs, mscratch is 0.
 */
#include "entry.inc"
#include "pg32.inc"

#define X(n) (4 * (n))
#define FRAME_PC 128
#define FRAME_DIRECTORY 132
#define FRAME_ASID 136

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
2:  csrw mie, zero
    csrw mscratch, zero
    la t0, trap_vector
    csrw mtvec, t0
    mv a0, a1                   /* the device tree */
    call kernel_main            /* does not return */

/*
 * Every trap comes here. First the one that comes most often: a TLB miss on a page that the page
 * table has (vm.h). It is refilled with three registers and no stack.
 */
    .text
    .balign 4
trap_vector:
    csrrw sp, mscratch, sp      /* sp = the process's frame, mscratch = its sp */
    beqz sp, trapped_in_kernel
    sw t0, X(5)(sp)
    sw t1, X(6)(sp)
    sw t2, X(7)(sp)
    csrr t0, mcause
    addi t0, t0, -CAUSE_fetch_miss
    sltiu t0, t0, 3             /* fetch, load and store miss follow each other */
    beqz t0, save_all
    csrr t0, mtval
    lw t1, FRAME_DIRECTORY(sp)
    srli t2, t0, 22             /* directory index: va[31:22] */
    slli t2, t2, 2
    add t1, t1, t2
    lw t1, 0(t1)
    beqz t1, save_all           /* no table */
    slli t2, t0, 10             /* table index: va[21:12] */
    srli t2, t2, 22
    slli t2, t2, 2
    add t1, t1, t2
    lw t1, 0(t1)                /* the entry is the TLB's low word as it stands */
    andi t2, t1, TLB_LO_V
    beqz t2, save_all           /* no page: perhaps not yet */
    srli t0, t0, PAGE_SHIFT
    slli t0, t0, PAGE_SHIFT
    lw t2, FRAME_ASID(sp)
    or t0, t0, t2
    tlbwr t0, t1
    lw t0, X(5)(sp)
    lw t1, X(6)(sp)
    lw t2, X(7)(sp)
    csrrw sp, mscratch, sp
    mret

/* Everything else: save the process whole, and go on in C on its kernel stack, below the frame. */
save_all:
    sw ra, X(1)(sp)
    csrrw ra, mscratch, zero    /* from here on the kernel runs */
    sw ra, X(2)(sp)
    .irp n, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, \
            28, 29, 30, 31
    sw x\n, X(\n)(sp)
    .endr
    csrr t0, mepc
    sw t0, FRAME_PC(sp)
    load_gp
    mv a0, sp
    call trap

/*
 * Into user mode: sp is the frame of the process to run. A new process's first switch comes here
 * directly. mstatus and matp have been set by the scheduler.
 */
    .globl trap_return
trap_return:
    csrw mscratch, sp
    lw t0, FRAME_PC(sp)
    csrw mepc, t0
    .irp n, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, \
            25, 26, 27, 28, 29, 30, 31
    lw x\n, X(\n)(sp)
    .endr
    lw sp, X(2)(sp)
    mret

/* The kernel takes no interrupts and no misses: a trap in it is a mistake of ours. */
trapped_in_kernel:
    csrw mscratch, zero         /* should the report trap as well, it is to come here again */
    la sp, _stack_top
    csrr a0, mcause
    csrr a1, mepc
    csrr a2, mtval
    call trap_in_kernel         /* does not return */

/*
 * The system calls' numbers by name, SYSCALL_write = 12 and so on, for whoever looks at the kernel
 * from outside: a report that tells what each of them costs.
 */
.macro number name, value
    .globl SYSCALL_\name
    .set SYSCALL_\name, \value
.endm
#define SYSCALL(value, name) number name, value
#include "syscall.def"

/*
 * void context_switch(struct context *save, const struct context *load)
 * To the caller it is a function like any other, so only what a function must preserve is
 * switched: ra, sp, s0-s11 (struct context of proc.h).
 */
    .globl context_switch
context_switch:
    sw ra, 0(a0)
    sw sp, 4(a0)
    lw ra, 0(a1)
    lw sp, 4(a1)
    .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sw s\n, 8 + 4 * \n(a0)
    lw s\n, 8 + 4 * \n(a1)
    .endr
    ret
