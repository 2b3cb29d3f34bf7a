/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uart.h"

#include "../fields.h"

#define IER_LINE 0x04
#define LCR_DLAB 0x80
#define MCR_LOOP 0x10
#define MCR_OUT1 0x04
#define MCR_OUT2 0x08
#define FCR_ENABLE 0x01
#define FCR_CLEAR_RX 0x02
#define IIR_NONE 0x01
#define IIR_THRE 0x02
#define IIR_RX 0x04
#define IIR_LINE 0x06
#define IIR_FIFO 0xc0
#define MSR_CONNECTED 0xb0 /* DCD, DSR, CTS: somebody is at the other end */

/* Looks at LSR before the one that shows that software polls for input. */
enum { LOOKS = 1, LOOKS_OF_DRIVER = 15 };

void uart_reset(struct uart *u)
{
    *u = (struct uart){.thre_pending = true};
}

/* Identification of the most urgent interrupt [PC16550D 8.6.3]. */
static uint8_t interrupt_id(const struct uart *u)
{
    if ((u->ier & IER_LINE) && u->overrun) {
        return IIR_LINE;
    }
    if ((u->ier & UART_IER_RX) && u->count > 0) {
        return IIR_RX;
    }
    if ((u->ier & UART_IER_TX) && u->thre_pending) {
        return IIR_THRE;
    }
    return IIR_NONE;
}

bool uart_line(const struct uart *u)
{
    return interrupt_id(u) != IIR_NONE;
}

static uint8_t take(struct uart *u)
{
    if (u->count == 0) {
        return 0;
    }
    uint8_t byte = u->fifo[u->head];
    u->head = (uint8_t)((u->head + 1) % UART_FIFO);
    u->count--;
    return byte;
}

static uint8_t read_iir(struct uart *u)
{
    u->identified = true;
    uint8_t id = interrupt_id(u);
    if (id == IIR_THRE) {
        u->thre_pending = false;
    }
    return (uint8_t)(id | (u->fcr & FCR_ENABLE ? IIR_FIFO : 0));
}

static uint8_t read_lsr(struct uart *u)
{
    uint8_t lsr = (uint8_t)(UART_LSR_THRE | UART_LSR_TEMT);
    lsr = (uint8_t)(lsr | (u->count ? UART_LSR_DR : 0) | (u->overrun ? UART_LSR_OE : 0));
    u->overrun = false;
    if (u->looks >= (u->identified ? LOOKS_OF_DRIVER : LOOKS)) {
        u->listening = true;
    }
    return lsr;
}

/* In loopback the modem outputs appear as its inputs: how drivers tell that a 16550 is there. */
static uint8_t read_msr(const struct uart *u)
{
    if (!(u->mcr & MCR_LOOP)) {
        return MSR_CONNECTED;
    }
    unsigned m = u->mcr;
    unsigned msr = (m & 1) << 5 | (m & 2) << 3 | (m & MCR_OUT1) << 4 | (m & MCR_OUT2) << 4;
    return (uint8_t)msr;
}

static uint8_t read_register(struct uart *u, uint32_t reg)
{
    bool dlab = u->lcr & LCR_DLAB;
    switch (reg) {
    case UART_RBR:
        return dlab ? u->dll : take(u);
    case UART_IER:
        return dlab ? u->dlm : u->ier;
    case UART_IIR:
        return read_iir(u);
    case UART_LCR:
        return u->lcr;
    case UART_MCR:
        return u->mcr;
    case UART_LSR:
        return read_lsr(u);
    case UART_MSR:
        return read_msr(u);
    case UART_SCR:
        return u->scr;
    default:
        return 0;
    }
}

uint8_t uart_read(struct uart *u, uint32_t reg)
{
    uint8_t value = read_register(u, reg);
    bool most = u->looks == LOOKS_OF_DRIVER;
    u->looks = (uint8_t)(reg == UART_LSR ? u->looks + !most : 0);
    return value;
}

static int send(struct uart *u, uint8_t value)
{
    u->thre_pending = true;
    if (u->mcr & MCR_LOOP) {
        uart_receive(u, value);
        return UART_NOTHING_SENT;
    }
    return value;
}

static void write_ier(struct uart *u, uint8_t value)
{
    if (!(u->ier & UART_IER_TX) && (value & UART_IER_TX)) {
        u->thre_pending = true;
    }
    u->ier = value & 0x0f;
    u->listening = u->listening || (value & UART_IER_RX);
}

static void write_fcr(struct uart *u, uint8_t value)
{
    u->fcr = value & (FCR_ENABLE | 0xc0);
    if (value & FCR_CLEAR_RX) {
        u->count = 0;
        u->listening = u->ier & UART_IER_RX;
    }
}

int uart_write(struct uart *u, uint32_t reg, uint8_t value)
{
    bool dlab = u->lcr & LCR_DLAB;
    u->looks = 0;
    switch (reg) {
    case UART_THR:
        if (!dlab) {
            return send(u, value);
        }
        u->dll = value;
        break;
    case UART_IER:
        if (dlab) {
            u->dlm = value;
        } else {
            write_ier(u, value);
        }
        break;
    case UART_FCR:
        write_fcr(u, value);
        break;
    case UART_LCR:
        u->lcr = value;
        break;
    case UART_MCR:
        u->mcr = value & 0x1f;
        break;
    case UART_SCR:
        u->scr = value;
        break;
    default: /* LSR and MSR are not written */
        break;
    }
    return UART_NOTHING_SENT;
}

bool uart_accepts(const struct uart *u)
{
    return u->listening && u->count < UART_FIFO;
}

void uart_receive(struct uart *u, uint8_t byte)
{
    if (u->count == UART_FIFO) {
        u->overrun = true;
        return;
    }
    u->fifo[(u->head + u->count) % UART_FIFO] = byte;
    u->count++;
}
