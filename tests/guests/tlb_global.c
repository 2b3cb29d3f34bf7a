/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A global entry serves every ASID, others their own only; after tlbinv neither does. */
#include "guest.h"

enum { SHARED = 0x40000000, OWN = 0x50000000 };

static bool found_missing;

static bool pages(uint32_t va, uint32_t asid)
{
    if (va >> 28 == 4 || va >> 28 == 5) {
        found_missing = true;
        return false;
    }
    return identity(va, asid);
}

static uint32_t look(uint32_t asid, uint32_t va)
{
    uint32_t value = 0xdead;
    translate(asid);
    __asm__ volatile("lw %0, 0(%1)" : "+r"(value) : "r"(va) : "memory");
    translate_off();
    return value;
}

static void map(uint32_t index, uint32_t hi, uint32_t frame)
{
    csr_write(mtlbidx, index);
    tlbwi(hi, address_of(page[frame]) | TLB_LO_V | TLB_LO_R);
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    csr_write(mtlbwired, 8);
    for (uint32_t i = 0; i < PAGES; i++) {
        *word_at(address_of(page[i])) = 100 + i;
    }
    map(0, SHARED | TLB_HI_G | 1, 1);
    map(1, OWN | 1, 2);
    map(2, OWN | 2, 3);
    for (uint32_t asid = 0; asid < 256; asid += 51) {
        equal("shared", look(asid, SHARED), 101);
    }
    equal("own, ASID 1", look(1, OWN), 102);
    equal("own, ASID 2", look(2, OWN), 103);
    not_trapped("all were there");
    equal("own, ASID 3", look(3, OWN), 0xdead);
    trapped("own, ASID 3", CAUSE_load_miss, OWN);
    map(0, SHARED | TLB_HI_G | 1, 4);
    equal("shared, moved", look(2, SHARED), 104);
    equal("shared, moved", look(1, SHARED), 104);
    tlbinv_asid(1);
    equal("shared, after tlbinv of ASID 1", look(1, SHARED), 104);
    equal("own, after tlbinv of ASID 1", look(1, OWN), 0xdead);
    trapped("own, ASID 1", CAUSE_load_miss, OWN);
    equal("own, ASID 2", look(2, OWN), 103);
    tlbinv_page(SHARED);
    equal("shared, after tlbinv of the page", look(2, SHARED), 0xdead);
    trapped("shared, ASID 2", CAUSE_load_miss, SHARED);
    equal("shared, ASID 51", look(51, SHARED), 0xdead);
    trapped("shared, ASID 51", CAUSE_load_miss, SHARED);
    equal("misses were seen", found_missing, 1);
    return guest_end();
}
