/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers to GDB, in memory of fixed size, and what its packets have for arguments. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gdb.h"

void gdb_put_bytes(struct gdb *g, const char *bytes, size_t count)
{
    struct gdb_reply *r = &g->reply;
    if (count > sizeof r->bytes - r->length) {
        r->overflow = true;
        return;
    }
    memcpy(r->bytes + r->length, bytes, count);
    r->length += count;
}

void gdb_put(struct gdb *g, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    gdb_put_bytes(g, text, n < (int)sizeof text ? (size_t)n : sizeof text - 1);
}

void gdb_put_hex(struct gdb *g, const void *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *b = bytes;
    for (size_t i = 0; i < count; i++) {
        const char pair[] = {digits[b[i] >> 4], digits[b[i] & 0xf]};
        gdb_put_bytes(g, pair, sizeof pair);
    }
}

void gdb_put_word(struct gdb *g, uint32_t value)
{
    const uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                             (uint8_t)(value >> 24)};
    gdb_put_hex(g, bytes, sizeof bytes);
}

void gdb_put_unknown_word(struct gdb *g)
{
    gdb_put(g, "xxxxxxxx");
}

void gdb_ok(struct gdb *g)
{
    gdb_put(g, "OK");
}

void gdb_fail(struct gdb *g, enum gdb_error error)
{
    g->reply.length = 0;
    gdb_put(g, "E%02x", error);
}

bool gdb_skip(char **at, char c)
{
    if (**at != c) {
        return false;
    }
    ++*at;
    return true;
}

bool gdb_number(char **at, uint32_t *value)
{
    uint64_t v = 0;
    const char *start = *at;
    for (int digit = gdb_digit(**at); digit >= 0; digit = gdb_digit(*++*at)) {
        v = v << 4 | (unsigned)digit;
        if (v > UINT32_MAX) {
            return false;
        }
    }
    *value = (uint32_t)v;
    return *at != start;
}

bool gdb_bytes(char **at, uint8_t *bytes, size_t most, size_t *count)
{
    for (*count = 0; **at != '\0'; *at += 2, ++*count) {
        int high = gdb_digit((*at)[0]);
        int low = high < 0 ? -1 : gdb_digit((*at)[1]);
        if (low < 0 || *count == most) {
            return false;
        }
        bytes[*count] = (uint8_t)(high << 4 | low);
    }
    return true;
}

void gdb_part(struct gdb *g, char *args, const char *document, size_t size)
{
    uint32_t offset, length;
    if (!gdb_number(&args, &offset) || !gdb_skip(&args, ',') || !gdb_number(&args, &length) ||
        *args != '\0' || offset > size) {
        gdb_fail(g, GDB_BAD_PACKET);
        return;
    }
    size_t most = GDB_PACKET_MOST / 2; /* each byte may have to be escaped */
    size_t count = size - offset < length ? size - offset : length;
    count = count < most ? count : most;
    gdb_put(g, "%c", offset + count == size ? 'l' : 'm');
    gdb_put_bytes(g, document + offset, count);
}
