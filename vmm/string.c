/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions that GCC calls by itself in freestanding code. On the machine only. */
#include <stddef.h>
#include <stdint.h>

__attribute__((used)) void *memset(void *to, int byte, size_t size);
__attribute__((used)) void *memcpy(void *restrict to, const void *restrict from, size_t size);

/* Words where all is aligned, which the compiler's own uses are. */
void *memset(void *to, int byte, size_t size)
{
    uint8_t *t = to;
    uint32_t word = (uint8_t)byte * 0x01010101u;
    for (; size >= 4 && (uintptr_t)t % 4 == 0; size -= 4, t += 4) {
        *(uint32_t *)(void *)t = word;
    }
    while (size-- > 0) {
        *t++ = (uint8_t)byte;
    }
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    for (; size >= 4 && ((uintptr_t)t | (uintptr_t)f) % 4 == 0; size -= 4, t += 4, f += 4) {
        *(uint32_t *)(void *)t = *(const uint32_t *)(const void *)f;
    }
    while (size-- > 0) {
        *t++ = *f++;
    }
    return to;
}
