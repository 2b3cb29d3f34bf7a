/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSRs and TLB entries as watchpoints see them: the hart's, or those of a VM, which its monitor
 * keeps in memory.
 */
#include "claims.h"
#include "debug_run.h"
#include "machine/watch.h"

static struct tlb_entry tlb_entry(struct debugger *d, const struct point *p)
{
    struct claims c;
    if (p->place.layer == LAYER_MACHINE) {
        return d->session.machine->hart.tlb.entry[p->entry];
    }
    return claims_open_of(&c, &d->session, p->place.layer)
               ? (struct tlb_entry){0, 0}
               : claims_tlb_entry(&c, p->place.layer, p->entry);
}

uint64_t point_state(struct debugger *d, const struct point *p)
{
    uint32_t value = 0;
    if (p->kind == POINT_TLB) {
        struct tlb_entry e = tlb_entry(d, p);
        return (uint64_t)e.hi << 32 | e.lo;
    }
    if (p->place.layer == LAYER_MACHINE) {
        priv_csr_read(&d->session.machine->hart.priv, p->csr, &value);
        return value;
    }
    return debug_csr(d, p->place.layer, p->csr, &value) ? value : 0;
}

static void mark(struct debugger *d, const struct claims *c, uint64_t from, uint32_t size)
{
    uint32_t ma;
    for (uint64_t at = from; at < from + size; at = (at | PAGE_OFFSET) + 1) {
        if (at <= UINT32_MAX && claims_address(c, (uint32_t)at, &ma)) {
            watch_page(d->session.machine, ma);
        }
    }
}

bool point_mark_kept(struct debugger *d, const struct point *p)
{
    struct claims c;
    unsigned layer = p->place.layer;
    if (claims_open_of(&c, &d->session, layer) != NULL) {
        return false;
    }
    for (int f = 0; f < INSPECT_FIELDS; f++) {
        uint64_t at;
        if (claims_field(&c, layer, (enum inspect_field)f, 0, &at)) {
            mark(d, &c, at, 4);
        }
    }
    uint32_t special = claims_value(&c, layer, INSPECT_special_frame, 0) & PAGE_FRAME;
    mark(d, &c, special, claims_value(&c, layer, INSPECT_special, 0) ? PAGE_SIZE : 0);
    mark(d, &c, (uint64_t)claims_value(&c, layer, INSPECT_tlb, 0) + INSPECT_SLOT_SIZE * p->entry,
         INSPECT_SLOT_SIZE);
    return true;
}
