/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grow N: grows its heap by N pages, sees that they are zero, fills them, and checks them in an
 * order that the TLB does not like; gives half of them back, takes them again, and sees that they
 * are zero anew. Then the same memory through malloc.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "user.h"

enum { PAGE = 4096, WORDS = PAGE / sizeof(uint32_t), PASSES = 4, STEP = 37, BLOCKS = 64 };

static bool is_zero(const uint32_t *at, int pages)
{
    uint32_t all = 0;
    for (int i = 0; i < pages * (int)WORDS; i++) {
        all |= at[i];
    }
    return all == 0;
}

static uint32_t stamp(int page)
{
    return (uint32_t)page * 2654435761u;
}

/* One word in each page, at another place each time, and the pages not in order. */
static bool check(uint32_t *heap, int pages)
{
    for (int pass = 0; pass < PASSES; pass++) {
        for (int i = 0; i < pages; i++) {
            int page = i * STEP % pages;
            heap[page * (int)WORDS + pass] = stamp(page);
        }
        for (int page = 0; page < pages; page++) {
            if (heap[page * (int)WORDS + pass] != stamp(page)) {
                return false;
            }
        }
    }
    return true;
}

static bool check_malloc(void)
{
    uint32_t *block[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
        block[i] = malloc(sizeof(uint32_t) * (size_t)(i + 1));
        if (block[i] == NULL) {
            return false;
        }
        block[i][i] = stamp(i);
    }
    bool good = true;
    for (int i = 0; i < BLOCKS; i++) {
        good = good && block[i][i] == stamp(i);
        free(block[i]);
    }
    return good;
}

static int fail(const char *what)
{
    printf("grow: %s\n", what);
    return 1;
}

int main(char *args)
{
    int pages = number_or(&args, 64);
    if (pages < 2 || pages % STEP == 0) { /* or STEP would not lead to every page */
        return fail("not with so many pages");
    }
    int start = sbrk(pages * PAGE);
    if (start < 0) {
        return fail("no such heap");
    }
    uint32_t *heap = (uint32_t *)(uintptr_t)start;
    if (!is_zero(heap, pages)) {
        return fail("a fresh page is not zero");
    }
    if (!check(heap, pages)) {
        return fail("a page does not hold what was written");
    }
    int half = pages / 2;
    sbrk(-half * PAGE);
    if (sbrk(half * PAGE) != start + (pages - half) * PAGE) {
        return fail("the heap ends elsewhere");
    }
    if (!is_zero(heap + (pages - half) * (int)WORDS, half)) {
        return fail("a page that was given back is not zero");
    }
    if (!check_malloc()) {
        return fail("malloc is wrong");
    }
    printf("grow: %d pages: zero, written, checked, given back, zero again\n", pages);
    return 0;
}
