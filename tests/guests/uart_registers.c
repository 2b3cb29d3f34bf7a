/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 16550: scratch, divisor latch, FIFO bits, identification, loopback, overrun [PC16550D]. */
#include "guest.h"

static volatile uint8_t *uart(uint32_t reg)
{
    return reg8(UART_BASE + reg);
}

static void registers(void)
{
    for (uint32_t v = 0; v < 256; v += 85) {
        *uart(UART_SCR) = (uint8_t)v;
        equal("SCR", *uart(UART_SCR), v);
    }
    *uart(UART_IER) = 0xff;
    equal("IER keeps four bits", *uart(UART_IER), 0x0f);
    *uart(UART_IER) = 0;
    *uart(UART_LCR) = 0x83;
    *uart(UART_DLL) = 0x12;
    *uart(UART_DLM) = 0x34;
    uint32_t latch = *uart(UART_DLL) | (uint32_t)*uart(UART_DLM) << 8;
    *uart(UART_LCR) = 3;
    equal("divisor", latch, 0x3412);
    equal("IER is not the divisor", *uart(UART_IER), 0);
    equal("LCR", *uart(UART_LCR), 3);
    *uart(UART_LSR) = 0;
    equal("LSR: empty", *uart(UART_LSR), 0x60);
    equal("MSR: connected", *uart(UART_MSR), 0xb0);
    *uart(UART_FCR) = 0;
    equal("IIR: FIFO off, none", *uart(UART_IIR), 0x01);
    *uart(UART_FCR) = 1;
    equal("IIR: FIFO on, none", *uart(UART_IIR), 0xc1);
    *uart(UART_IER) = UART_IER_TX;
    uint32_t iir = *uart(UART_IIR), again = *uart(UART_IIR);
    equal("IIR: transmitter empty", iir, 0xc2);
    equal("IIR: told once", again, 0xc1);
    *uart(UART_IER) = 0;
}

static void loopback(void)
{
    uint32_t got = 0;
    *uart(UART_MCR) = 0x10;
    for (uint32_t i = 0; i < 20; i++) {
        *uart(UART_THR) = (uint8_t)('a' + i);
    }
    uint32_t lsr = *uart(UART_LSR), again = *uart(UART_LSR);
    for (uint32_t i = 0; i < 16; i++) {
        got += *uart(UART_RBR) == 'a' + i;
    }
    uint32_t empty = *uart(UART_LSR), msr = *uart(UART_MSR);
    *uart(UART_MCR) = 0x1f;
    uint32_t all = *uart(UART_MSR);
    *uart(UART_MCR) = 0;
    equal("20 bytes into a FIFO of 16: data, overrun", lsr, 0x63);
    equal("overrun is told once", again, 0x61);
    equal("the first 16 came back", got, 16);
    equal("empty", empty, 0x60);
    equal("MSR in loopback", msr, 0);
    equal("MSR in loopback, outputs on", all, 0xf0);
}

/* A word or half at a register reaches that register alone, as on QEMU's board. */
static void widths(void)
{
    *(volatile uint32_t *)(uintptr_t)(UART_BASE + UART_MCR) = 0xffffff00;
    equal("word at MCR", *(volatile uint32_t *)(uintptr_t)(UART_BASE + UART_MCR), 0);
    equal("the scratch beyond is as it was", *uart(UART_SCR), 255);
    equal("offset 8 and more", *uart(8) | *uart(0xff), 0);
}

int main(void)
{
    guest_start();
    registers();
    loopback();
    widths();
    not_trapped("none of them");
    return guest_end();
}
