/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The software TLB: capacity behind a guest's own TLB [Disco 4.2.2].
 *
 * It holds entries that the guest's random replacement displaced, bucketed by the index that each
 * was displaced from, oldest out first. It forgets whatever the guest invalidates by any means:
 * tlbinv, overwriting the index (which names a bucket), or a new mapping of the same page. Each
 * page and ASID is here or in the guest's TLB, never in both. Owned by its VM.
 */
#ifndef VMM_SOFTTLB_H
#define VMM_SOFTTLB_H

#include "isa/tlb.h"

enum { SOFT_NONE = 0xffff, SOFT_HASH = 256, SOFT_WAYS_MAX = 255, SOFT_MAX = SOFT_NONE };

struct soft_entry {
    struct tlb_entry e; /* V clear: the slot is free */
    uint16_t next;      /* in its hash chain */
};

struct soft_tlb {
    struct soft_entry *entries; /* buckets * ways, bucket by bucket */
    uint32_t buckets, ways;     /* ways 0: there is none */
    uint8_t *oldest;            /* slot of each bucket to be reused next */
    uint16_t *chain;            /* SOFT_HASH heads, by VPN */
};

/* Called with each entry that is dropped, so that the real TLB can be told. */
typedef void soft_drop(void *context, uint32_t hi);

/* Bytes of memory for a software TLB of that shape, and its set-up in such memory (zeroed). */
uint32_t soft_size(uint32_t buckets, uint32_t ways);
void soft_init(struct soft_tlb *s, uint32_t buckets, uint32_t ways, void *memory);

/* Slot that serves va under asid, or SOFT_NONE. */
uint32_t soft_find(const struct soft_tlb *s, uint32_t va, uint32_t asid);

/* An entry displaced from TLB index `bucket` comes in; the bucket's oldest may be dropped. */
void soft_insert(struct soft_tlb *s, uint32_t bucket, struct tlb_entry e, soft_drop *drop,
                 void *context);

/* Take the entry out of `slot`; *bucket is the index that it was displaced from. */
struct tlb_entry soft_take(struct soft_tlb *s, uint32_t slot, uint32_t *bucket);

/* Forget: a bucket; all that tlbinv names; all that overlap a page of the guest's. */
void soft_forget_bucket(struct soft_tlb *s, uint32_t bucket, soft_drop *drop, void *context);
void soft_forget_named(struct soft_tlb *s, const struct tlb_inv *inv, soft_drop *drop,
                       void *context);
void soft_forget_overlap(struct soft_tlb *s, uint32_t hi, soft_drop *drop, void *context);

#endif
