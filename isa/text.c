/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

struct text text_in(char *buffer, size_t size)
{
    buffer[0] = '\0';
    return (struct text){buffer, buffer + size - 1};
}

void text_char(struct text *t, char c)
{
    if (t->at < t->end) {
        *t->at++ = c;
        *t->at = '\0';
    }
}

void text_put(struct text *t, const char *s)
{
    while (*s) {
        text_char(t, *s++);
    }
}

void text_unsigned(struct text *t, uint32_t v)
{
    if (v >= 10) {
        text_unsigned(t, v / 10);
    }
    text_char(t, (char)('0' + v % 10));
}

void text_dec(struct text *t, int32_t v)
{
    if (v < 0) {
        text_char(t, '-');
    }
    text_unsigned(t, v < 0 ? 0u - (uint32_t)v : (uint32_t)v);
}

void text_hex_digits(struct text *t, uint32_t v, unsigned digits)
{
    while (digits-- > 0) {
        text_char(t, "0123456789abcdef"[v >> (4 * digits) & 0xf]);
    }
}

void text_hex(struct text *t, uint32_t v)
{
    unsigned digits = 1;
    while (digits < 8 && v >> (4 * digits)) {
        digits++;
    }
    text_put(t, "0x");
    text_hex_digits(t, v, digits);
}

bool text_same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}
