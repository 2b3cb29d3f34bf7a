/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/softtlb.h"

static uint32_t hash(uint32_t va)
{
    return (va >> PAGE_SHIFT ^ va >> (PAGE_SHIFT + 8)) % SOFT_HASH;
}

static uint32_t round_up(uint32_t bytes)
{
    return (bytes + 7) & ~7u;
}

uint32_t soft_size(uint32_t buckets, uint32_t ways)
{
    uint32_t entries = buckets * ways * (uint32_t)sizeof(struct soft_entry);
    return ways == 0 ? 0 : round_up(entries) + round_up(SOFT_HASH * 2) + round_up(buckets);
}

void soft_init(struct soft_tlb *s, uint32_t buckets, uint32_t ways, void *memory)
{
    *s = (struct soft_tlb){.buckets = buckets, .ways = ways};
    if (ways == 0) {
        return;
    }
    uint8_t *at = memory;
    s->entries = (struct soft_entry *)(void *)at;
    at += round_up(buckets * ways * (uint32_t)sizeof(struct soft_entry));
    s->chain = (uint16_t *)(void *)at;
    s->oldest = at + round_up(SOFT_HASH * 2);
    for (uint32_t i = 0; i < SOFT_HASH; i++) {
        s->chain[i] = SOFT_NONE;
    }
}

uint32_t soft_find(const struct soft_tlb *s, uint32_t va, uint32_t asid)
{
    if (s->ways == 0) {
        return SOFT_NONE;
    }
    uint32_t slot = s->chain[hash(va)];
    while (slot != SOFT_NONE && !tlb_serves(s->entries[slot].e.hi, va, asid)) {
        slot = s->entries[slot].next;
    }
    return slot;
}

static void unlink_slot(struct soft_tlb *s, uint32_t slot)
{
    uint16_t *at = &s->chain[hash(s->entries[slot].e.hi)];
    while (*at != slot) {
        at = &s->entries[*at].next;
    }
    *at = s->entries[slot].next;
    s->entries[slot].e.lo = 0;
}

static void drop_slot(struct soft_tlb *s, uint32_t slot, soft_drop *drop, void *context)
{
    if (s->entries[slot].e.lo & TLB_LO_V) {
        uint32_t hi = s->entries[slot].e.hi;
        unlink_slot(s, slot);
        drop(context, hi);
    }
}

void soft_insert(struct soft_tlb *s, uint32_t bucket, struct tlb_entry e, soft_drop *drop,
                 void *context)
{
    uint32_t slot = bucket * s->ways + s->oldest[bucket];
    uint16_t *head = &s->chain[hash(e.hi)];
    drop_slot(s, slot, drop, context);
    s->entries[slot] = (struct soft_entry){e, *head};
    *head = (uint16_t)slot;
    s->oldest[bucket] = (uint8_t)((s->oldest[bucket] + 1u) % s->ways);
}

struct tlb_entry soft_take(struct soft_tlb *s, uint32_t slot, uint32_t *bucket)
{
    struct tlb_entry e = s->entries[slot].e;
    unlink_slot(s, slot);
    *bucket = slot / s->ways;
    return e;
}

void soft_forget_bucket(struct soft_tlb *s, uint32_t bucket, soft_drop *drop, void *context)
{
    for (uint32_t way = 0; way < s->ways; way++) {
        drop_slot(s, bucket * s->ways + way, drop, context);
    }
}

/* What a walk over entries forgets: those that tlbinv names, or that overlap a page. */
struct forget {
    const struct tlb_inv *inv; /* or null: then all that overlap hi */
    uint32_t hi;
};

static bool forgets(const struct forget *f, uint32_t hi)
{
    return f->inv ? tlb_inv_names(f->inv, hi) : tlb_overlap(hi, f->hi);
}

/* Entries of one page, whatever their ASID, are in one chain. */
static void forget_in_chain(struct soft_tlb *s, uint32_t va, const struct forget *f,
                            soft_drop *drop, void *context)
{
    uint32_t slot = s->ways ? s->chain[hash(va)] : SOFT_NONE;
    while (slot != SOFT_NONE) {
        uint32_t next = s->entries[slot].next;
        if (forgets(f, s->entries[slot].e.hi)) {
            drop_slot(s, slot, drop, context);
        }
        slot = next;
    }
}

void soft_forget_named(struct soft_tlb *s, const struct tlb_inv *inv, soft_drop *drop,
                       void *context)
{
    const struct forget f = {.inv = inv};
    if (!inv->any_va) {
        forget_in_chain(s, inv->va, &f, drop, context);
        return;
    }
    for (uint32_t slot = 0; slot < s->buckets * s->ways; slot++) {
        if ((s->entries[slot].e.lo & TLB_LO_V) && forgets(&f, s->entries[slot].e.hi)) {
            drop_slot(s, slot, drop, context);
        }
    }
}

void soft_forget_overlap(struct soft_tlb *s, uint32_t hi, soft_drop *drop, void *context)
{
    const struct forget f = {.hi = hi};
    forget_in_chain(s, hi, &f, drop, context);
}
