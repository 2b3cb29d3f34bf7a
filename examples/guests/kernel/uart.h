/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The console's input: characters come by interrupt into a ring, and become lines when a process
 * reads them. Output is console_write of the library, polled.
 *
 * Echo happens when a line is read, not when its characters arrive: so what appears on the
 * console depends on what was typed, and never on when.
 */
#ifndef UART_H
#define UART_H

#include <stddef.h>

struct proc;

enum { UART_LINE = 128 };

/* Console and its interrupt on. */
void uart_init(void);

/* The UART's interrupt. */
void uart_interrupt(void);

/*
 * Up to n bytes of the next line, for p, which is running and may have to wait. Backspace and
 * Ctrl-U edit the line, Ctrl-D ends it. Returns the number of bytes, 0 at the end of input, -1 if p
 * was killed meanwhile.
 */
int uart_read(struct proc *p, char *to, size_t n);

#endif
