/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <console.h>

#include "pg32.h"

enum { FIFO_BYTES = 16, FCR_FIFO_ON = 0x01, LCR_8N1 = 0x03, CTRL_D = 4 };

static volatile uint8_t *uart(uint32_t reg)
{
    return reg8(UART_BASE + reg);
}

void console_init(void)
{
    *uart(UART_IER) = 0;
    *uart(UART_LCR) = LCR_8N1;
    *uart(UART_FCR) = FCR_FIFO_ON;
}

/* "Transmitter empty" promises room for a whole FIFO [PC16550D 8.5]: ask once in 16 bytes. */
void console_write(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        while (i % FIFO_BYTES == 0 && !(*uart(UART_LSR) & UART_LSR_THRE)) {
        }
        *uart(UART_THR) = (uint8_t)bytes[i];
    }
}

int console_poll(void)
{
    return *uart(UART_LSR) & UART_LSR_DR ? *uart(UART_RBR) : -1;
}

int console_read(void)
{
    int c;
    do {
        c = console_poll();
    } while (c < 0);
    if (c == '\r') {
        return '\n';
    }
    return c == CTRL_D ? -1 : c;
}

void console_interrupts(bool on)
{
    *uart(UART_IER) = on ? UART_IER_RX : 0;
}
