/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tlb.h"

/* By enum access. */
static const uint8_t miss_cause[] = {CAUSE_fetch_miss, CAUSE_load_miss, CAUSE_store_miss};
static const uint8_t forbidden_cause[] = {CAUSE_fetch_forbidden, CAUSE_load_forbidden,
                                          CAUSE_store_forbidden};

uint32_t tlb_miss_cause(enum access access)
{
    return miss_cause[access];
}

uint32_t tlb_forbidden_cause(enum access access)
{
    return forbidden_cause[access];
}

void tlb_reset(struct tlb *t, uint32_t entries)
{
    t->entries = entries;
    for (uint32_t i = 0; i < TLB_MAX; i++) {
        t->entry[i] = (struct tlb_entry){0, 0};
    }
    for (uint32_t i = 0; i < TLB_HINTS; i++) {
        t->hint[i] = 0;
    }
}

static bool matches(const struct tlb_entry *e, uint32_t va, uint32_t asid)
{
    return (e->lo & TLB_LO_V) && tlb_serves(e->hi, va, asid);
}

int tlb_find(struct tlb *t, uint32_t va, uint32_t asid)
{
    uint8_t *hint = &t->hint[va / PAGE_SIZE % TLB_HINTS];
    if (matches(&t->entry[*hint], va, asid)) {
        return *hint;
    }
    for (uint32_t i = 0; i < t->entries; i++) {
        if (matches(&t->entry[i], va, asid)) {
            *hint = (uint8_t)i;
            return (int)i;
        }
    }
    return TLB_NONE;
}

uint32_t tlb_translate(struct tlb *t, uint32_t va, uint32_t asid, enum access access, uint32_t *pa)
{
    int i = tlb_find(t, va, asid);
    if (i == TLB_NONE) {
        return miss_cause[access];
    }
    if (!tlb_allows(t->entry[i].lo, access)) {
        return forbidden_cause[access];
    }
    *pa = (t->entry[i].lo & PAGE_FRAME) | (va & PAGE_OFFSET);
    return 0;
}

bool tlb_write(struct tlb *t, uint32_t index, uint32_t hi, uint32_t lo)
{
    for (uint32_t i = 0; (lo & TLB_LO_V) && i < t->entries; i++) {
        if (i != index && (t->entry[i].lo & TLB_LO_V) && tlb_overlap(t->entry[i].hi, hi)) {
            return false;
        }
    }
    t->entry[index] = (struct tlb_entry){hi & TLB_HI_BITS, lo & TLB_LO_BITS};
    return true;
}

/* Numerical Recipes' "quick and dirty" generator: its high bits are the good ones. */
uint32_t tlb_random_step(uint32_t state)
{
    return state * 1664525u + 1013904223u;
}

uint32_t tlb_random_index(const struct priv *p, uint32_t next_state)
{
    uint32_t span = p->tlb_entries - p->mtlbwired;
    return p->mtlbwired + ((next_state >> 16) * span >> 16);
}

struct tlb_inv tlb_inv_operands(const struct insn *in, uint32_t va, uint32_t asid)
{
    return (struct tlb_inv){
        .any_va = in->rs1 == 0, .any_asid = in->rs2 == 0, .va = va, .asid = asid & TLB_HI_ASID};
}

bool tlb_inv_names(const struct tlb_inv *inv, uint32_t hi)
{
    bool va = inv->any_va || ((hi ^ inv->va) & PAGE_FRAME) == 0;
    bool asid = inv->any_asid || (!(hi & TLB_HI_G) && (hi & TLB_HI_ASID) == inv->asid);
    return va && asid;
}

void tlb_invalidate(struct tlb *t, const struct tlb_inv *inv)
{
    for (uint32_t i = 0; i < t->entries; i++) {
        if (tlb_inv_names(inv, t->entry[i].hi)) {
            t->entry[i].lo &= ~TLB_LO_V;
        }
    }
}

uint32_t tlb_probe(struct tlb *t, uint32_t hi)
{
    return (uint32_t)tlb_find(t, hi, hi & TLB_HI_ASID);
}

uint32_t tlb_read_hi(const struct tlb *t, uint32_t index)
{
    return index < t->entries ? t->entry[index].hi : 0;
}

uint32_t tlb_read_lo(const struct tlb *t, uint32_t index)
{
    return index < t->entries ? t->entry[index].lo : 0;
}
