/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/guest_tlb.h"

enum { ASIDS = TLB_HI_ASID + 1 };

static uint32_t hash(uint32_t va)
{
    return (va >> PAGE_SHIFT ^ va >> GUEST_TLB_FOLD) % GUEST_TLB_CHAINS;
}

static uint32_t round_up(uint32_t bytes)
{
    return (bytes + 7) & ~7u;
}

static uint32_t slots(uint32_t entries, uint32_t ways)
{
    return entries + entries * ways;
}

uint32_t guest_tlb_size(uint32_t entries, uint32_t ways)
{
    uint32_t n = slots(entries, ways);
    return n * (uint32_t)sizeof(struct tlb_entry) + round_up(n * 2) + GUEST_TLB_CHAINS * 2 +
           ASIDS * 2 + round_up(entries);
}

void guest_tlb_init(struct guest_tlb *t, uint32_t entries, uint32_t ways, void *memory)
{
    uint8_t *at = memory;
    uint32_t n = slots(entries, ways);
    *t = (struct guest_tlb){.entries = entries, .ways = ways};
    t->entry = (struct tlb_entry *)(void *)at;
    at += n * sizeof(struct tlb_entry);
    t->next = (uint16_t *)(void *)at;
    at += round_up(n * 2);
    t->chain = (uint16_t *)(void *)at;
    at += GUEST_TLB_CHAINS * 2;
    t->mapped = (uint16_t *)(void *)at;
    t->oldest = at + ASIDS * 2;
    for (uint32_t i = 0; i < GUEST_TLB_CHAINS; i++) {
        t->chain[i] = SLOT_NONE;
    }
}

/* --- slots and chains --- */

static bool maps(const struct guest_tlb *t, uint32_t slot)
{
    return t->entry[slot].lo & TLB_LO_V;
}

static void count(struct guest_tlb *t, uint32_t hi, int n)
{
    if (!(hi & TLB_HI_G)) {
        uint16_t *mapped = &t->mapped[hi & TLB_HI_ASID];
        *mapped = (uint16_t)(*mapped + n);
    }
}

/* Fill a slot that maps nothing. */
static void put(struct guest_tlb *t, uint32_t slot, struct tlb_entry e)
{
    uint16_t *head = &t->chain[hash(e.hi)];
    t->entry[slot] = e;
    t->next[slot] = *head;
    *head = (uint16_t)slot;
    count(t, e.hi, 1);
}

/* Empty a slot that maps something; but for V, what it held can still be read. */
static struct tlb_entry take(struct guest_tlb *t, uint32_t slot)
{
    struct tlb_entry e = t->entry[slot];
    uint16_t *at = &t->chain[hash(e.hi)];
    while (*at != slot) {
        at = &t->next[*at];
    }
    *at = t->next[slot];
    t->entry[slot].lo &= ~TLB_LO_V;
    count(t, e.hi, -1);
    return e;
}

/* Empty a slot, if it maps anything, and say so. */
static void forget(struct guest_tlb *t, uint32_t slot, guest_tlb_drop *drop, void *context)
{
    if (maps(t, slot)) {
        drop(context, take(t, slot).hi);
    }
}

static uint32_t bucket(const struct guest_tlb *t, uint32_t index)
{
    return t->entries + index * t->ways;
}

uint32_t guest_tlb_find(const struct guest_tlb *t, uint32_t va, uint32_t asid)
{
    uint32_t slot = t->chain[hash(va)];
    while (slot != SLOT_NONE && !tlb_serves(t->entry[slot].hi, va, asid)) {
        slot = t->next[slot];
    }
    return slot;
}

/* --- writes --- */

static bool would_match_twice(const struct guest_tlb *t, uint32_t index, uint32_t hi)
{
    for (uint32_t slot = t->chain[hash(hi)]; slot != SLOT_NONE; slot = t->next[slot]) {
        if (slot < t->entries && slot != index && tlb_overlap(t->entry[slot].hi, hi)) {
            return true;
        }
    }
    return false;
}

