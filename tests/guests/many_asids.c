/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All 256 ASIDs in turn, each with a page of its own at the same address, three times over. */
#include "guest.h"

enum { VA = 0x40000000 };

static bool pages(uint32_t va, uint32_t asid)
{
    if ((va & PAGE_FRAME) == VA) {
        tlbwr(VA | asid, address_of(page[asid % PAGES]) | TLB_LO_V | TLB_LO_R);
        return true;
    }
    return identity(va, asid);
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    for (uint32_t i = 0; i < PAGES; i++) {
        *word_at(address_of(page[i])) = i;
    }
    for (unsigned round = 0; round < 3; round++) {
        uint32_t wrong = 0;
        for (uint32_t asid = 0; asid < 256; asid++) {
            translate(asid);
            uint32_t value = *word_at(VA);
            translate_off();
            wrong += value != asid % PAGES;
        }
        equal("ASIDs that saw another's page", wrong, 0);
    }
    tlbinv_all();
    return guest_end();
}
