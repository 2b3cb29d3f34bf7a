/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * FNV-1a, 64 bits, of things one after the other: hash = hash_text(hash, s). For telling whether
 * something has changed, not against forgery. Owns nothing; anyone may use it.
 */
#ifndef MACHINE_HASH_H
#define MACHINE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define HASH_EMPTY UINT64_C(0xcbf29ce484222325)

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ b[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* With its end, so that "ab" and "c" are not "a" and "bc"; NULL is not "". */
static inline uint64_t hash_text(uint64_t hash, const char *s)
{
    return s ? hash_bytes(hash, s, strlen(s) + 1) : hash_bytes(hash, "\xff", 1);
}

static inline uint64_t hash_number(uint64_t hash, uint64_t number)
{
    for (unsigned i = 0; i < 64; i += 8) {
        uint8_t byte = (uint8_t)(number >> i);
        hash = hash_bytes(hash, &byte, 1);
    }
    return hash;
}

#endif
