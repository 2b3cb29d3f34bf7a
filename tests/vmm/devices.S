/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device registers in every width and place, with plain, atomic and straddling accesses. */
#include "guest.asm"

    .equ VA, 0x00400000

/* Loads and stores of each width at \base + \offset. */
.macro widths base, offset
    li a0, \base
    li a1, 0x5a
    sb a1, \offset(a0)
    lb a2, \offset(a0)
    lbu a2, \offset(a0)
    sh a1, \offset(a0)
    lh a2, \offset(a0)
    lhu a2, \offset(a0)
    sw a1, \offset(a0)
    lw a2, \offset(a0)
.endm

.macro atomics address
    li a0, \address
    li a1, DATA
    lr.w a2, (a0)
    sc.w a2, a1, (a0)
    amoadd.w a2, a1, (a0)
    lr.w a2, (a1)
    sc.w a3, a2, (a0)           /* fails, and ends the reservation that it is not for */
    sc.w a4, a2, (a1)
.endm

    start
    widths UART_BASE, UART_SCR
    widths UART_BASE, UART_LCR
    sb x0, UART_LCR(a0)
    widths UART_BASE, UART_IIR
    widths UART_BASE, UART_MSR
    widths UART_BASE, 0x40
    widths UART_BASE, 0xfe
    widths UART_BASE, 0x100     /* beyond it */
    widths CLINT_BASE, 4
    widths CLINT_BASE, 1
    widths CLINT_BASE + CLINT_MTIMECMP, 0
    widths CLINT_BASE + CLINT_MTIMECMP, 4
    widths CLINT_BASE + 0xfffc, 0
    widths PLIC_BASE, 4 * UART_IRQ
    widths PLIC_BASE + PLIC_PENDING, 0
    widths PLIC_BASE + PLIC_THRESHOLD, 0
    widths PLIC_BASE + PLIC_CLAIM, 0
    widths PLIC_BASE + PLIC_CLAIM, 8
    widths RTC_BASE, RTC_TIME_HIGH
    widths RTC_BASE, RTC_IRQ_ENABLED
    widths RTC_BASE, RTC_ALARM_HIGH
    widths RTC_BASE, RTC_ALARM_LOW
    widths RTC_BASE, RTC_ALARM_STATUS
    widths RTC_BASE, RTC_CLEAR_INTERRUPT
    widths RTC_BASE, 0x20
    widths RTC_BASE, 2
    widths VIRTIO_BASE, 0       /* a slot is empty */
    widths VIRTIO_BASE + 0x7000, 8
    widths VIRTIO_BASE, 0x70
    widths VIRTIO_BASE, 0x100
    widths VIRTIO_BASE + 0x8000, 0
    widths FINISHER_BASE, 4
    li a0, FINISHER_BASE
    lw a1, 0(a0)
    sw a0, 0(a0)                /* not a word that it knows */
    atomics UART_BASE
    atomics PLIC_BASE
    atomics 0x60000000

    map 0, 0x80000000, 0x80000000, IDENTITY, TLB_HI_G
    map 1, VA, DATA
    map 2, VA + 0x1000, UART_BASE
    map 3, VA + 0x2000, DATA
    map 4, VA + 0x3000, UART_BASE, TLB_LO_V + TLB_LO_R
    map 5, VA + 0x4000, CLINT_BASE + 0xb000
    map 6, VA + 0x5000, UART_BASE
    map 8, UART_BASE, UART_BASE
    li t0, MATP_TE
    csrw CSR_matp, t0
    li a0, VA + 0xffe           /* RAM, then UART */
    li a1, 0x5a5a5a5a
    sw a1, -2(a0)
    lw a2, 0(a0)
    sw a1, 0(a0)
    lh a2, 1(a0)
    sh a1, 1(a0)
    li a0, VA + 0x1ffe          /* beyond the UART, then RAM */
    lw a2, 0(a0)
    sw a1, 0(a0)
    li a0, VA + 0x2ffe          /* RAM, then a UART that is not writable */
    lw a2, 0(a0)
    sw a1, 0(a0)
    li a0, VA + 0x4ffe          /* a device that does no bytes, then one that does */
    lw a2, 0(a0)
    sw a1, 0(a0)
    li a0, VA + 0x5ffe          /* a hole, then no mapping */
    lw a2, 0(a0)
    sw a1, 0(a0)
    li a0, VA + 0x3000
    lbu a2, UART_LSR(a0)
    sb a1, UART_SCR(a0)
    amoadd.w a2, a1, (a0)
    li a0, VA + 0x1000
    lbu a2, UART_SCR(a0)
    print 'o'
    csrw CSR_matp, x0
    print 'k'
    finish

    handler
