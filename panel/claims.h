/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the monitor claims of its VMs: its inspection table, read out of simulated memory. Nothing
 * of it is believed: every address is checked, and what comes out is for display only.
 */
#ifndef PANEL_CLAIMS_H
#define PANEL_CLAIMS_H

#include "symbols.h"
#include "vmm/inspect.h"

struct claims {
    struct machine *machine;
    uint32_t table; /* physical address */
    uint32_t vms, stride, count;
};

enum { CLAIM_NAME_SIZE = 32, CLAIM_TEXT_SIZE = CLAIM_NAME_SIZE + 1 };

/* Null, or in words why there is no table, or none that can be understood. */
const char *claims_open(struct claims *c, const struct session *s);

/* Word `index` of a field of a layer's VM; false if it does not lie in memory. */
bool claims_word(const struct claims *c, unsigned layer, enum inspect_field field, unsigned index,
                 uint32_t *value);

/* `size` bytes of a field, from `offset` on, as they lie in memory; null if they do not. */
const uint8_t *claims_bytes(const struct claims *c, unsigned layer, enum inspect_field field,
                            size_t offset, size_t size);

/* A word again, 0 where there is none: for fields that are only printed. */
uint32_t claims_value(const struct claims *c, unsigned layer, enum inspect_field field,
                      unsigned index);

/* Entry `index` of the TLB that the guest believes to have; invalid where there is none. */
struct tlb_entry claims_tlb_entry(const struct claims *c, unsigned layer, unsigned index);

/*
 * The machine address of a VM's address, by the VM's own TLB, looked up as hardware looks up, and
 * the monitor's pmap. False if these do not lead to memory.
 */
bool claims_translate(const struct claims *c, unsigned layer, uint32_t va, enum access access,
                      uint32_t *ma);

/*
 * The machine address of a VM's physical address. False if that is none of its memory; *ma is 0 if
 * it is, and the page has no frame yet: it holds zeros.
 */
bool claims_machine(const struct claims *c, unsigned layer, uint32_t pa, uint32_t *ma);

/* The VM's name as the monitor has it, fit to be printed. */
void claims_name(const struct claims *c, unsigned layer, char name[CLAIM_TEXT_SIZE]);

#endif
