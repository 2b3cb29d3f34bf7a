/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a monitor claims of a VM's privileged state, its TLB and its memory. */
#include <stddef.h>
#include <string.h>

#include "claims.h"

/* --- privileged state --- */

const struct claims_member claims_members[] = {
#define MEMBER(name, member)                                                                       \
    {                                                                                              \
        INSPECT_##name, offsetof(struct priv, member)                                              \
    }
    MEMBER(mode, mode),
    MEMBER(mstatus, mstatus),
    MEMBER(mtvec, mtvec),
    MEMBER(mepc, mepc),
    MEMBER(mcause, mcause),
    MEMBER(mtval, mtval),
    MEMBER(mscratch, mscratch),
    MEMBER(mie, mie),
    MEMBER(mip, mip),
    MEMBER(matp, matp),
    MEMBER(mtlbidx, mtlbidx),
    MEMBER(mtlbwired, mtlbwired),
    MEMBER(mtlbrand, mtlbrand),
    MEMBER(mcounteren, mcounteren),
    MEMBER(mcountinhibit, mcountinhibit),
    MEMBER(menvcfg, menvcfg),
    MEMBER(mcyclecfgh, cyclecfgh),
    MEMBER(minstretcfgh, instretcfgh),
#undef MEMBER
};
const unsigned claims_member_count = sizeof claims_members / sizeof claims_members[0];

static uint64_t value_long(const struct claims *c, unsigned layer, enum inspect_field field)
{
    return (uint64_t)claims_value(c, layer, field, 1) << 32 | claims_value(c, layer, field, 0);
}

void claims_priv(const struct claims *c, unsigned layer, struct priv *p)
{
    *p = (struct priv){.variant = c->machine->config.variant,
                       .tlb_entries = claims_tlb_entries(c, layer),
                       .mcycle = value_long(c, layer, INSPECT_mcycle),
                       .minstret = value_long(c, layer, INSPECT_minstret)};
    for (unsigned i = 0; i < claims_member_count; i++) {
        uint32_t value = claims_value(c, layer, claims_members[i].field, 0);
        memcpy((uint8_t *)p + claims_members[i].offset, &value, sizeof value);
    }
}

bool claims_relocates(const struct claims *c, unsigned layer)
{
    struct priv p = {.matp = claims_value(c, layer, INSPECT_matp, 0),
                     .mode = claims_value(c, layer, INSPECT_mode, 0),
                     .variant = c->machine->config.variant};
    return claims_flag(c, layer, INSPECT_by_mode) ? priv_relocates(&p) : (p.matp & MATP_TE) != 0;
}

/* --- its TLB --- */

enum { SLOTS_AT_ONCE = 64 };

uint32_t claims_tlb_entries(const struct claims *c, unsigned layer)
{
    uint32_t entries = claims_value(c, layer, INSPECT_tlb_entries, 0);
    return entries <= TLB_MAX ? entries : 0;
}

uint32_t claims_tlb_ways(const struct claims *c, unsigned layer)
{
    uint32_t ways = claims_value(c, layer, INSPECT_ways, 0);
    return ways < TLB_MAX ? ways : 0;
}

static struct tlb_entry slot_in(const uint8_t *at)
{
    return (struct tlb_entry){machine_word(at), machine_word(at + 4)};
}

/* Many at once, since each read may have to be translated through several levels. */
void claims_tlb_copy(const struct claims *c, unsigned layer, unsigned first, unsigned count,
                     struct tlb_entry *to)
{
    uint8_t b[SLOTS_AT_ONCE * INSPECT_SLOT_SIZE];
    uint64_t at = claims_value(c, layer, INSPECT_tlb, 0) + INSPECT_SLOT_SIZE * (uint64_t)first;
    while (count > 0) {
        unsigned n = count < SLOTS_AT_ONCE ? count : SLOTS_AT_ONCE;
        bool all = claims_read(c, at, b, n * (size_t)INSPECT_SLOT_SIZE);
        n = all ? n : 1;
        bool there = all || claims_read(c, at, b, INSPECT_SLOT_SIZE);
        for (unsigned i = 0; i < n; i++) {
            *to++ = there ? slot_in(b + i * (size_t)INSPECT_SLOT_SIZE) : (struct tlb_entry){0, 0};
        }
        at += n * (uint64_t)INSPECT_SLOT_SIZE;
        count -= n;
    }
}

