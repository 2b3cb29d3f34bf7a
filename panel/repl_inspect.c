/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repl_inspect.h"

#include <stddef.h>

static bool word_at(struct machine *m, uint64_t address, uint32_t *value)
{
    const uint8_t *b =
        address <= UINT32_MAX - 3 ? machine_ram(m, (uint32_t)address, sizeof *value) : NULL;
    if (!b) {
        return false;
    }
    *value = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    return true;
}

static bool header_word(const struct claims *c, size_t offset, uint32_t *value)
{
    return word_at(c->machine, (uint64_t)c->table + offset, value);
}

bool claims_open(struct claims *c, struct repl *r)
{
    uint32_t magic, version, fields;
    *c = (struct claims){.machine = r->session.machine, .table = r->session.ledger.inspect};
    if (!r->session.monitored) {
        return repl_error(r, "there is no monitor: the guest owns the machine");
    }
    if (c->table == 0) {
        return repl_error(r, "the monitor has not shown its VMs yet");
    }
    if (!header_word(c, offsetof(struct inspect, magic), &magic) || magic != INSPECT_MAGIC ||
        !header_word(c, offsetof(struct inspect, version), &version) ||
        version != INSPECT_VERSION || !header_word(c, offsetof(struct inspect, fields), &fields) ||
        fields != INSPECT_FIELDS || !header_word(c, offsetof(struct inspect, vms), &c->vms) ||
        !header_word(c, offsetof(struct inspect, stride), &c->stride) ||
        !header_word(c, offsetof(struct inspect, count), &c->count)) {
        return repl_error(r, "the monitor's inspection table at 0x%08x cannot be understood",
                          c->table);
    }
    uint32_t known = r->session.guest_count;
    c->count = c->count < known ? c->count : known;
    return true;
}

bool claims_word(const struct claims *c, unsigned layer, enum inspect_field field, unsigned index,
                 uint32_t *value)
{
    uint32_t offset;
    if (layer == LAYER_MONITOR || layer > c->count ||
        !header_word(c, offsetof(struct inspect, offset) + 4 * (size_t)field, &offset)) {
        return false;
    }
    uint64_t vm = c->vms + (uint64_t)c->stride * (layer - 1);
    return word_at(c->machine, vm + offset + 4 * (uint64_t)index, value);
}

uint32_t claims_value(const struct claims *c, unsigned layer, enum inspect_field field,
                      unsigned index)
{
    uint32_t value;
    return claims_word(c, layer, field, index, &value) ? value : 0;
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
        tlb.entry[i].hi = claims_value(c, layer, INSPECT_tlb, 2 * i);
        tlb.entry[i].lo = claims_value(c, layer, INSPECT_tlb, 2 * i + 1);
    }
    return tlb_translate(&tlb, va, matp & MATP_ASID, access, pa) == 0;
}

bool claims_translate(const struct claims *c, unsigned layer, uint32_t va, enum access access,
                      uint32_t *ma)
{
    uint32_t pa, frame;
    uint32_t pmap = claims_value(c, layer, INSPECT_pmap, 0);
    uint32_t size = claims_value(c, layer, INSPECT_memory_size, 0);
    if (!to_physical(c, layer, va, access, &pa) || pa - RAM_BASE >= size) {
        return false;
    }
    uint64_t entry = pmap + 4 * (uint64_t)((pa - RAM_BASE) >> PAGE_SHIFT);
    if (pmap == 0 || !word_at(c->machine, entry, &frame)) {
        return false;
    }
    *ma = (frame & PAGE_FRAME) | (pa & PAGE_OFFSET);
    return machine_ram(c->machine, *ma, 1) != NULL;
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
