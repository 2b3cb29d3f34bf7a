/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "claims.h"

#include <stddef.h>

static bool word_at(struct machine *m, uint64_t address, uint32_t *value)
{
    const uint8_t *b =
        address <= UINT32_MAX - 3 ? machine_ram(m, (uint32_t)address, sizeof *value) : NULL;
    if (!b) {
        return false;
    }
    *value = machine_word(b);
    return true;
}

static bool header_word(const struct claims *c, size_t offset, uint32_t *value)
{
    return word_at(c->machine, (uint64_t)c->table + offset, value);
}

const char *claims_open(struct claims *c, const struct session *s)
{
    uint32_t magic, version, fields;
    *c = (struct claims){.machine = s->machine, .table = s->ledger.inspect};
    if (!s->monitored) {
        return "there is no monitor: the guest owns the machine";
    }
    if (c->table == 0) {
        return "the monitor has not shown its VMs yet";
    }
    if (!header_word(c, offsetof(struct inspect, magic), &magic) || magic != INSPECT_MAGIC ||
        !header_word(c, offsetof(struct inspect, version), &version) ||
        version != INSPECT_VERSION || !header_word(c, offsetof(struct inspect, fields), &fields) ||
        fields != INSPECT_FIELDS || !header_word(c, offsetof(struct inspect, vms), &c->vms) ||
        !header_word(c, offsetof(struct inspect, stride), &c->stride) ||
        !header_word(c, offsetof(struct inspect, count), &c->count)) {
        return "the monitor's inspection table cannot be understood";
    }
    c->count = c->count < s->top_count ? c->count : s->top_count;
    return NULL;
}

const uint8_t *claims_bytes(const struct claims *c, unsigned layer, enum inspect_field field,
                            size_t offset, size_t size)
{
    uint32_t member;
    if (layer == LAYER_MONITOR || layer > c->count ||
        !header_word(c, offsetof(struct inspect, offset) + 4 * (size_t)field, &member)) {
        return NULL;
    }
    uint64_t at = c->vms + (uint64_t)c->stride * (layer - 1) + member + offset;
    return at <= UINT32_MAX ? machine_ram(c->machine, (uint32_t)at, size) : NULL;
}

bool claims_word(const struct claims *c, unsigned layer, enum inspect_field field, unsigned index,
                 uint32_t *value)
{
    const uint8_t *at = claims_bytes(c, layer, field, 4 * (size_t)index, sizeof *value);
    *value = at ? machine_word(at) : 0;
    return at != NULL;
}

uint32_t claims_value(const struct claims *c, unsigned layer, enum inspect_field field,
                      unsigned index)
{
    uint32_t value;
    return claims_word(c, layer, field, index, &value) ? value : 0;
}

struct tlb_entry claims_tlb_entry(const struct claims *c, unsigned layer, unsigned index)
{
    struct tlb_entry e = {0, 0};
    uint64_t at = claims_value(c, layer, INSPECT_tlb, 0) + INSPECT_SLOT_SIZE * (uint64_t)index;
    bool there = word_at(c->machine, at, &e.hi) && word_at(c->machine, at + 4, &e.lo);
    return there ? e : (struct tlb_entry){0, 0};
}

static bool to_physical(const struct claims *c, unsigned layer, uint32_t va, enum access access,
                        uint32_t *pa)
{
    struct tlb tlb;
    uint32_t matp = claims_value(c, layer, INSPECT_matp, 0);
    uint32_t entries = claims_value(c, layer, INSPECT_tlb_entries, 0);
    *pa = va;
    if (!(matp & MATP_TE)) {
        return true;
    }
    if (entries < 1 || entries > TLB_MAX) {
        return false;
    }
    tlb_reset(&tlb, entries);
    for (unsigned i = 0; i < entries; i++) {
        tlb.entry[i] = claims_tlb_entry(c, layer, i);
    }
    return tlb_translate(&tlb, va, matp & MATP_ASID, access, pa) == 0;
}

bool claims_machine(const struct claims *c, unsigned layer, uint32_t pa, uint32_t *ma)
{
    uint32_t frame;
    uint32_t pmap = claims_value(c, layer, INSPECT_pmap, 0);
    uint32_t size = claims_value(c, layer, INSPECT_memory_size, 0);
    uint64_t entry = pmap + 4 * (uint64_t)((pa - RAM_BASE) >> PAGE_SHIFT);
    if (pa - RAM_BASE >= size || pmap == 0 || !word_at(c->machine, entry, &frame)) {
        return false;
    }
    frame &= PAGE_FRAME;
    *ma = frame ? frame | (pa & PAGE_OFFSET) : 0;
    return frame == 0 || machine_ram(c->machine, *ma, 1) != NULL;
}

bool claims_translate(const struct claims *c, unsigned layer, uint32_t va, enum access access,
                      uint32_t *ma)
{
    uint32_t pa;
    return to_physical(c, layer, va, access, &pa) && claims_machine(c, layer, pa, ma) && *ma != 0;
}

void claims_name(const struct claims *c, unsigned layer, char name[CLAIM_TEXT_SIZE])
{
    unsigned n = 0;
    for (; n < CLAIM_NAME_SIZE; n++) {
        char byte = (char)(claims_value(c, layer, INSPECT_name, n / 4) >> 8 * (n % 4));
        if (byte == '\0') {
            break;
        }
        name[n] = byte > ' ' && byte < 0x7f ? byte : '?';
    }
    name[n] = '\0';
}
