/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the monitor's C begins and ends: reset, the trap vector, and the way back into a guest.
 *
 * While a guest runs, mscratch holds the address of its vCPU.
 */
#include "isa/fields.h"
#include "vmm/layout.h"

#define STACK_SIZE 16384

    .section .text.entry, "ax"
    .globl _start, stack_top
_start:
    la t0, trap_vector
    csrw mtvec, t0
    la t0, boot_vcpu            /* a trap before the first guest has somewhere to save */
    csrw mscratch, t0
    la sp, stack_top
    la t0, __bss_start
    la t1, __bss_end
1:  bgeu t0, t1, 2f
    sw zero, 0(t0)
    addi t0, t0, 4
    j 1b
2:  mv a0, a1
    call vmm_boot
    j enter_guest

    .globl trap_vector
    .balign 4
trap_vector:
    csrrw sp, mscratch, sp      /* sp = vCPU */
    sw t0, VM_X(5)(sp)
    sw t1, VM_X(6)(sp)
    sw t2, VM_X(7)(sp)
    sw t3, VM_X(28)(sp)

    .globl trap_slow
trap_slow:                      /* from fast_paths.S as well: t0 to t3 are saved, the others are not */
    sw x1, VM_X(1)(sp)
    .irp r, 3,4,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,29,30,31
    sw x\r, VM_X(\r)(sp)
    .endr

    .globl trap_saved
trap_saved:                     /* from fast_paths.S as well: all but sp and pc are saved */
    csrr t0, mscratch           /* the guest's sp */
    sw t0, VM_X(2)(sp)
    csrr t0, mepc
    sw t0, VM_PC(sp)
    csrw mscratch, sp
    la sp, stack_top
    call vmm_dispatch

enter_guest:                    /* a0 = vCPU */
    csrw mscratch, a0
    lw t0, VM_PC(a0)
    csrw mepc, t0
    mv sp, a0
    lw x1, VM_X(1)(sp)
    .irp r, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lw x\r, VM_X(\r)(sp)
    .endr
    lw sp, VM_X(2)(sp)
    mret

    .globl hw_monitor_end
hw_monitor_end:
    la a0, __monitor_end
    ret

    .section .bss
    .balign 16
boot_vcpu:
    .zero 132
    .balign 16
stack:
    .zero STACK_SIZE
stack_top:
