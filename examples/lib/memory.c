/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mem* functions. The compiler calls them too, for structs that are copied or cleared. */
#include <stdint.h>
#include <string.h>

/* A word of memory that may alias anything. */
typedef uint32_t word __attribute__((may_alias));

static int both_aligned(const void *a, const void *b)
{
    return (((uintptr_t)a | (uintptr_t)b) & (sizeof(word) - 1)) == 0;
}

void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    unsigned char *t = to;
    const unsigned char *f = from;
    if (both_aligned(t, f)) {
        for (; n >= sizeof(word); n -= sizeof(word)) {
            *(word *)(void *)t = *(const word *)(const void *)f;
            t += sizeof(word);
            f += sizeof(word);
        }
    }
    while (n-- > 0) {
        *t++ = *f++;
    }
    return to;
}

void *memmove(void *to, const void *from, size_t n)
{
    unsigned char *t = to;
    const unsigned char *f = from;
    if ((uintptr_t)t - (uintptr_t)f >= n) { /* `to` is before `from`, or they do not overlap */
        while (n-- > 0) {
            *t++ = *f++;
        }
        return to;
    }
    while (n-- > 0) {
        t[n] = f[n];
    }
    return to;
}

void *memset(void *to, int c, size_t n)
{
    unsigned char *t = to;
    word pattern = (unsigned char)c * 0x01010101u;
    if (both_aligned(t, t)) {
        for (; n >= sizeof(word); n -= sizeof(word)) {
            *(word *)(void *)t = pattern;
            t += sizeof(word);
        }
    }
    while (n-- > 0) {
        *t++ = (unsigned char)c;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t n)
{
    const unsigned char *p = a;
    const unsigned char *q = b;
    for (size_t i = 0; i < n; i++) {
        if (p[i] != q[i]) {
            return p[i] - q[i];
        }
    }
    return 0;
}

void *memchr(const void *in, int c, size_t n)
{
    const unsigned char *p = in;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == (unsigned char)c) {
            return (void *)(uintptr_t)(p + i);
        }
    }
    return NULL;
}
