/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel has found itself wrong: say so, and stop the machine with a failure. Anyone may. */
#ifndef PANIC_H
#define PANIC_H

enum { PANIC_EXIT = 125 };

_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
