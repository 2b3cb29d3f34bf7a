/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thief.h"

int main(void)
{
    uint32_t w, seen = 0;
    for (uint32_t n = 0; n < 900; n++) {
        uint32_t asid = 10 + n % 5;
        uint32_t va = WINDOW + (n % 7) * PAGE_SIZE;
        tlbinv_asid(asid);
        csr_write(mtlbidx, n % 60);
        tlbwi(va | asid, 0x80000000 | TLB_LO_V | TLB_LO_R);
        seen += peek(va, asid, &w);
    }
    return seen != 900;
}
