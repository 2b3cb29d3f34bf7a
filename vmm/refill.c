/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/refill.h"

#include "vmm/layout.h"

/* ASIDs reach so many places for one page. */
enum { ASID_PLACES = REFILL_ENTRIES >> REFILL_ASID_SHIFT };

struct tlb_entry refill_table[REFILL_ENTRIES];

/* As fast_paths.S computes it. */
static struct tlb_entry *place(uint32_t hi)
{
    uint32_t i = hi >> PAGE_SHIFT ^ (hi & PAGE_OFFSET) << REFILL_ASID_SHIFT;
    return &refill_table[i % REFILL_ENTRIES];
}

void refill_put(uint32_t hi, uint32_t lo)
{
    *place(hi) = (struct tlb_entry){hi, lo};
}

/* Real ASID 0 is nobody's, so 0 matches no page. */
void refill_forget(uint32_t hi)
{
    if (place(hi)->hi == hi) {
        place(hi)->hi = 0;
    }
}

void refill_forget_page(uint32_t va)
{
    for (uint32_t asid = 0; asid < ASID_PLACES; asid++) {
        struct tlb_entry *e = place((va & PAGE_FRAME) | asid);
        if (((e->hi ^ va) & PAGE_FRAME) == 0) {
            e->hi = 0;
        }
    }
}

void refill_forget_all(void)
{
    for (uint32_t i = 0; i < REFILL_ENTRIES; i++) {
        refill_table[i].hi = 0;
    }
}
