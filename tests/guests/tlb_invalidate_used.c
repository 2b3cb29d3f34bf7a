/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After tlbinv or tlbwi the old mapping must not serve another access, however it was cached. */
#include "guest.h"

enum { VA = 0x40000000 };

static uint32_t current; /* the page that VA is mapped to now */

static bool pages(uint32_t va, uint32_t asid)
{
    if ((va & PAGE_FRAME) == VA) {
        tlbwr(VA | asid, address_of(page[current]) | TLB_LO_V | TLB_LO_R | TLB_LO_W);
        return true;
    }
    return identity(va, asid);
}

static uint32_t look(uint32_t asid)
{
    translate(asid);
    uint32_t value = *word_at(VA);
    translate_off();
    return value;
}

/* Push every entry out of the guest's TLB: what stands behind it must forget, too. */
static void churn(uint32_t asid)
{
    for (uint32_t n = 0; n < 300; n++) {
        tlbwr((0x50000000 + n * PAGE_SIZE) | asid, address_of(page[0]) | TLB_LO_V | TLB_LO_R);
    }
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    for (uint32_t i = 0; i < PAGES; i++) {
        *word_at(address_of(page[i])) = i;
    }
    for (uint32_t round = 0; round < 4; round++) {
        current = 1;
        equal("mapped to 1", look(7), 1);
        if (round & 1) {
            churn(7);
        }
        switch (round / 2) {
        case 0:
            tlbinv(VA, 7);
            break;
        case 1:
            tlbinv_asid(7);
            break;
        }
        current = 2;
        equal("after tlbinv, mapped to 2", look(7), 2);
        tlbinv_page(VA);
        current = 3;
        equal("after tlbinv of the page, mapped to 3", look(7), 3);
        tlbinv_all();
        current = 4;
        equal("after tlbinv of all, mapped to 4", look(7), 4);
        tlbinv_all();
    }
    csr_write(mtlbwired, 2);
    for (uint32_t i = 5; i < 9; i++) {
        csr_write(mtlbidx, 1);
        tlbwi(VA | 7, address_of(page[i]) | TLB_LO_V | TLB_LO_R);
        equal("tlbwi over it", look(7), i);
    }
    csr_write(mtlbidx, 1);
    tlbwi(0, 0);
    current = 9;
    equal("tlbwi of another over it", look(7), 9);
    return guest_end();
}
