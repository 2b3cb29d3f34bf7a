/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A process with a working set: it adds to a word on one of so many pages, again and again. Boot
 * arguments: the number of pages; how often; `around`, one page after the other, or `random`.
 * Each page's word is on a cache line of its own, and the work is the same for any number of pages.
 */
#include <stdio.h>
#include <string.h>

#include "small.h"

static uint32_t pages;
static bool jumping;

static uint32_t touch(uint32_t times)
{
    uint32_t page = 0, state = 1;
    for (uint32_t i = 0; i < times; i++) {
        *reg32(REGION + page * PAGE_SIZE + page * 32 % PAGE_SIZE) += i;
        state = state * 1664525u + 1013904223u;
        uint32_t next = page + 1 == pages ? 0 : page + 1;
        uint32_t any = (state >> 16) * pages >> 16;
        page = jumping ? any : next;
    }
    return 0;
}

static uint32_t total(uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t page = 0; page < count; page++) {
        sum += *reg32(REGION + page * PAGE_SIZE + page * 32 % PAGE_SIZE);
    }
    return sum;
}

int main(void)
{
    pages = small_number(64);
    uint32_t times = small_number(100000);
    jumping = strcmp(small_word("around"), "random") == 0;
    small_begin(pages, true);
    user_call(touch, times);
    printf("pages: %4lu pages, %8lu times: %08lx\n", (unsigned long)pages, (unsigned long)times,
           (unsigned long)user_call(total, pages));
    return 0;
}
