/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PG-32's software-managed TLB: fully associative, written by software only.
 *
 *          31               12 11  9  8  7        0
 *     hi  |       VPN         |  0  | G |   ASID   |     what is mapped, for whom (G: for all)
 *     lo  |       PFN         |   0    | X W R V   |     to where, and what may be done
 *          31               12 11     4  3 2 1 0
 *
 * An entry with V = 0 never matches. No two entries ever match the same address and ASID: a write
 * that would make a second match is refused (cause 27). There is no user bit: an access depends
 * on R alone, never on the mode.
 *
 * The hardware owns one: the real TLB. A monitor models those of its guests in a way of its own.
 */
#ifndef ISA_TLB_H
#define ISA_TLB_H

#include "priv.h"

enum { TLB_MAX = 256, TLB_HINTS = 64, TLB_NONE = -1 };

#define TLB_HI_BITS (PAGE_FRAME | TLB_HI_G | TLB_HI_ASID)
#define TLB_LO_BITS (PAGE_FRAME | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X)

struct tlb_entry {
    uint32_t hi, lo;
};

struct tlb {
    uint32_t entries;
    struct tlb_entry entry[TLB_MAX];
    uint8_t
        hint[TLB_HINTS]; /* where an address was last found: speed only, never believed unchecked */
};

/* What an access wants; also the index of its row of causes. */
enum access { ACCESS_FETCH, ACCESS_LOAD, ACCESS_STORE };

/* All entries invalid. entries: 1 to TLB_MAX. */
void tlb_reset(struct tlb *t, uint32_t entries);

/* Index of the entry that matches va under asid, or TLB_NONE. The one lookup of PG-32. */
int tlb_find(struct tlb *t, uint32_t va, uint32_t asid);

/*
 * Translate va for an access under asid: returns 0 with *pa set, or the trap's cause (24-26 no
 * entry, 12/13/15 forbidden).
 */
uint32_t tlb_translate(struct tlb *t, uint32_t va, uint32_t asid, enum access access, uint32_t *pa);

/*
 * Write (hi, lo) at index. Returns false, having changed nothing, if that would make a second
 * match (cause 27, mtval = the page's address).
 */
bool tlb_write(struct tlb *t, uint32_t index, uint32_t hi, uint32_t lo);

/*
 * tlbwr's generator: s <- 1664525 s + 1013904223 (mod 2^32), index = wired + ((s >> 16) (n - wired)
 * >> 16). Returns the next state, to be stored in mtlbrand once the write has succeeded.
 */
uint32_t tlb_random_step(uint32_t state);
uint32_t tlb_random_index(const struct priv *p, uint32_t next_state);

/* What tlbinv names, from its operands: x0 (register 0, not value 0) means "all" [as sfence.vma].
 */
struct tlb_inv {
    bool any_va, any_asid;
    uint32_t va, asid;
};
struct tlb_inv tlb_inv_operands(const struct insn *in, uint32_t va, uint32_t asid);

/* Whether an entry with this hi is named: a global one only if all ASIDs are. */
bool tlb_inv_names(const struct tlb_inv *inv, uint32_t hi);

/* Invalidate (V <- 0) every entry that is named. */
void tlb_invalidate(struct tlb *t, const struct tlb_inv *inv);

/* tlbp's result: the index as above, or all ones. tlbrh, tlbrl: 0 beyond the last entry. */
uint32_t tlb_probe(struct tlb *t, uint32_t hi);
uint32_t tlb_read_hi(const struct tlb *t, uint32_t index);
uint32_t tlb_read_lo(const struct tlb *t, uint32_t index);

/* Whether an entry with this hi serves va under asid (V aside). */
static inline bool tlb_serves(uint32_t hi, uint32_t va, uint32_t asid)
{
    return ((hi ^ va) & PAGE_FRAME) == 0 && ((hi & TLB_HI_G) || (hi & TLB_HI_ASID) == asid);
}

/* Whether an entry with this lo permits the access. */
static inline bool tlb_allows(uint32_t lo, enum access access)
{
    static const uint8_t permission[] = {TLB_LO_X, TLB_LO_R, TLB_LO_W};
    return lo & permission[access];
}

/* Whether `size` bytes at va lie in two pages. */
static inline bool crosses_page(uint32_t va, unsigned size)
{
    return (va & PAGE_OFFSET) + size > PAGE_SIZE;
}

/* Whether entries with these hi would both match some access. */
static inline bool tlb_overlap(uint32_t hi1, uint32_t hi2)
{
    return ((hi1 ^ hi2) & PAGE_FRAME) == 0 &&
           (((hi1 | hi2) & TLB_HI_G) || ((hi1 ^ hi2) & TLB_HI_ASID) == 0);
}

/* Cause for an access that finds no entry, or one that forbids it. */
uint32_t tlb_miss_cause(enum access access);
uint32_t tlb_forbidden_cause(enum access access);

#endif
