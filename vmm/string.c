/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions that GCC calls by itself in freestanding code. On the machine only. */
#include <stdbool.h>
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

/* Pages of disks go through here, wherever a guest has its buffers: so four at a time. */
void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    bool aligned = ((uintptr_t)t | (uintptr_t)f) % 4 == 0;
    for (; size >= 16 && aligned; size -= 16, t += 16, f += 16) {
        uint32_t *tw = (uint32_t *)(void *)t;
        const uint32_t *fw = (const uint32_t *)(const void *)f;
        uint32_t a = fw[0], b = fw[1], c = fw[2], d = fw[3];
        tw[0] = a, tw[1] = b, tw[2] = c, tw[3] = d;
    }
    for (; size >= 4 && aligned; size -= 4, t += 4, f += 4) {
        *(uint32_t *)(void *)t = *(const uint32_t *)(const void *)f;
    }
    for (; size >= 4; size -= 4, t += 4, f += 4) {
        uint8_t a = f[0], b = f[1], c = f[2], d = f[3];
        t[0] = a, t[1] = b, t[2] = c, t[3] = d;
    }
    while (size-- > 0) {
        *t++ = *f++;
    }
    return to;
}
