/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A floating-point number in decimal, exactly rounded: for print.c. Pure; owns nothing. */
#ifndef LIB_DECIMAL_H
#define LIB_DECIMAL_H

/* 309 digits before the point, the point, at most so many behind it, and the terminator. */
enum { DECIMAL_PRECISION_MAX = 128, DECIMAL_SIZE = 309 + 1 + DECIMAL_PRECISION_MAX + 2 };

/*
 * |v| with `precision` digits behind the point (0 to DECIMAL_PRECISION_MAX; 0: no point either),
 * halves rounded to even; "inf" or "nan" if it is that. Returns the number of characters.
 */
int decimal_text(double v, int precision, char text[DECIMAL_SIZE]);

#endif
