/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest's TLB, modelled entry by entry, and behind it the software TLB: capacity for what the
 * guest's random replacement displaced [Disco 4.2.2]. Owned by its VM.
 *
 * Both are one array of slots. Slot i is entry i of the guest's own TLB; behind each index lies a
 * bucket of `ways` more, for the entries that were displaced from there, oldest out first. Each
 * page and ASID is mapped by at most one slot. Every slot that maps (V) is in a hash chain by its
 * page, whatever its ASID, and unless it maps for all, in the list of its ASID.
 *
 * The software TLB forgets whatever the guest invalidates by any means: tlbinv, overwriting the
 * index (which names a bucket), or a new mapping of the same page. With no ways it is the guest's
 * TLB alone, exactly.
 */
#ifndef VMM_GUEST_TLB_H
#define VMM_GUEST_TLB_H

#include "isa/tlb.h"
#include "vmm/layout.h"

enum { SLOT_NONE = GUEST_TLB_NONE, GUEST_TLB_WAYS_MAX = 254 };

/* One record, so that what belongs together is on one cache line. */
struct guest_slot {
    struct tlb_entry e;     /* V clear: maps nothing */
    uint16_t next;          /* slot after this one in its chain */
    uint16_t after, before; /* and in the list of its ASID */
    uint16_t unused;
};

struct guest_tlb {
    struct guest_slot *slot; /* fast_paths.S knows these two */
    uint16_t *chain;         /* heads, by page */
    uint16_t *first;         /* of the list of each ASID */
    uint8_t *oldest;         /* way of each bucket to be reused next */
    uint32_t entries, ways;
};

/* Called with each mapping that is forgotten, so that the real TLB can be told. */
typedef void guest_tlb_drop(void *context, uint32_t hi);

/* Bytes of memory for a TLB of that shape, and its set-up in such memory (zeroed). */
uint32_t guest_tlb_size(uint32_t entries, uint32_t ways);
void guest_tlb_init(struct guest_tlb *t, uint32_t entries, uint32_t ways, void *memory);

/* Slot that serves va under asid, or SLOT_NONE. */
uint32_t guest_tlb_find(const struct guest_tlb *t, uint32_t va, uint32_t asid);

/*
 * tlbwr (random) or tlbwi at index. False, having changed nothing, if the guest's own TLB would
 * have two entries that match.
 */
bool guest_tlb_write(struct guest_tlb *t, uint32_t index, struct tlb_entry new, bool random,
                     guest_tlb_drop *drop, void *context);

/* tlbinv. */
void guest_tlb_invalidate(struct guest_tlb *t, const struct tlb_inv *inv, guest_tlb_drop *drop,
                          void *context);

/*
 * tlbp: the index of the entry that matches hi, or all ones. One that only the software TLB holds
 * comes back to the index that it was displaced from; if that has been wired since, it is no longer
 * replacement's to give, and the mapping is forgotten.
 */
uint32_t guest_tlb_probe(struct guest_tlb *t, uint32_t hi, uint32_t wired, guest_tlb_drop *drop,
                         void *context);

/* tlbrh, tlbrl: zeros beyond the last entry. */
struct tlb_entry guest_tlb_read(const struct guest_tlb *t, uint32_t index);

#endif
