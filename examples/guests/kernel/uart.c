/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uart.h"

#include <console.h>
#include <ctype.h>
#include <plic.h>
#include <string.h>

#include "sched.h"

enum { RING = 256, CTRL_D = 4, CTRL_U = 21, BACKSPACE = 8, DELETE = 127 };

/* Characters as they came. The interrupt puts in at `in`, a reader takes out at `out`. */
static struct {
    char byte[RING];
    unsigned in, out;
} ring;

/* The line that is being typed, or read. */
static struct {
    char text[UART_LINE];
    size_t length;
    size_t taken;  /* by readers, once it is complete */
    bool complete; /* ends in '\n', or at Ctrl-D, or is full */
    bool busy;     /* somebody is making it */
} line;

void uart_init(void)
{
    console_init();
    plic_enable(UART_IRQ);
    console_interrupts(true);
}

/* What does not fit stays in the UART, with its interrupt off: the sender has to wait. */
void uart_interrupt(void)
{
    while (ring.in - ring.out < RING) {
        int c = console_poll();
        if (c < 0) {
            sched_wake(&ring);
            return;
        }
        ring.byte[ring.in++ % RING] = (char)c;
    }
    console_interrupts(false);
    sched_wake(&ring);
}

/* The next character, -1 if p was killed while it waited. */
static int next_char(struct proc *p)
{
    while (ring.in == ring.out) {
        if (p->killed) {
            return -1;
        }
        sched_sleep(&ring);
    }
    bool was_full = ring.in - ring.out == RING;
    int c = (unsigned char)ring.byte[ring.out++ % RING];
    if (was_full) {
        console_interrupts(true);
    }
    return c == '\r' ? '\n' : c;
}

static void echo(const char *text)
{
    console_write(text, strlen(text));
}

static void erase(size_t n)
{
    while (n-- > 0 && line.length > 0) {
        line.length--;
        echo("\b \b");
    }
}

static void append(char c)
{
    line.text[line.length++] = c;
    console_write(&c, 1);
    line.complete = c == '\n' || line.length == UART_LINE;
}

/* The line discipline: what a character does to the line. */
static void edit(char c)
{
    switch (c) {
    case BACKSPACE:
    case DELETE:
        erase(1);
        break;
    case CTRL_U:
        erase(line.length);
        break;
    case CTRL_D:
        line.complete = true;
        break;
    default:
        if (isprint((unsigned char)c) || c == '\n' || c == '\t') {
            append(c);
        }
        break;
    }
}

/* Make a complete line; one process at a time. False if p was killed. */
static bool complete_line(struct proc *p)
{
    while (line.busy && !p->killed) {
        sched_sleep(&line);
    }
    if (p->killed) {
        return false;
    }
    line.busy = true;
    while (!line.complete) {
        int c = next_char(p);
        if (c < 0) {
            break;
        }
        edit((char)c);
    }
    line.busy = false;
    sched_wake(&line);
    return line.complete;
}

int uart_read(struct proc *p, char *to, size_t n)
{
    if (!complete_line(p)) {
        return -1;
    }
    size_t rest = line.length - line.taken;
    size_t part = n < rest ? n : rest;
    memcpy(to, line.text + line.taken, part);
    line.taken += part;
    if (line.taken == line.length) {
        line.length = 0;
        line.taken = 0;
        line.complete = false;
    }
    return (int)part;
}
