/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "claims.h"

#include <stddef.h>
#include <string.h>

enum { SIZE_OF_WORD = 4 };

/* --- memory of a level --- */

static bool read_at(const struct claims *c, unsigned level, uint64_t address, void *bytes,
                    size_t size);

static bool word_at(const struct claims *c, unsigned level, uint64_t address, uint32_t *value)
{
    uint8_t b[SIZE_OF_WORD];
    bool there = read_at(c, level, address, b, sizeof b);
    *value = there ? machine_word(b) : 0;
    return there;
}

/* From an address of the VM that the monitor of `level` is in to one of the monitor below it. */
static bool step_down(const struct claims *c, unsigned level, uint32_t *address)
{
    const struct claims_table *t = &c->table[level];
    uint32_t offset = *address - RAM_BASE, frame;
    uint64_t entry = t->pmap + SIZE_OF_WORD * (uint64_t)(offset >> PAGE_SHIFT);
    if (offset >= t->memory || t->pmap == 0 || !word_at(c, level - 1, entry, &frame) ||
        (frame & PAGE_FRAME) == 0) {
        return false;
    }
    *address = (frame & PAGE_FRAME) | (*address & PAGE_OFFSET);
    return true;
}

static bool to_machine(const struct claims *c, unsigned level, uint32_t address, uint32_t *ma)
{
    *ma = address;
    for (; level > 0; level--) {
        if (!step_down(c, level, ma)) {
            return false;
        }
    }
    return machine_ram(c->machine, *ma, 1) != NULL;
}

static bool read_at(const struct claims *c, unsigned level, uint64_t address, void *bytes,
                    size_t size)
{
    uint8_t *to = bytes;
    while (size > 0) {
        size_t room = PAGE_SIZE - (address & PAGE_OFFSET);
        size_t n = size < room ? size : room;
        uint32_t ma;
        const uint8_t *from = NULL;
        if (address <= UINT32_MAX && to_machine(c, level, (uint32_t)address, &ma)) {
            from = machine_ram(c->machine, ma, n);
        }
        if (!from) {
            return false;
        }
        memcpy(to, from, n);
        to += n;
        address += n;
        size -= n;
    }
    return true;
}

bool claims_address(const struct claims *c, uint32_t address, uint32_t *ma)
{
    return to_machine(c, c->level, address, ma);
}

bool claims_read(const struct claims *c, uint64_t address, void *bytes, size_t size)
{
    return read_at(c, c->level, address, bytes, size);
}

/* --- opening --- */

static bool read_table(struct claims *c, unsigned level, uint32_t address)
{
    struct claims_table *t = &c->table[level];
    uint8_t head[offsetof(struct inspect, offset)];
    if (!read_at(c, level, address, head, sizeof head)) {
        return false;
    }
#define HEAD(member) machine_word(head + offsetof(struct inspect, member))
    t->vms = HEAD(vms);
    t->stride = HEAD(stride);
    t->count = HEAD(count);
    t->current = HEAD(current);
    t->generation = HEAD(generation);
    t->frames = HEAD(frames);
    bool known = HEAD(magic) == INSPECT_MAGIC && HEAD(version) == INSPECT_VERSION &&
                 HEAD(fields) == INSPECT_FIELDS;
#undef HEAD
    uint64_t at = (uint64_t)address + sizeof head;
    for (unsigned i = 0; i < INSPECT_FIELDS && known; i++) {
        known = word_at(c, level, at + SIZE_OF_WORD * (uint64_t)i, &t->offset[i]);
    }
    return known;
}

unsigned claims_monitor(const struct session *s, unsigned layer)
{
    unsigned parent = s->guests[layer - 1].kin->parent;
    return parent == CONFIG_MACHINE ? LAYER_MONITOR : parent + 1;
}

/* The claims of the machine's own monitor. */
static const char *open_machine(struct claims *c, const struct session *s)
{
    *c = (struct claims){.machine = s->machine, .first = 1};
    if (!s->monitored) {
        return "there is no monitor: the guest owns the machine";
    }
    if (s->ledger.inspect == 0) {
        return "the monitor has not shown its VMs yet";
    }
    if (!read_table(c, 0, s->ledger.inspect)) {
        return "the monitor's inspection table cannot be understood";
    }
    c->count = c->table[0].count < s->top_count ? c->table[0].count : s->top_count;
    return NULL;
}

