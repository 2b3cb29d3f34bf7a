/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sieve of Eratosthenes: stores of bytes, in short loops. */
#include <string.h>

#include "work.h"

enum { SIZE = 16384 };

static unsigned sieve(void)
{
    static unsigned char composite[SIZE];
    unsigned sum = 0;
    memset(composite, 0, sizeof composite);
    for (unsigned i = 2; i < SIZE; i++) {
        if (!composite[i]) {
            sum += i;
            for (unsigned j = 2 * i; j < SIZE; j += i) {
                composite[j] = 1;
            }
        }
    }
    return sum;
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    while (rounds-- > 0) {
        sum = sum * 33 + sieve();
    }
    return sum;
}
