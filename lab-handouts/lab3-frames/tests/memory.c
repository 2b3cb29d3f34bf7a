/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RAM is there from end to end, zero, and each page is another one. Tells with one letter. */
#include "pg32.h"

#include <fdt.h>
#include <stdlib.h>

/* How far it is from one page to the next in the order in which they are touched. */
#ifndef STRIDE
#define STRIDE 37
#endif
#ifndef WORD
#define WORD 5
#endif

extern char _end[];
extern const void *start_device_tree(void);

int main(void)
{
    struct fdt_range ram;
    if (!fdt_memory(start_device_tree(), &ram)) {
        return 9;
    }
    uint32_t first = ((uint32_t)(uintptr_t)_end + 0x20000) & PAGE_FRAME;
    uint32_t last = ((uint32_t)(uintptr_t)start_device_tree() & PAGE_FRAME) - 0x1000;
    uint32_t pages = (last - first) / 0x1000;
    uint32_t wrong = 0;
    for (uint32_t i = 0, at = 0; i < pages; i++, at = (at + STRIDE) % pages) {
        volatile uint32_t *page = reg32(first + at * 0x1000);
        wrong += page[WORD] != 0 && page[WORD] != at + 1;
        wrong += page[1023] != 0;
        page[WORD] = at + 1;
    }
    for (uint32_t at = 0; at < pages; at++) {
        uint32_t there = reg32(first + at * 0x1000)[WORD];
        wrong += there != 0 && there != at + 1;
    }
    *reg8(UART_BASE) = wrong ? 'w' : 'm';
    return wrong != 0;
}
