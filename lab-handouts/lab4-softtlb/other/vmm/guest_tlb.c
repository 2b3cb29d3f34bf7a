/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Another one: the links of a page go both ways, and so does what is behind an index: a displaced
 * entry takes any empty way, and the one that is oldest if there is none. What is named is
 * collected by one walk, whichever names it.
 */
#include "vmm/guest_tlb.h"

enum { ASIDS = TLB_HI_ASID + 1 };

typedef bool judge(const struct guest_tlb *t, uint32_t slot, const void *what);

uint32_t guest_tlb_size(uint32_t entries, uint32_t ways)
{
    uint32_t links = GUEST_TLB_CHAINS + ASIDS;
    return entries * (1 + ways) * (uint32_t)sizeof(struct guest_slot) + links * 2 +
           (entries + 7) / 8 * 8;
}

void guest_tlb_init(struct guest_tlb *t, uint32_t entries, uint32_t ways, void *memory)
{
    uint32_t n = entries * (1 + ways);
    t->entries = entries;
    t->ways = ways;
    t->slot = memory;
    t->chain = (uint16_t *)(void *)(t->slot + n);
    t->first = t->chain + GUEST_TLB_CHAINS;
    t->oldest = (uint8_t *)(t->first + ASIDS);
    for (uint32_t i = 0; i < GUEST_TLB_CHAINS + ASIDS; i++) {
        t->chain[i] = SLOT_NONE;
    }
}

/* --- links: a slot that maps is in the chain of its page; one of an address space in its list ---
 */

static uint16_t *head_of(const struct guest_tlb *t, uint32_t va)
{
    uint32_t page = va >> PAGE_SHIFT;
    return &t->chain[(page + (page >> 8) * 3) % GUEST_TLB_CHAINS];
}

/* `unused` is the slot before this one in its chain. */
static void link_slot(struct guest_tlb *t, uint32_t n, struct tlb_entry e)
{
    struct guest_slot *s = &t->slot[n];
    uint16_t *head = head_of(t, e.hi);
    s->e = e;
    s->unused = SLOT_NONE;
    s->next = *head;
    if (s->next != SLOT_NONE) {
        t->slot[s->next].unused = (uint16_t)n;
    }
    *head = (uint16_t)n;
    if (e.hi & TLB_HI_G) {
        return;
    }
    uint16_t *list = &t->first[e.hi & TLB_HI_ASID];
    s->before = SLOT_NONE;
    s->after = *list;
    if (s->after != SLOT_NONE) {
        t->slot[s->after].before = (uint16_t)n;
    }
    *list = (uint16_t)n;
}

static struct tlb_entry unlink_slot(struct guest_tlb *t, uint32_t n)
{
    struct guest_slot *s = &t->slot[n];
    struct tlb_entry e = s->e;
    if (s->unused == SLOT_NONE) {
        *head_of(t, e.hi) = s->next;
    } else {
        t->slot[s->unused].next = s->next;
    }
    if (s->next != SLOT_NONE) {
        t->slot[s->next].unused = s->unused;
    }
    if (!(e.hi & TLB_HI_G)) {
        if (s->before == SLOT_NONE) {
            t->first[e.hi & TLB_HI_ASID] = s->after;
        } else {
            t->slot[s->before].after = s->after;
        }
        if (s->after != SLOT_NONE) {
            t->slot[s->after].before = s->before;
        }
    }
    s->e.lo = e.lo & ~TLB_LO_V;
    return e;
}

static bool is_mapped(const struct guest_tlb *t, uint32_t n)
{
    return (t->slot[n].e.lo & TLB_LO_V) != 0;
}

static void end(struct guest_tlb *t, uint32_t n, guest_tlb_drop *drop, void *context)
{
    if (is_mapped(t, n)) {
        drop(context, unlink_slot(t, n).hi);
    }
}

/* All of va's chain of which `judge` says so. */
static void end_of_page(struct guest_tlb *t, uint32_t va, judge *judge, const void *what,
                        guest_tlb_drop *drop, void *context)
{
    uint32_t next;
    for (uint32_t n = *head_of(t, va); n != SLOT_NONE; n = next) {
        next = t->slot[n].next;
        if (judge(t, n, what)) {
            end(t, n, drop, context);
        }
    }
}

