/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the monitor's C begins and ends: reset, the trap vector, and the way back into a guest.
 *
 * While a guest runs, mscratch holds the address of its vCPU; x[i] is at 4 i in it and pc at 128.
 */
#include "isa/fields.h"

#define VCPU_PC 128
#define STACK_SIZE 16384

    .section .text.entry, "ax"
    .globl _start
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
    sw x1, 4(sp)
    .irp r, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sw x\r, 4*\r(sp)
    .endr
    csrr t0, mscratch           /* the guest's sp */
    sw t0, 8(sp)
    csrr t0, mepc
    sw t0, VCPU_PC(sp)
    csrw mscratch, sp
    la sp, stack_top
    call vmm_dispatch

enter_guest:                    /* a0 = vCPU */
    csrw mscratch, a0
    lw t0, VCPU_PC(a0)
    csrw mepc, t0
    mv sp, a0
    lw x1, 4(sp)
    .irp r, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lw x\r, 4*\r(sp)
    .endr
    lw sp, 8(sp)
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
