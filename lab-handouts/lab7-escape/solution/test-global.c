/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thief.h"

static uint32_t page[1024] __attribute__((aligned(4096)));

int main(void)
{
    uint32_t w;
    for (uint32_t i = 0; i < 50; i++) {
        csr_write(mtlbidx, 1);
        tlbwi(SECRET_GLOBAL | TLB_HI_G | 5, (uint32_t)(uintptr_t)page | TLB_LO_V | TLB_LO_R);
        peek(SECRET_GLOBAL, 6, &w);
        page[0] += w + 1;
    }
    return 0;
}
