/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where memory ends is found by halving; the images are in its last pages. */
#include "thief.h"

static int exists(uint32_t page)
{
    uint32_t w;
    open_window(page, page);
    return peek(WINDOW, OWN, &w);
}

int main(void)
{
    uint32_t low = end_of_memory(), high = 0xc0000000;
    while (high - low > PAGE_SIZE) {
        uint32_t middle = (low + (high - low) / 2) & PAGE_FRAME;
        *(exists(middle) ? &low : &high) = middle;
    }
    for (uint32_t page = high - PAGE_SIZE; page > high - 40 * PAGE_SIZE; page -= PAGE_SIZE) {
        open_window(page, page + PAGE_SIZE);
        for (uint32_t at = 0; at < PAGE_SIZE; at += 4) {
            if (stolen(WINDOW + at, OWN)) {
                return 0;
            }
        }
    }
    return 1;
}
