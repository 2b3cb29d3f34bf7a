/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * GDB's remote protocol as bytes: `$`, data, `#`, and two digits of a sum; `}` escapes, `*`
 * repeats. What arrives is read a byte at a time into memory of fixed size, whatever it is: packets
 * that are too long, cut short or damaged are told apart from good ones, and the next one is read
 * afresh.
 *
 * Knows nothing of what packets mean, nor of where bytes come from.
 */
#ifndef PANEL_GDB_PACKET_H
#define PANEL_GDB_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the longest packet, either way. */
enum { GDB_PACKET_MOST = 0x4000 };

/* What a byte has completed. */
enum gdb_arrival {
    GDB_NOTHING,
    GDB_PACKET,    /* in bytes[0, length), with a zero after it */
    GDB_DAMAGED,   /* a packet whose sum is wrong */
    GDB_MALFORMED, /* one that is too long, or repeats nothing */
    GDB_INTERRUPT, /* Ctrl-C, between packets */
    GDB_ACK,
    GDB_NAK
};

struct gdb_reader {
    enum { READ_BETWEEN, READ_DATA, READ_ESCAPED, READ_REPEAT, READ_SUM, READ_SUM_LAST } state;
    uint8_t sum;     /* of what has arrived */
    uint8_t claimed; /* as the packet says */
    bool bad_digit, malformed;
    size_t length;
    char bytes[GDB_PACKET_MOST + 1];
};

void gdb_reader_reset(struct gdb_reader *r);
enum gdb_arrival gdb_read_byte(struct gdb_reader *r, uint8_t byte);

/* The packet around `count` bytes: its size. It needs up to 2 * count + 4 bytes. */
size_t gdb_frame(const char *bytes, size_t count, char *out);
enum { GDB_FRAME_MOST = 2 * GDB_PACKET_MOST + 4 };

/* Value of a hexadecimal digit, or -1. */
int gdb_digit(char c);

#endif
