/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/guest_tlb.h"

enum { ASIDS = TLB_HI_ASID + 1 };

/* LAB 4: to find a page in few steps. As it is given, all slots are looked at. */
static uint32_t hash(uint32_t va)
{
    return (va >> PAGE_SHIFT ^ va >> GUEST_TLB_FOLD) % GUEST_TLB_CHAINS;
}
/* LAB 4 END */

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
    return n * (uint32_t)sizeof(struct guest_slot) + GUEST_TLB_CHAINS * 2 + ASIDS * 2 +
           round_up(entries);
}

/* The next n links of the memory at *at, to nowhere. */
static uint16_t *links(uint8_t **at, uint32_t n)
{
    uint16_t *first = (uint16_t *)(void *)*at;
    for (uint32_t i = 0; i < n; i++) {
        first[i] = SLOT_NONE;
    }
    *at += n * 2;
    return first;
}

void guest_tlb_init(struct guest_tlb *t, uint32_t entries, uint32_t ways, void *memory)
{
    uint8_t *at = memory;
    uint32_t n = slots(entries, ways);
    *t = (struct guest_tlb){.entries = entries, .ways = ways};
    t->slot = (struct guest_slot *)(void *)at;
    at += n * sizeof(struct guest_slot);
    t->chain = links(&at, GUEST_TLB_CHAINS);
    t->first = links(&at, ASIDS);
    t->oldest = at;
}

/* --- slots and chains --- */

static bool maps(const struct guest_tlb *t, uint32_t slot)
{
    return t->slot[slot].e.lo & TLB_LO_V;
}

/* LAB 4: links, if there are any, for put() and take(). */
static void enlist(struct guest_tlb *t, uint32_t slot, uint32_t asid)
{
    uint16_t *first = &t->first[asid];
    t->slot[slot].before = SLOT_NONE;
    t->slot[slot].after = *first;
    if (*first != SLOT_NONE) {
        t->slot[*first].before = (uint16_t)slot;
    }
    *first = (uint16_t)slot;
}

static void delist(struct guest_tlb *t, uint32_t slot, uint32_t asid)
{
    uint16_t before = t->slot[slot].before;
    uint16_t after = t->slot[slot].after;
    *(before == SLOT_NONE ? &t->first[asid] : &t->slot[before].after) = after;
    if (after != SLOT_NONE) {
        t->slot[after].before = before;
    }
}
/* LAB 4 END */

/* Fill a slot that maps nothing. */
static void put(struct guest_tlb *t, uint32_t slot, struct tlb_entry e)
{
    /*
     * LAB 4: and have it found.
     * GIVEN:
     * t->slot[slot].e = e;
     */
    uint16_t *head = &t->chain[hash(e.hi)];
    t->slot[slot].e = e;
    t->slot[slot].next = *head;
    *head = (uint16_t)slot;
    if (!(e.hi & TLB_HI_G)) {
        enlist(t, slot, e.hi & TLB_HI_ASID);
    }
    /* LAB 4 END */
}

/* Empty a slot that maps something; but for V, what it held can still be read. */
static struct tlb_entry take(struct guest_tlb *t, uint32_t slot)
{
    struct tlb_entry e = t->slot[slot].e;
    /*
     * LAB 4: and have it found no longer.
     * GIVEN:
     * t->slot[slot].e.lo &= ~TLB_LO_V;
     */
    uint16_t *at = &t->chain[hash(e.hi)];
    while (*at != slot) {
        at = &t->slot[*at].next;
    }
    *at = t->slot[slot].next;
    t->slot[slot].e.lo &= ~TLB_LO_V;
    if (!(e.hi & TLB_HI_G)) {
        delist(t, slot, e.hi & TLB_HI_ASID);
    }
    /* LAB 4 END */
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
    /*
     * LAB 4: what each miss begins with. Not every slot can be looked at.
     * GIVEN:
     * for (uint32_t slot = 0; slot < slots(t->entries, t->ways); slot++) {
     *     if (maps(t, slot) && tlb_serves(t->slot[slot].e.hi, va, asid)) {
     *         return slot;
     *     }
     * }
     * return SLOT_NONE;
     */
    uint32_t slot = t->chain[hash(va)];
    while (slot != SLOT_NONE && !tlb_serves(t->slot[slot].e.hi, va, asid)) {
        slot = t->slot[slot].next;
    }
    return slot;
    /* LAB 4 END */
}

/* --- writes --- */

static bool would_match_twice(const struct guest_tlb *t, uint32_t index, uint32_t hi)
{
    /*
     * LAB 4: the same here.
     * GIVEN:
     * for (uint32_t slot = 0; slot < t->entries; slot++) {
     *     if (slot != index && maps(t, slot) && tlb_overlap(t->slot[slot].e.hi, hi)) {
     *         return true;
     *     }
     * }
     */
    for (uint32_t slot = t->chain[hash(hi)]; slot != SLOT_NONE; slot = t->slot[slot].next) {
        if (slot < t->entries && slot != index && tlb_overlap(t->slot[slot].e.hi, hi)) {
            return true;
        }
    }
    /* LAB 4 END */
    return false;
}

