/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thief.h"

int main(void)
{
    volatile uint32_t *page = (volatile uint32_t *)0xfffff000u;
    while (page[SECRET_MARK / 4] != ~mark[0]) {
        static int patience = 500;
        if (--patience == 0) {
            return 1;
        }
        doze(500);
    }
    for (int i = 0; i < 16; i++) {
        found[i] = (uint8_t)(page[SECRET_AT / 4 + i / 4] >> 8 * (i % 4));
    }
    return 0;
}
