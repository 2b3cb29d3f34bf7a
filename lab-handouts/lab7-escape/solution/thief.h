/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What our thieves share: recognizing the neighbour's page, and taking the secret out of it. */
#ifndef THIEF_H
#define THIEF_H

#include <fdt.h>
#include <string.h>

#include "escape.h"
#include "pg32.h"

/*
 * Whether a word is the nth one of the mark. The mark itself is not in our image: who goes through the
 * machine's memory finds that, too.
 */
static inline bool is_mark(uint32_t word, uint32_t n)
{
    static const char above[] = "ofjhicpvs(t!qbhf"; /* each character is the one after */
    for (uint32_t i = 0; i < 4; i++) {
        if ((word >> 8 * i & 0xff) + 1u != (uint8_t)above[4 * n + i]) {
            return false;
        }
    }
    return true;
}

/* If these eight words are the mark and the secret: take it. */
static inline bool take(const uint32_t words[8])
{
    for (uint32_t n = 0; n < 4; n++) {
        if (!is_mark(words[n], n)) {
            return false;
        }
    }
    memcpy(found, words + 4, sizeof found);
    return true;
}

/* Where our own memory ends. */
static inline uint32_t memory_end(void)
{
    struct fdt_range memory = {0, 0};
    fdt_memory(start_device_tree(), &memory);
    return (uint32_t)(memory.base + memory.size);
}

#endif
