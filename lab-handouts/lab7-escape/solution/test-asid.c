/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thief.h"

static uint32_t page[4][1024] __attribute__((aligned(4096)));

enum { WINDOW = 0x20000000, SPACES = 600 };

int main(void)
{
    uint32_t sum = 0, w = 0;
    for (uint32_t i = 0; i < SPACES; i++) {
        tlbinv_asid(9);
        csr_write(mtlbidx, 1);
        page[i % 4][0] = i;
        if (i % 3 != 0) {
            tlbwi(WINDOW | 9, (uint32_t)(uintptr_t)page[i % 4] | TLB_LO_V | TLB_LO_R);
        }
        sum += peek(WINDOW, 9, &w) ? w : 1;
    }
    return sum == 0;
}
