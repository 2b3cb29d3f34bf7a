/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The refill table: compositions VPN -> MFN of the VMs' address spaces, where fast_paths.S finds
 * them when the real TLB has lost them. It holds what memory.c's invariant lets the real TLB hold,
 * so whoever forgets a real entry forgets it here.
 *
 * An entry's high word is its page and the key of its address space: the real ASID, and above that
 * a few bits that tell generations of ASIDs apart. The hardware ignores those (WARL), so the word
 * goes into the real TLB as it stands.
 */
#ifndef VMM_REFILL_H
#define VMM_REFILL_H

#include "isa/tlb.h"

/* How many generations the tag in a key tells apart. */
enum { REFILL_GENERATIONS = 8, REFILL_TAG_SHIFT = 9 };

extern struct tlb_entry refill_table[];

void refill_put(uint32_t hi, uint32_t lo);

/* Forget a page of one address space; of all of them; everything. */
void refill_forget(uint32_t hi);
void refill_forget_page(uint32_t va);
void refill_forget_all(void);

#endif