/* A new mapping of a page ends those that there are. */
static void forget_overlap(struct guest_tlb *t, uint32_t index, uint32_t hi, guest_tlb_drop *drop,
                           void *context)
{
    /*
     * LAB 4: in the software TLB, too.
     * GIVEN:
     * if (maps(t, index) && tlb_overlap(t->slot[index].e.hi, hi)) {
     *     forget(t, index, drop, context);
     * }
     */
    uint32_t slot = t->chain[hash(hi)];
    while (slot != SLOT_NONE) {
        uint32_t next = t->slot[slot].next;
        bool own = slot < t->entries && slot != index; /* there when what is written has no V */
        if (!own && tlb_overlap(t->slot[slot].e.hi, hi)) {
            forget(t, slot, drop, context);
        }
        slot = next;
    }
    /* LAB 4 END */
}

/*
 * The entry at index makes room. Random replacement is the hardware's doing, so the software TLB
 * keeps what it displaces; an explicit index is the guest's, so all behind it is forgotten too.
 */
static void displace(struct guest_tlb *t, uint32_t index, bool random, guest_tlb_drop *drop,
                     void *context)
{
    /*
     * LAB 4: what tlbwr displaces is kept in the bucket of its index, where the oldest goes. After
     * tlbwi nothing is left behind the index.
     * GIVEN:
     * (void)random, (void)bucket;
     * forget(t, index, drop, context);
     */
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
    /* LAB 4 END */
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
        t->slot[index].e = e;
    }
    return true;
}

/* --- tlbinv, tlbp, tlbrh and tlbrl --- */

/* LAB 4: by the links of a page; and of an ASID, for which not every slot can be looked at. */
static void invalidate_page(struct guest_tlb *t, const struct tlb_inv *inv, guest_tlb_drop *drop,
                            void *context)
{
    uint32_t slot = t->chain[hash(inv->va)];
    while (slot != SLOT_NONE) {
        uint32_t next = t->slot[slot].next;
        if (tlb_inv_names(inv, t->slot[slot].e.hi)) {
            forget(t, slot, drop, context);
        }
        slot = next;
    }
}
/* LAB 4 END */

void guest_tlb_invalidate(struct guest_tlb *t, const struct tlb_inv *inv, guest_tlb_drop *drop,
                          void *context)
{
    /*
     * LAB 4: fast, and exact: what inv names is forgotten, wherever it is, and nothing else.
     * GIVEN:
     * for (uint32_t slot = 0; slot < slots(t->entries, t->ways); slot++) {
     *     if (tlb_inv_names(inv, t->slot[slot].e.hi)) {
     *         forget(t, slot, drop, context);
     *     }
     * }
     */
    if (!inv->any_va) {
        invalidate_page(t, inv, drop, context);
    } else if (!inv->any_asid) {
        while (t->first[inv->asid] != SLOT_NONE) {
            forget(t, t->first[inv->asid], drop, context);
        }
    } else {
        for (uint32_t slot = 0; slot < slots(t->entries, t->ways); slot++) {
            forget(t, slot, drop, context);
        }
    }
    /* LAB 4 END */
}

/* LAB 4: for tlbp: see guest_tlb.h. */
/* The guest's own entry and the one in a slot behind it change places. */
static void swap(struct guest_tlb *t, uint32_t index, uint32_t slot)
{
    struct tlb_entry e = take(t, slot);
    if (maps(t, index)) {
        put(t, slot, take(t, index));
    }
    put(t, index, e);
}
/* LAB 4 END */

uint32_t guest_tlb_probe(struct guest_tlb *t, uint32_t hi, uint32_t wired, guest_tlb_drop *drop,
                         void *context)
{
    uint32_t slot = guest_tlb_find(t, hi, hi & TLB_HI_ASID);
    if (slot == SLOT_NONE || slot < t->entries) {
        return slot == SLOT_NONE ? (uint32_t)TLB_NONE : slot;
    }
    /*
     * LAB 4: it is in the bucket of an index.
     * GIVEN:
     * (void)wired, (void)drop, (void)context;
     * return (uint32_t)TLB_NONE;
     */
    uint32_t index = (slot - t->entries) / t->ways;
    if (index < wired) {
        forget(t, slot, drop, context);
        return (uint32_t)TLB_NONE;
    }
    swap(t, index, slot);
    return index;
    /* LAB 4 END */
}

struct tlb_entry guest_tlb_read(const struct guest_tlb *t, uint32_t index)
{
    return index < t->entries ? t->slot[index].e : (struct tlb_entry){0, 0};
}
