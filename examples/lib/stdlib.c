/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

enum { ABORTED = 134 };

void abort(void)
{
    exit(ABORTED);
}

int abs(int n)
{
    return n < 0 ? -n : n;
}

long labs(long n)
{
    return n < 0 ? -n : n;
}

/* A text taken apart: sign and magnitude, as large as it was or cut off at ULONG_MAX. */
struct number {
    bool negative, overflow;
    unsigned long magnitude;
    const char *end; /* behind the last digit; where it began if there was no number */
};

/* The value of a digit, or 36. */
static int digit(char c)
{
    if (isdigit((unsigned char)c)) {
        return c - '0';
    }
    return isalpha((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : 36;
}

/* Step over 0x, and find out the base if it is 0. */
static const char *parse_base(const char *s, int *base)
{
    bool hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X') && digit(s[2]) < 16;
    if (hex && (*base == 0 || *base == 16)) {
        *base = 16;
        return s + 2;
    }
    if (*base == 0) {
        *base = s[0] == '0' ? 8 : 10;
    }
    return s;
}

static struct number parse(const char *text, int base)
{
    struct number n = {.end = text};
    const char *s = text;
    while (isspace((unsigned char)*s)) {
        s++;
    }
    if (*s == '-' || *s == '+') {
        n.negative = *s++ == '-';
    }
    s = parse_base(s, &base);
    unsigned long b = (unsigned long)base;
    for (; digit(*s) < base; n.end = ++s) {
        unsigned long d = (unsigned long)digit(*s);
        n.overflow = n.overflow || n.magnitude > (ULONG_MAX - d) / b;
        n.magnitude = n.overflow ? ULONG_MAX : n.magnitude * b + d;
    }
    return n;
}

static void store_end(char **end, const struct number *n)
{
    if (end) {
        *end = (char *)(uintptr_t)n->end; /* the standard's own cast */
    }
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
    struct number n = parse(text, base);
    store_end(end, &n);
    return n.negative && !n.overflow ? 0 - n.magnitude : n.magnitude;
}

long strtol(const char *restrict text, char **restrict end, int base)
{
    struct number n = parse(text, base);
    store_end(end, &n);
    if (n.negative) {
        return n.magnitude > (unsigned long)LONG_MAX ? LONG_MIN : -(long)n.magnitude;
    }
    return n.magnitude > (unsigned long)LONG_MAX ? LONG_MAX : (long)n.magnitude;
}

long atol(const char *text)
{
    return strtol(text, NULL, 10);
}

int atoi(const char *text)
{
    return (int)atol(text);
}

static uint32_t rand_state = 1;

void srand(unsigned seed)
{
    rand_state = seed;
}

/* xorshift32 [Marsaglia, Xorshift RNGs, 2003] of the seed, which must not become 0. */
int rand(void)
{
    uint32_t s = rand_state ? rand_state : 1;
    s ^= s << 13;
    s ^= s >> 17;
    s ^= s << 5;
    rand_state = s;
    return (int)(s & RAND_MAX);
}