uint32_t guest_tlb_find(const struct guest_tlb *t, uint32_t va, uint32_t asid)
{
    for (uint32_t n = *head_of(t, va); n != SLOT_NONE; n = t->slot[n].next) {
        if (tlb_serves(t->slot[n].e.hi, va, asid)) {
            return n;
        }
    }
    return SLOT_NONE;
}

/* --- writes --- */

struct write {
    uint32_t index, hi;
};

static bool conflicts(const struct guest_tlb *t, const struct write *w)
{
    for (uint32_t n = *head_of(t, w->hi); n != SLOT_NONE; n = t->slot[n].next) {
        if (n < t->entries && n != w->index && tlb_overlap(t->slot[n].e.hi, w->hi)) {
            return true;
        }
    }
    return false;
}

static bool is_replaced(const struct guest_tlb *t, uint32_t n, const void *what)
{
    const struct write *w = what;
    return (n >= t->entries || n == w->index) && tlb_overlap(t->slot[n].e.hi, w->hi);
}

static uint32_t behind(const struct guest_tlb *t, uint32_t index, uint32_t way)
{
    return t->entries + index * t->ways + way;
}

/* A way for what is displaced: an empty one, or whose turn it is. */
static uint32_t way_for(struct guest_tlb *t, uint32_t index)
{
    for (uint32_t way = 0; way < t->ways; way++) {
        if (!is_mapped(t, behind(t, index, way))) {
            return way;
        }
    }
    uint32_t way = t->oldest[index];
    t->oldest[index] = (uint8_t)((way + 1) % t->ways);
    return way;
}

bool guest_tlb_write(struct guest_tlb *t, uint32_t index, struct tlb_entry new, bool random,
                     guest_tlb_drop *drop, void *context)
{
    struct write w = {index, new.hi};
    struct tlb_entry e = {new.hi &TLB_HI_BITS, new.lo &TLB_LO_BITS};
    bool valid = (e.lo & TLB_LO_V) != 0;
    if (valid && conflicts(t, &w)) {
        return false;
    }
    end_of_page(t, e.hi, is_replaced, &w, drop, context);
    if (random && t->ways > 0 && is_mapped(t, index)) {
        uint32_t to = behind(t, index, way_for(t, index));
        end(t, to, drop, context);
        link_slot(t, to, unlink_slot(t, index));
    }
    for (uint32_t way = 0; !random && way < t->ways; way++) {
        end(t, behind(t, index, way), drop, context);
    }
    end(t, index, drop, context);
    t->slot[index].e = e;
    if (valid) {
        link_slot(t, index, e);
    }
    return true;
}

/* --- tlbinv, tlbp, tlbrh and tlbrl --- */

static bool is_named(const struct guest_tlb *t, uint32_t n, const void *what)
{
    return tlb_inv_names(what, t->slot[n].e.hi);
}

void guest_tlb_invalidate(struct guest_tlb *t, const struct tlb_inv *inv, guest_tlb_drop *drop,
                          void *context)
{
    if (!inv->any_va) {
        end_of_page(t, inv->va, is_named, inv, drop, context);
        return;
    }
    if (!inv->any_asid) {
        for (uint32_t n = t->first[inv->asid]; n != SLOT_NONE; n = t->first[inv->asid]) {
            end(t, n, drop, context);
        }
        return;
    }
    for (uint32_t n = behind(t, t->entries, 0); n-- > 0;) {
        end(t, n, drop, context);
    }
}

uint32_t guest_tlb_probe(struct guest_tlb *t, uint32_t hi, uint32_t wired, guest_tlb_drop *drop,
                         void *context)
{
    uint32_t n = guest_tlb_find(t, hi, hi & TLB_HI_ASID);
    if (n == SLOT_NONE) {
        return (uint32_t)TLB_NONE;
    }
    if (n < t->entries) {
        return n;
    }
    uint32_t index = (n - t->entries) / t->ways;
    if (index < wired) {
        end(t, n, drop, context);
        return (uint32_t)TLB_NONE;
    }
    bool full = is_mapped(t, index);
    struct tlb_entry found = unlink_slot(t, n);
    if (full) {
        link_slot(t, n, unlink_slot(t, index));
    }
    link_slot(t, index, found);
    return index;
}

struct tlb_entry guest_tlb_read(const struct guest_tlb *t, uint32_t index)
{
    if (index >= t->entries) {
        return (struct tlb_entry){0, 0};
    }
    return t->slot[index].e;
}
