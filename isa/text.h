/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text into a fixed buffer, for places that have no stdio: the disassembler, the monitor.
 * What does not fit is cut off; the result is always terminated.
 */
#ifndef ISA_TEXT_H
#define ISA_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    char *at, *end; /* next character; last place, kept for the terminator */
};

struct text text_in(char *buffer, size_t size);
void text_char(struct text *t, char c);
void text_put(struct text *t, const char *s);
void text_dec(struct text *t, int32_t v);
void text_unsigned(struct text *t, uint32_t v);
void text_hex(struct text *t, uint32_t v); /* 0x..., as few digits as needed */
void text_hex_digits(struct text *t, uint32_t v, unsigned digits); /* no prefix */

/* Whether two strings are equal. */
bool text_same(const char *a, const char *b);

#endif
