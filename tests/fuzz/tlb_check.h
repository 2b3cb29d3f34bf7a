/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is true of a hardware TLB whatever software writes to it, by isa/tlb.h's picture and not by
 * its functions. For the targets that run programs; owns nothing.
 */
#ifndef TESTS_FUZZ_TLB_CHECK_H
#define TESTS_FUZZ_TLB_CHECK_H

#include "isa/tlb.h"
#include "tests/fuzz/fuzz.h"

enum { CHECK_V = 1, CHECK_G = 0x100, CHECK_HI_ZERO = 0xe00, CHECK_LO_ZERO = 0xff0 };

/* Whether some address of some ASID would match both. */
static inline bool tlb_check_both(const struct tlb_entry *a, const struct tlb_entry *b)
{
    bool valid = a->lo & b->lo & CHECK_V;
    bool same_page = a->hi >> 12 == b->hi >> 12;
    bool same_asid = (a->hi & 0xff) == (b->hi & 0xff);
    return valid && same_page && (same_asid || ((a->hi | b->hi) & CHECK_G));
}

static inline void tlb_check(const struct tlb *t)
{
    for (uint32_t i = 0; i < t->entries; i++) {
        const struct tlb_entry *e = &t->entry[i];
        fuzz_check(!(e->hi & CHECK_HI_ZERO) && !(e->lo & CHECK_LO_ZERO));
        for (uint32_t j = 0; j < i; j++) {
            fuzz_check(!tlb_check_both(e, &t->entry[j]));
        }
    }
}

#endif
