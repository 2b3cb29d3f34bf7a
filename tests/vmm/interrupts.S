/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Software, external and timer interrupts: masked, taken, claimed, completed; vectored too. */
#include "guest.asm"

    .equ TICKS, 200             /* between timer interrupts */

.macro all_enabled
    li t0, MIE_SOFTWARE + MIE_TIMER + MIE_EXTERNAL
    csrw mie, t0
.endm

    la t0, vectors
    addi t0, t0, 1              /* vectored */
    csrw mtvec, t0
    li s0, CLINT_BASE
    li s1, PLIC_BASE
    li s2, UART_BASE
    li s3, PLIC_BASE + PLIC_CLAIM
    li s4, 0                    /* interrupts of each kind */
    li s5, 0
    li s6, 0

    li t0, 1                    /* software: pending while masked in mstatus, then in mie */
    sw t0, CLINT_MSIP(s0)
    csrr t1, mip
    csrsi mstatus, MSTATUS_MIE
    csrr t1, mip
    all_enabled                 /* is taken here */
    csrr t1, mip
    csrci mstatus, MSTATUS_MIE
    li t0, 1
    sw t0, CLINT_MSIP(s0)
    user                        /* in user mode MIE does not mask it */
    nop
    li a7, 1
    ecall
    csrsi mstatus, MSTATUS_MIE

    li t0, 1                    /* external: the transmitter is empty, as always */
    sw t0, 4 * UART_IRQ(s1)
    li t1, PLIC_BASE + PLIC_ENABLE
    li t0, 1 << UART_IRQ
    sw t0, 0(t1)
    li t0, UART_IER_TX
    sb t0, UART_IER(s2)         /* is taken here */
    print 'x'                   /* and again */
    li s9, PLIC_BASE + PLIC_THRESHOLD
    li t0, 7
    sw t0, 0(s9)
    print 'y'                   /* not above the threshold */
    csrr t0, mip
    sw x0, 0(s9)                /* now */
    sb x0, UART_IER(s2)

    jal arm                     /* timer: the guest idles until it is due */
    wfi
    jal arm
    wfi
    jal arm
1:  li t0, 3                    /* and runs until it is due */
    bltu s6, t0, 1b
    csrci mstatus, MSTATUS_MIE
    jal arm
    wfi                         /* wakes though interrupts are off */
    csrr t0, mip
    csrsi mstatus, MSTATUS_MIE  /* is taken here */
    csrci mstatus, MSTATUS_MIE
    li t1, -1
    li t0, CLINT_BASE + CLINT_MTIME
    lw a0, 0(t0)
    lw a1, 4(t0)
    csrr a2, time
    sw t1, 4(t0)                /* the end of time: due at once */
    csrr a2, timeh
    csrr a2, mip
    sw x0, 4(t0)
    csrr a2, mip
    li t0, 2
    bne s4, t0, 2f
    li t0, 3
    bne s5, t0, 2f
    li t0, 4
    bne s6, t0, 2f
    finish
2:  finish 1

arm:                            /* mtimecmp = time + TICKS */
    li t0, CLINT_BASE + CLINT_MTIME
    lw t1, 0(t0)
    addi t1, t1, TICKS
    li t0, CLINT_BASE + CLINT_MTIMECMP
    li s8, -1                   /* never too early in between [Priv 3.2.1] */
    sw s8, 0(t0)
    sw x0, 4(t0)
    sw t1, 0(t0)
    ret

    .balign 4
vectors:
    j exception
    j unexpected
    j unexpected
    j software
    j unexpected
    j unexpected
    j unexpected
    j timer
    j unexpected
    j unexpected
    j unexpected
    j external

software:
    sw x0, CLINT_MSIP(s0)
    addi s4, s4, 1
    mret

external:
    lw s7, 0(s3)                /* claim */
    lbu s8, UART_IIR(s2)        /* which says so, and takes it back */
    sw s7, 0(s3)
    addi s5, s5, 1
    mret

timer:
    li s7, CLINT_BASE + CLINT_MTIMECMP
    li s8, -1
    sw s8, 4(s7)
    addi s6, s6, 1
    mret

exception:                      /* the call out of user mode */
    li s7, MSTATUS_MPP
    csrs mstatus, s7
    csrr s7, mepc
    addi s7, s7, 4
    csrw mepc, s7
    mret

unexpected:
    finish 2
