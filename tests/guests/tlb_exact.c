/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many misses a loop over 80 pages takes depends on the TLB alone: with soft_tlb 0 a VM's is
 * the machine's, entry by entry. (With more, fewer are seen.)
 */
#include "guest.h"

enum { VA = 0x40000000, COUNT = 80 };

static unsigned misses;

static bool pages(uint32_t va, uint32_t asid)
{
    misses += va - VA < COUNT * PAGE_SIZE;
    tlbwr((va & PAGE_FRAME) | asid,
          (va - VA < COUNT * PAGE_SIZE ? address_of(page[0]) : va & PAGE_FRAME) | TLB_LO_V |
              TLB_LO_R | TLB_LO_W | TLB_LO_X);
    return true;
}

int main(void)
{
    uint32_t hash = 0;
    guest_start();
    guest_refill = pages;
    csr_write(mtlbwired, 2);
    csr_write(mtlbrand, 12345);
    for (unsigned round = 0; round < 5; round++) {
        misses = 0;
        translate(1);
        for (uint32_t n = 0; n < COUNT; n++) {
            (void)*word_at(VA + n * PAGE_SIZE);
        }
        translate_off();
        printf("round %u: %u misses\n", round, misses);
    }
    for (uint32_t i = 0; i < 64; i++) {
        hash = hash * 33 + tlbrh(i);
    }
    printf("mtlbrand 0x%x, entries 0x%x\n", (unsigned)csr_read(mtlbrand), (unsigned)hash);
    return guest_end();
}
