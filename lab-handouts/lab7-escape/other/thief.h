/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window of one page, behind which anything may be, and a search in it. */
#ifndef THIEF_H
#define THIEF_H

#include <fdt.h>

#include "escape.h"
#include "pg32.h"

enum { WINDOW = 0x30000000, OWN = 33 };

uint8_t found[16];

/* "neighbour's page", upside down. */
static const uint32_t mark[4] = {~0x6769656eu, ~0x756f6268u, ~0x20732772u, ~0x65676170u};

/* Eight words at va: whether all can be read, and begin with the mark. Then the rest is kept. */
static inline int stolen(uint32_t va, uint32_t asid)
{
    uint32_t w, secret[4];
    for (int i = 0; i < 4; i++) {
        if (!peek(va + 4 * (uint32_t)i, asid, &w) || w != ~mark[i]) {
            return 0;
        }
    }
    for (int i = 0; i < 4; i++) {
        if (!peek(va + 16 + 4 * (uint32_t)i, asid, &secret[i])) {
            return 0;
        }
    }
    for (int i = 0; i < 16; i++) {
        found[i] = (uint8_t)(secret[i / 4] >> 8 * (i % 4));
    }
    return 1;
}

/* The page or two at the window. */
static inline void open_window(uint32_t frame, uint32_t next)
{
    csr_write(mtlbidx, 20);
    tlbwi(WINDOW | OWN, frame | TLB_LO_R | TLB_LO_V);
    csr_write(mtlbidx, 21);
    tlbwi((WINDOW + PAGE_SIZE) | OWN, next | TLB_LO_R | TLB_LO_V);
}

static inline uint32_t end_of_memory(void)
{
    struct fdt_range r = {0, 0};
    fdt_memory(start_device_tree(), &r);
    return (uint32_t)(r.base + r.size);
}

#endif
