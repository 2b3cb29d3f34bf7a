/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether there is anything behind the end of memory: page by page, and further and further away. */
#include "thief.h"

enum { WINDOW = 0x20000000, SPACE = 7 };

static uint32_t seen;

static void try(uint32_t pa)
{
    uint32_t w;
    csr_write(mtlbidx, 1);
    tlbwi(WINDOW | SPACE, (pa & PAGE_FRAME) | TLB_LO_V | TLB_LO_R);
    seen += peek(WINDOW, SPACE, &w);
}

int main(void)
{
    uint32_t end = memory_end();
    for (uint32_t n = 0; n < 16; n++) {
        try(end + n * PAGE_SIZE);
    }
    for (uint32_t far = PAGE_SIZE; far < 0x10000000; far *= 2) {
        try(end + far);
    }
    return seen != 0;
}
