/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads its counter of instructions again and again, at uneven distances, and adds up what it sees.
 * Boot arguments: how often; at most how many turns of a loop in between.
 */
#include "arguments.h"

int main(void)
{
    uint32_t n = argument(300);
    uint32_t most = argument(2000);
    uint32_t sum = 0;
    for (uint32_t x = 1; n > 0; n--) {
        x = x * 1664525u + 1013904223u;
        for (volatile uint32_t turns = (x >> 8) % most; turns > 0; turns--) {
        }
        sum = sum * 31 + csr_read(minstret);
    }
    return sum == 0;
}