/* One level up: those of the monitor in a VM of the one that c is of. */
static const char *open_inner(struct claims *c, const struct session *s, unsigned monitor)
{
    const struct config_kin *k = s->guests[monitor - 1].kin;
    const struct ledger *l = ledger_inner(session_ledger(s, monitor - 1), k->index);
    struct claims_table *t = &c->table[c->level + 1];
    if (!l || c->level + 1 >= CONFIG_LEVELS) {
        return "that VM is no monitor";
    }
    if (l->inspect == 0) {
        return "the monitor in that VM has not shown its VMs yet";
    }
    t->pmap = claims_value(c, monitor, INSPECT_pmap, 0);
    t->memory = claims_value(c, monitor, INSPECT_memory_size, 0);
    if (!read_table(c, c->level + 1, l->inspect)) {
        return "the inspection table of the monitor in that VM cannot be understood";
    }
    c->level++;
    c->first = k->first + 1;
    c->count = t->count < k->count ? t->count : k->count;
    return NULL;
}

/* A VM's parent comes before it, so this ends. */
const char *claims_open_in(struct claims *c, const struct session *s, unsigned monitor)
{
    if (monitor == LAYER_MONITOR || !s->monitored) {
        return open_machine(c, s);
    }
    const char *why_not = claims_open_in(c, s, claims_monitor(s, monitor));
    return why_not ? why_not : open_inner(c, s, monitor);
}

const char *claims_open(struct claims *c, const struct session *s)
{
    return claims_open_in(c, s, LAYER_MONITOR);
}

const char *claims_open_of(struct claims *c, const struct session *s, unsigned layer)
{
    return claims_open_in(c, s, s->monitored ? claims_monitor(s, layer) : LAYER_MONITOR);
}

/* --- fields --- */

uint32_t claims_frames(const struct claims *c, unsigned index)
{
    uint32_t value;
    uint64_t at = c->table[c->level].frames + SIZE_OF_WORD * (uint64_t)index;
    return word_at(c, c->level, at, &value) ? value : 0;
}

uint32_t claims_generation(const struct claims *c)
{
    uint32_t value;
    return word_at(c, c->level, c->table[c->level].generation, &value) ? value : 0;
}

bool claims_field(const struct claims *c, unsigned layer, enum inspect_field field, size_t offset,
                  uint64_t *address)
{
    const struct claims_table *t = &c->table[c->level];
    if (layer < c->first || layer - c->first >= c->count) {
        return false;
    }
    *address = t->vms + (uint64_t)t->stride * (layer - c->first) + t->offset[field] + offset;
    return true;
}

bool claims_copy(const struct claims *c, unsigned layer, enum inspect_field field, size_t offset,
                 void *bytes, size_t size)
{
    uint64_t at;
    return claims_field(c, layer, field, offset, &at) && claims_read(c, at, bytes, size);
}

const uint8_t *claims_bytes(const struct claims *c, unsigned layer, enum inspect_field field,
                            size_t offset, size_t size)
{
    uint64_t at;
    bool there = c->level == 0 && claims_field(c, layer, field, offset, &at) && at <= UINT32_MAX;
    return there ? machine_ram(c->machine, (uint32_t)at, size) : NULL;
}

bool claims_word(const struct claims *c, unsigned layer, enum inspect_field field, unsigned index,
                 uint32_t *value)
{
    uint64_t at;
    *value = 0;
    return claims_field(c, layer, field, SIZE_OF_WORD * (size_t)index, &at) &&
           word_at(c, c->level, at, value);
}

uint32_t claims_value(const struct claims *c, unsigned layer, enum inspect_field field,
                      unsigned index)
{
    uint32_t value;
    return claims_word(c, layer, field, index, &value) ? value : 0;
}

bool claims_flag(const struct claims *c, unsigned layer, enum inspect_field field)
{
    uint8_t value;
    return claims_copy(c, layer, field, 0, &value, 1) && value != 0;
}

void claims_name(const struct claims *c, unsigned layer, char name[CLAIM_TEXT_SIZE])
{
    char raw[CLAIM_NAME_SIZE] = "";
    unsigned n = 0;
    claims_copy(c, layer, INSPECT_name, 0, raw, sizeof raw);
    for (; n < CLAIM_NAME_SIZE && raw[n] != '\0'; n++) {
        name[n] = raw[n] > ' ' && raw[n] < 0x7f ? raw[n] : '?';
    }
    name[n] = '\0';
}
