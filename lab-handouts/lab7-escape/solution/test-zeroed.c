/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thief.h"

extern uint32_t _end[];

/* Each word of some pages is read, and then written. */
int main(void)
{
    uint32_t *w = _end;
    uint32_t sum = 0;
    for (int i = 0; i < 32 * 1024; i++) {
        sum += w[i];
        w[i] = 0xdeadbeef;
    }
    return sum != 0;
}