/* A new mapping of a page ends those that there are. */
static void forget_overlap(struct guest_tlb *t, uint32_t index, uint32_t hi, guest_tlb_drop *drop,
                           void *context)
{
    uint32_t slot = t->chain[hash(hi)];
    while (slot != SLOT_NONE) {
        uint32_t next = t->next[slot];
        bool own = slot < t->entries && slot != index; /* there when what is written has no V */
        if (!own && tlb_overlap(t->entry[slot].hi, hi)) {
            forget(t, slot, drop, context);
        }
        slot = next;
    }
}

/*
 * The entry at index makes room. Random replacement is the hardware's doing, so the software TLB
 * keeps what it displaces; an explicit index is the guest's, so all behind it is forgotten too.
 */
static void displace(struct guest_tlb *t, uint32_t index, bool random, guest_tlb_drop *drop,
                     void *context)
{
    if (!random || t->ways == 0) {
        forget(t, index, drop, context);
    } else if (maps(t, index)) {
        uint32_t slot = bucket(t, index) + t->oldest[index];
        forget(t, slot, drop, context);
        put(t, slot, take(t, index));
        t->oldest[index] = (uint8_t)(t->oldest[index] + 1u == t->ways ? 0 : t->oldest[index] + 1u);
    }
    for (uint32_t way = 0; !random && way < t->ways; way++) {
        forget(t, bucket(t, index) + way, drop, context);
    }
}

bool guest_tlb_write(struct guest_tlb *t, uint32_t index, struct tlb_entry new, bool random,
                     guest_tlb_drop *drop, void *context)
{
    if ((new.lo &TLB_LO_V) && would_match_twice(t, index, new.hi)) {
        return false;
    }
    forget_overlap(t, index, new.hi, drop, context);
    displace(t, index, random, drop, context);
    struct tlb_entry e = {new.hi &TLB_HI_BITS, new.lo &TLB_LO_BITS};
    if (e.lo & TLB_LO_V) {
        put(t, index, e);
    } else {
        t->entry[index] = e;
    }
    return true;
}

/* --- tlbinv, tlbp, tlbrh and tlbrl --- */

void guest_tlb_invalidate(struct guest_tlb *t, const struct tlb_inv *inv, guest_tlb_drop *drop,
                          void *context)
{
    if (!inv->any_va) {
        uint32_t slot = t->chain[hash(inv->va)];
        while (slot != SLOT_NONE) {
            uint32_t next = t->next[slot];
            if (tlb_inv_names(inv, t->entry[slot].hi)) {
                forget(t, slot, drop, context);
            }
            slot = next;
        }
        return;
    }
    /* Of one address space there are mostly few, and the guest's own entries come first. */
    const uint16_t *left = &t->mapped[inv->asid];
    for (uint32_t slot = 0; slot < slots(t->entries, t->ways) && (inv->any_asid || *left); slot++) {
        if (tlb_inv_names(inv, t->entry[slot].hi)) {
            forget(t, slot, drop, context);
        }
    }
}

/* The guest's own entry and the one in a slot behind it change places. */
static void swap(struct guest_tlb *t, uint32_t index, uint32_t slot)
{
    struct tlb_entry e = take(t, slot);
    if (maps(t, index)) {
        put(t, slot, take(t, index));
    }
    put(t, index, e);
}

uint32_t guest_tlb_probe(struct guest_tlb *t, uint32_t hi, uint32_t wired, guest_tlb_drop *drop,
                         void *context)
{
    uint32_t slot = guest_tlb_find(t, hi, hi & TLB_HI_ASID);
    if (slot == SLOT_NONE || slot < t->entries) {
        return slot == SLOT_NONE ? (uint32_t)TLB_NONE : slot;
    }
    uint32_t index = (slot - t->entries) / t->ways;
    if (index < wired) {
        forget(t, slot, drop, context);
        return (uint32_t)TLB_NONE;
    }
    swap(t, index, slot);
    return index;
}

struct tlb_entry guest_tlb_read(const struct guest_tlb *t, uint32_t index)
{
    return index < t->entries ? t->entry[index] : (struct tlb_entry){0, 0};
}
