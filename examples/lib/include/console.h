/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The console: bytes out, bytes in. stdio stands on console_write and console_read alone, so
 * whoever provides these two has printf: here the UART, in a kernel's processes system calls.
 *
 * The rest is the 16550 UART itself [PC16550D data sheet], polled or by interrupt; console.c
 * owns its registers. For bare-metal programs and kernels.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

/* Write n bytes. Returns when the device has taken them. */
void console_write(const char *bytes, size_t n);

/* Wait for a byte: carriage return comes as '\n', Ctrl-D as -1 (end of input). */
int console_read(void);

/* Eight bits, FIFOs on, no interrupts. On most 16550s it drops input that came earlier. */
void console_init(void);

/* The next byte as it came, or -1 if there is none now. */
int console_poll(void);

/* Let received bytes raise the UART's interrupt (line UART_IRQ of the PLIC), or not. */
void console_interrupts(bool on);

#endif
