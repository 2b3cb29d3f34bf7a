/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Is there a monitor? Two ways to find out, neither of which a monitor has to allow.
 *
 * By misses. Going once around more pages than the TLB has entries must miss at least as often as
 * there are pages too many, whatever is replaced. A kernel that is told of fewer misses has
 * somebody below it who remembers what the TLB cannot: a software TLB.
 *
 * By the clock. A privileged instruction takes a few cycles, and hundreds if somebody emulates it.
 *
 * Exit code: 0 for a bare machine, as far as one can tell; 1 by misses; 2 by the clock; 3 by both.
 * This is the one guest that is meant to print something else in a virtual machine.
 */
#include <stdio.h>

#include "small.h"

enum { AROUND = 8, WRITES = 100, PATIENCE = 20 }; /* cycles a write */

static uint32_t around(uint32_t pages)
{
    for (uint32_t page = 0; page < pages; page++) {
        (void)*reg32(REGION + page * PAGE_SIZE);
    }
    return 0;
}

static bool by_misses(void)
{
    uint32_t entries = csr_read(mtlbcfg), pages = 2 * entries;
    small_begin(pages, true);
    user_call(around, pages); /* for whoever wants to remember */
    uint32_t before = small_misses;
    for (int i = 0; i < AROUND; i++) {
        user_call(around, pages);
    }
    return small_misses - before < AROUND * (pages - entries);
}

static bool by_clock(void)
{
    uint32_t before = csr_read(mcycle);
    for (int i = 0; i < WRITES; i++) {
        csr_write(mscratch, 0);
    }
    return csr_read(mcycle) - before > WRITES * PATIENCE;
}

int main(void)
{
    bool misses = by_misses(), clock = by_clock();
    printf("detect: by misses: %s\n", misses ? "a monitor" : "none");
    printf("detect: by the clock: %s\n", clock ? "a monitor" : "none");
    return misses + 2 * clock;
}
