/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program that computes in both modes. Boot arguments: which share of it in supervisor mode, in
 * percent; how many rounds. A round is the same work wherever it is done, and has one system call.
 */
#include <stdio.h>

#include "small.h"

enum { PERCENT = 8 }; /* turns of the loop for each percent of a round */

static uint32_t percent;
static uint32_t hash = 2166136261u;
static uint32_t words[256];

/* A step of the FNV-1a hash, a load, a store. */
static uint32_t compute(uint32_t turns)
{
    for (uint32_t i = 0; i < turns; i++) {
        uint32_t *word = &words[hash >> 24];
        hash = (hash ^ (*word & 0xff)) * 16777619u;
        *word += hash;
    }
    return hash;
}

static uint32_t rounds(uint32_t n)
{
    while (n-- > 0) {
        compute((100 - percent) * PERCENT);
        kernel_call(compute, percent * PERCENT);
    }
    return hash;
}

int main(void)
{
    percent = small_number(50);
    uint32_t n = small_number(1000);
    if (percent > 100) {
        puts("share: more than 100 percent");
        return 1;
    }
    small_begin(0, true);
    uint32_t result = user_call(rounds, n);
    printf("share: %3lu percent, %5lu rounds: %08lx\n", (unsigned long)percent, (unsigned long)n,
           (unsigned long)result);
    return 0;
}
