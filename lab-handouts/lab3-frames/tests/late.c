/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes for a while, and touches memory after that: it is all zeros. */
#include "pg32.h"

#include <stdlib.h>

#ifndef WHILE
#define WHILE 1000000
#endif

extern char _end[];

int main(void)
{
    for (volatile uint32_t i = 0; i < WHILE; i++) {
    }
    uint32_t first = ((uint32_t)(uintptr_t)_end + 0x20000) & PAGE_FRAME;
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < 512; i++) {
        volatile uint32_t *page = reg32(first + i * 0x1000);
        for (uint32_t w = 0; w < 1024; w += 31) {
            wrong += page[w] != 0;
        }
        page[i % 1024] = i + 1;
    }
    *reg8(UART_BASE) = wrong ? 'w' : 'l';
    return wrong != 0;
}
