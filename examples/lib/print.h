/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formatted output to anywhere: what printf, snprintf and the like have in common. Pure; owns
 * nothing. For stdio.c, and for whoever has a place of his own to print to.
 */
#ifndef LIB_PRINT_H
#define LIB_PRINT_H

#include <stdarg.h>

/* Where the characters go. Embed it first in a struct of your own. */
struct print_sink {
    void (*put)(struct print_sink *sink, char c);
};

/*
 * As printf: flags "-0+ #", width and precision (also '*'), lengths hh h l ll z t j, conversions
 * d i u o x X p c s f F %. What else there is, %e and %g, prints as itself. Returns the number of
 * characters.
 */
int print_format(struct print_sink *sink, const char *format, va_list args);

#endif
