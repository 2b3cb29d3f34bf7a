/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gdb_packet.h"

enum { CTRL_C = 3, ESCAPE = '}', REPEAT = '*', ESCAPED_BIT = 0x20, REPEAT_BASE = 29 };

static const char digits[] = "0123456789abcdef";

int gdb_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void gdb_reader_reset(struct gdb_reader *r)
{
    r->state = READ_BETWEEN;
    r->length = 0;
}

static void begin(struct gdb_reader *r)
{
    r->state = READ_DATA;
    r->sum = r->claimed = 0;
    r->bad_digit = r->malformed = false;
    r->length = 0;
}

static void take(struct gdb_reader *r, char byte)
{
    if (r->length == GDB_PACKET_MOST) {
        r->malformed = true;
    } else {
        r->bytes[r->length++] = byte;
    }
}

/* The byte before `*` once more, as often as this byte says. */
static void repeat(struct gdb_reader *r, uint8_t byte)
{
    if (byte < ' ' || byte > '~' || r->length == 0) {
        r->malformed = true;
        return;
    }
    for (int n = byte - REPEAT_BASE; n > 0 && !r->malformed; n--) {
        take(r, r->bytes[r->length - 1]);
    }
}

static enum gdb_arrival between(struct gdb_reader *r, uint8_t byte)
{
    switch (byte) {
    case '$':
        begin(r);
        return GDB_NOTHING;
    case '+':
        return GDB_ACK;
    case '-':
        return GDB_NAK;
    case CTRL_C:
        return GDB_INTERRUPT;
    default:
        return GDB_NOTHING;
    }
}

/* A byte of a packet's data. A `$` is never one: what came before it has been cut short. */
static void data(struct gdb_reader *r, uint8_t byte)
{
    if (byte == '$') {
        begin(r);
        return;
    }
    if (byte == '#') {
        r->malformed = r->malformed || r->state != READ_DATA;
        r->state = READ_SUM;
        return;
    }
    r->sum = (uint8_t)(r->sum + byte);
    if (r->state == READ_ESCAPED) {
        take(r, (char)(byte ^ ESCAPED_BIT));
        r->state = READ_DATA;
    } else if (r->state == READ_REPEAT) {
        repeat(r, byte);
        r->state = READ_DATA;
    } else if (byte == ESCAPE) {
        r->state = READ_ESCAPED;
    } else if (byte == REPEAT) {
        r->state = READ_REPEAT;
    } else {
        take(r, (char)byte);
    }
}

static enum gdb_arrival sum(struct gdb_reader *r, uint8_t byte)
{
    int digit = gdb_digit((char)byte);
    r->bad_digit = r->bad_digit || digit < 0;
    r->claimed = (uint8_t)(r->claimed << 4 | (digit & 0xf));
    if (r->state == READ_SUM) {
        r->state = READ_SUM_LAST;
        return GDB_NOTHING;
    }
    r->state = READ_BETWEEN;
    r->bytes[r->length] = '\0';
    if (r->bad_digit || r->claimed != r->sum) {
        return GDB_DAMAGED;
    }
    return r->malformed ? GDB_MALFORMED : GDB_PACKET;
}

enum gdb_arrival gdb_read_byte(struct gdb_reader *r, uint8_t byte)
{
    switch (r->state) {
    case READ_BETWEEN:
        return between(r, byte);
    case READ_DATA:
    case READ_ESCAPED:
    case READ_REPEAT:
        data(r, byte);
        return GDB_NOTHING;
    case READ_SUM:
    case READ_SUM_LAST:
        break;
    }
    return sum(r, byte);
}

static bool is_special(char c)
{
    return c == '$' || c == '#' || c == ESCAPE || c == REPEAT;
}

size_t gdb_frame(const char *bytes, size_t count, char *out)
{
    size_t n = 0;
    uint8_t total = 0;
    out[n++] = '$';
    for (size_t i = 0; i < count; i++) {
        if (is_special(bytes[i])) {
            out[n++] = ESCAPE;
            out[n++] = (char)(bytes[i] ^ ESCAPED_BIT);
        } else {
            out[n++] = bytes[i];
        }
    }
    for (size_t i = 1; i < n; i++) {
        total = (uint8_t)(total + (uint8_t)out[i]);
    }
    out[n++] = '#';
    out[n++] = digits[total >> 4];
    out[n++] = digits[total & 0xf];
    return n;
}