struct tlb_entry claims_tlb_entry(const struct claims *c, unsigned layer, unsigned index)
{
    struct tlb_entry e;
    claims_tlb_copy(c, layer, index, 1, &e);
    return e;
}

int claims_tlb_find(const struct claims *c, unsigned layer, uint32_t va, uint32_t asid,
                    struct tlb_entry *e)
{
    struct tlb_entry some[SLOTS_AT_ONCE];
    uint32_t entries = claims_tlb_entries(c, layer);
    uint32_t slots = entries * (1 + claims_tlb_ways(c, layer));
    for (uint32_t i = 0; i < slots; i++) {
        unsigned k = i % SLOTS_AT_ONCE;
        if (k == 0) {
            uint32_t left = slots - i;
            claims_tlb_copy(c, layer, i, left < SLOTS_AT_ONCE ? left : SLOTS_AT_ONCE, some);
        }
        if ((some[k].lo & TLB_LO_V) && tlb_serves(some[k].hi, va, asid)) {
            *e = some[k];
            return (int)i;
        }
    }
    *e = (struct tlb_entry){0, 0};
    return TLB_NONE;
}

uint32_t claims_translate_in(const struct claims *c, unsigned layer, uint32_t asid, uint32_t va,
                             enum access access, uint32_t *pa)
{
    struct tlb_entry e;
    if (claims_tlb_find(c, layer, va, asid, &e) == TLB_NONE) {
        return tlb_miss_cause(access);
    }
    *pa = (e.lo & PAGE_FRAME) | (va & PAGE_OFFSET);
    return tlb_allows(e.lo, access) ? 0 : tlb_forbidden_cause(access);
}

uint32_t claims_physical(const struct claims *c, unsigned layer, uint32_t va, enum access access,
                         uint32_t *pa)
{
    *pa = va;
    if (!claims_relocates(c, layer)) {
        return 0;
    }
    uint32_t asid = claims_value(c, layer, INSPECT_matp, 0) & MATP_ASID;
    return claims_translate_in(c, layer, asid, va, access, pa);
}

uint32_t claims_asid(const struct claims *c, unsigned layer, uint32_t space)
{
    uint32_t generation = claims_value(c, layer, INSPECT_space, 2 * space);
    bool current = generation != 0 && generation == claims_generation(c);
    return current ? claims_value(c, layer, INSPECT_space, 2 * space + 1) & MATP_ASID : 0;
}

/* --- its memory --- */

/* Beyond its RAM a VM may have the special page, which has a frame of its own. */
enum { SPECIAL_PAGE_AT_END = PAGE_SIZE };

static bool special_frame(const struct claims *c, unsigned layer, uint32_t pa, uint32_t *frame)
{
    bool there = pa >= 0u - SPECIAL_PAGE_AT_END && claims_value(c, layer, INSPECT_special, 0) != 0;
    *frame = there ? claims_value(c, layer, INSPECT_special_frame, 0) & PAGE_FRAME : 0;
    return there;
}

bool claims_frame(const struct claims *c, unsigned layer, uint32_t pa, uint32_t *frame)
{
    uint32_t pmap = claims_value(c, layer, INSPECT_pmap, 0);
    uint32_t size = claims_value(c, layer, INSPECT_memory_size, 0);
    uint8_t b[4];
    if (special_frame(c, layer, pa, frame)) {
        return true;
    }
    if (pa - RAM_BASE >= size || pmap == 0 ||
        !claims_read(c, pmap + 4 * (uint64_t)((pa - RAM_BASE) >> PAGE_SHIFT), b, sizeof b)) {
        return false;
    }
    *frame = machine_word(b) & PAGE_FRAME;
    return true;
}

bool claims_machine(const struct claims *c, unsigned layer, uint32_t pa, uint32_t *ma)
{
    uint32_t frame;
    *ma = 0;
    if (!claims_frame(c, layer, pa, &frame)) {
        return false;
    }
    return frame == 0 || claims_address(c, frame | (pa & PAGE_OFFSET), ma);
}
