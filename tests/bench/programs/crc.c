/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CRC-32 (the one of Ethernet), bit by bit and by table: shifts, exclusive or, dependent loads. */
#include "work.h"

enum { BYTES = 8192, BITWISE = 2048 };

static const unsigned polynomial = 0xedb88320u; /* reflected */
static unsigned char bytes[BYTES];
static unsigned table[256];

static unsigned eight_bits(unsigned crc)
{
    for (int bit = 0; bit < 8; bit++) {
        crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
    }
    return crc;
}

static unsigned by_bits(unsigned size)
{
    unsigned crc = ~0u;
    for (unsigned i = 0; i < size; i++) {
        crc = eight_bits(crc ^ bytes[i]);
    }
    return ~crc;
}

static unsigned by_table(unsigned size)
{
    unsigned crc = ~0u;
    for (unsigned i = 0; i < size; i++) {
        crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xff];
    }
    return ~crc;
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    unsigned seed = 1;
    for (unsigned i = 0; i < 256; i++) {
        table[i] = eight_bits(i);
    }
    for (unsigned i = 0; i < BYTES; i++) {
        bytes[i] = (unsigned char)next_random(&seed);
    }
    while (rounds-- > 0) {
        sum = sum * 33 + (by_bits(BITWISE) ^ by_table(BITWISE)); /* 0 added */
        sum = sum * 33 + by_table(BYTES);
        bytes[sum % BITWISE]++;
    }
    return sum;
}
