/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads with translation off: a trap is expected at each. */
#include <trap.h>

#include "thief.h"

static volatile uint32_t traps;

static void next(struct trap_frame *f)
{
    traps++;
    f->mepc += 4;
}

int main(void)
{
    uint32_t end = end_of_memory(), loads = 0;
    trap_set(next);
    for (uint32_t at = end; at < end + 12 * PAGE_SIZE; at += 2048) {
        (void)*(volatile uint32_t *)at;
        loads++;
    }
    for (uint32_t bit = 23; bit < 28; bit++) {
        (void)*(volatile uint32_t *)(end | 1u << bit);
        loads++;
    }
    return traps != loads;
}
