/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "decimal.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* IEEE 754 binary64: |v| = mantissa x 2^(exponent - 1075). */
#define MANTISSA_BITS 52
#define EXPONENT_MASK 0x7ffu
#define EXPONENT_BIAS 1075

enum { WORDS = 35, GROUP = 1000000000 };

/* A binary number without a sign, whole: 32 bits a word on either side of the point. */
struct binary {
    uint32_t whole[WORDS];    /* the lowest word first */
    uint32_t fraction[WORDS]; /* the highest word first */
};

/* Put the bit of weight 2^weight. */
static void put_bit(struct binary *b, int weight)
{
    if (weight >= 0) {
        b->whole[weight / 32] |= 1u << weight % 32;
    } else {
        b->fraction[(-weight - 1) / 32] |= 0x80000000u >> (-weight - 1) % 32;
    }
}

static void expand(struct binary *b, uint64_t bits)
{
    int exponent = (int)(bits >> MANTISSA_BITS & EXPONENT_MASK);
    uint64_t mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
    if (exponent > 0) {
        mantissa |= (uint64_t)1 << MANTISSA_BITS; /* all but subnormal numbers */
    } else {
        exponent = 1;
    }
    memset(b, 0, sizeof *b);
    for (int i = 0; i <= MANTISSA_BITS; i++) {
        if (mantissa >> i & 1) {
            put_bit(b, exponent - EXPONENT_BIAS + i);
        }
    }
}

/* Divide the whole part by GROUP; returns the remainder, and whether anything is left. */
static uint32_t take_group(struct binary *b, bool *left)
{
    uint64_t rest = 0;
    *left = false;
    for (int i = WORDS; i-- > 0;) {
        rest = rest << 32 | b->whole[i];
        b->whole[i] = (uint32_t)(rest / GROUP);
        rest %= GROUP;
        *left = *left || b->whole[i] != 0;
    }
    return (uint32_t)rest;
}

/* The whole part's digits, written backwards so that they end before `end`; at least "0". */
static char *put_whole(struct binary *b, char *end)
{
    bool left = true;
    while (left) {
        uint32_t group = take_group(b, &left);
        for (int i = 0; i < 9 && (left || group > 0); i++) {
            *--end = (char)('0' + group % 10);
            group /= 10;
        }
    }
    return end;
}

/* Multiply the fraction by ten; returns the digit that comes out before the point. */
static char take_digit(struct binary *b)
{
    uint32_t carry = 0;
    for (int i = WORDS; i-- > 0;) {
        uint64_t product = (uint64_t)b->fraction[i] * 10 + carry;
        b->fraction[i] = (uint32_t)product;
        carry = (uint32_t)(product >> 32);
    }
    return (char)('0' + carry);
}

/* Whether what is left of the fraction rounds the last digit up: more than half, or half and odd.
 */
static bool rounds_up(const struct binary *b, char last)
{
    if (b->fraction[0] != 0x80000000u) {
        return b->fraction[0] > 0x80000000u;
    }
    for (int i = 1; i < WORDS; i++) {
        if (b->fraction[i] != 0) {
            return true;
        }
    }
    return (last - '0') % 2 != 0;
}

/* Add one to the last of the digits in [first, end), over the point; returns the new first. */
static char *increment(char *first, char *end)
{
    for (char *at = end; at-- > first;) {
        if (*at == '.') {
            continue;
        }
        if (*at != '9') {
            (*at)++;
            return first;
        }
        *at = '0';
    }
    *--first = '1';
    return first;
}

int decimal_text(double v, int precision, char text[DECIMAL_SIZE])
{
    struct binary b;
    char buffer[DECIMAL_SIZE];
    char *point = buffer + 1 + 309; /* room for all digits before, and one more by rounding */
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    if ((bits >> MANTISSA_BITS & EXPONENT_MASK) == EXPONENT_MASK) {
        memcpy(text, bits << 12 ? "nan" : "inf", 4);
        return 3;
    }
    expand(&b, bits);
    char *first = put_whole(&b, point);
    if (first == point) {
        *--first = '0';
    }
    char *end = point;
    if (precision > 0) {
        *end++ = '.';
    }
    for (int i = 0; i < precision; i++) {
        *end++ = take_digit(&b);
    }
    if (rounds_up(&b, end[-1])) {
        first = increment(first, end);
    }
    memcpy(text, first, (size_t)(end - first));
    text[end - first] = '\0';
    return (int)(end - first);
}
