/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The 16550 UART's registers [PC16550D data sheet]: transmit, receive FIFO, interrupts, loopback.
 * The line is infinitely fast: what is written has been sent. The board owns the real one, the
 * monitor one for each VM.
 */
#ifndef ISA_DEV_UART_H
#define ISA_DEV_UART_H

#include <stdbool.h>
#include <stdint.h>

enum { UART_FIFO = 16, UART_NOTHING_SENT = -1 };

struct uart {
    uint8_t ier, fcr, lcr, mcr, scr, dll, dlm;
    bool overrun;
    bool thre_pending; /* "transmitter empty" has not been reported yet */
    bool identified;   /* IIR has been read: by a driver that works with interrupts */
    uint8_t looks;     /* reads of LSR since any other access */
    bool listening;    /* software polls for input, or asked to be interrupted by it */
    uint8_t fifo[UART_FIFO];
    uint8_t head, count;
};

void uart_reset(struct uart *u);

/* Register access, one byte at offset 0 to 7. A write returns the byte sent, or UART_NOTHING_SENT.
 */
uint8_t uart_read(struct uart *u, uint32_t reg);
int uart_write(struct uart *u, uint32_t reg, uint8_t value);

/*
 * Whether a considerate sender would send a byte now: there is room, and software listens. It does
 * if it has enabled the receive interrupt, or polls: reads LSR twice with no other access between,
 * for who polls to send writes a byte after each look. From a driver that has read IIR it takes
 * more looks, and emptying the FIFO ends it all. So input that waits for this is not lost, whenever
 * it was typed.
 */
bool uart_accepts(const struct uart *u);

/* A byte arrives on the line; in a full FIFO it overruns. */
void uart_receive(struct uart *u, uint8_t byte);

/* The interrupt line. */
bool uart_line(const struct uart *u);

#endif
