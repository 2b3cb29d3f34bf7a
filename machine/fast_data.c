/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/fast_parts.h"

#include <string.h>

void fast_forget_page(struct fast *f, uint32_t va)
{
    if (!f) {
        return;
    }
    uint32_t slot = slot_of(va);
    f->load[slot].tag = f->store[slot].tag = f->fetch[slot].tag = NO_TAG;
    uint32_t line = (va & PAGE_FRAME) / GRANULE & (LINES - 1);
    for (uint32_t i = line; f->pipeline && i < line + PAGE_SIZE / GRANULE; i++) {
        f->load_line[i].tag = f->store_line[i].tag = NO_TAG;
    }
}

void fast_forget_stores(struct fast *f)
{
    for (uint32_t i = 0; i < MAPPINGS; i++) {
        f->store[i].tag = NO_TAG;
    }
    for (uint32_t i = 0; i < LINES; i++) {
        f->store_line[i].tag = NO_TAG;
    }
}

void fast_notice_writes(struct fast *f)
{
    if (f) {
        fast_forget_stores(f);
    }
}

void fast_forget_mappings(struct fast *f)
{
    if (!f) {
        return;
    }
    fast_forget_stores(f);
    for (uint32_t i = 0; i < MAPPINGS; i++) {
        f->load[i].tag = f->fetch[i].tag = NO_TAG;
    }
    for (uint32_t i = 0; i < LINES; i++) {
        f->load_line[i].tag = NO_TAG;
    }
}

/* Whether an access is aligned, allowed, and of RAM that nobody watches; then where, too. */
static bool finds_ram(struct machine *m, uint32_t va, unsigned size, enum access access,
                      uint32_t *pa)
{
    return va % size == 0 && !machine_translate(m, va, access, pa) && machine_ram(m, *pa, size) &&
           !watch_has_page(&m->watch, *pa - RAM_BASE);
}

/* The mapping of va's page; va is at pa. */
static struct mapping mapping_of(const struct machine *m, uint32_t va, uint32_t pa)
{
    return (struct mapping){tag_of(m, va), (uintptr_t)m->ram.bytes + (pa - RAM_BASE) - va};
}

bool fast_map_load(struct machine *m, uint32_t va, unsigned size)
{
    uint32_t pa;
    if (!finds_ram(m, va, size, ACCESS_LOAD, &pa)) {
        return false;
    }
    m->fast->load[slot_of(va)] = mapping_of(m, va, pa);
    return true;
}

/* Whether stores to pa may go by unseen: no code to be noticed, and no tohost. */
static bool is_plain_page(const struct machine *m, uint32_t pa)
{
    bool tohost = m->has_tohost && ((pa ^ m->tohost) & PAGE_FRAME) == 0;
    return !m->fast->code[(pa - RAM_BASE) >> PAGE_SHIFT] && !tohost;
}

static void put_bytes(uint8_t *at, unsigned size, uint32_t value)
{
    if (size == 4) {
        memcpy(at, &value, 4);
    } else if (size == 2) {
        memcpy(at, &value, 2);
    } else {
        *at = (uint8_t)value;
    }
}

bool fast_map_store(struct machine *m, uint32_t va, unsigned size, uint32_t value, uint32_t *pa)
{
    if (!finds_ram(m, va, size, ACCESS_STORE, pa) || (m->has_tohost && *pa == m->tohost)) {
        return false;
    }
    uint8_t *bytes = m->ram.bytes + (*pa - RAM_BASE);
    pages_touch(&m->ram, *pa - RAM_BASE);
    put_bytes(bytes, size, value);
    fast_written(m->fast, *pa - RAM_BASE, size);
    if (is_plain_page(m, *pa)) {
        m->fast->store[slot_of(va)] = mapping_of(m, va, *pa);
    }
    return true;
}

/* --- data in lines of the cache --- */

/* The physical address of what is mapped. */
static uint32_t address_of(const struct machine *m, const struct mapping *map, uint32_t va)
{
    return (uint32_t)(map->host + va - (uintptr_t)m->ram.bytes) + RAM_BASE;
}

static inline void drop_held(struct mapping *table, uint16_t *held)
{
    if (*held) {
        table[*held - 1].tag = NO_TAG;
        *held = 0;
    }
}

static inline void drop_set(struct fast *f, uint32_t set)
{
    drop_held(f->load_line, &f->held_load[set]);
    drop_held(f->store_line, &f->held_store[set]);
}

void fast_line_touched(struct fast *f, const struct cache *cache, uint32_t pa)
{
    if (f && cache->lines) {
        drop_set(f, cache_set_number(cache, pa));
    }
}

/* Look the data cache up, which may take time; whether the same would be settled from now on. */
static inline bool touch(struct machine *m, uint32_t pa, bool write)
{
    struct cache *cache = &m->timing.dcache;
    enum cache_hit hit = cache_hits(cache, pa, write);
    if (hit == HIT_UNKNOWN) {
        return timing_look_up(m, pa, write);
    }
    if (hit == HIT_CHANGED) {
        drop_set(m->fast, cache_set_number(cache, pa));
    }
    return true;
}

/*
 * From now on va's granule, which is at pa, is found without a look: a line has as many bytes, the
 * cache would do nothing about it, and no other granule of its set is found, whose turn may be
 * over.
 */
static inline void hold(const struct machine *m, struct mapping *table, uint16_t *held, uint32_t va,
                        uint32_t pa, const struct mapping *page)
{
    const struct cache *cache = &m->timing.dcache;
    if (cache->config.line >= GRANULE) {
        uint32_t slot = va / GRANULE & (LINES - 1);
        held += cache_set_number(cache, pa);
        drop_held(table, held);
        table[slot].tag = page->tag | (va & PAGE_OFFSET & (0u - GRANULE));
        table[slot].host = page->host;
        *held = (uint16_t)(slot + 1);
    }
}

const void *fast_load_line(struct machine *m, uint32_t va, unsigned size, uint64_t space)
{
    struct fast *f = m->fast;
    const struct mapping *page = &f->load[slot_of(va)];
    if (page->tag != ((va & (PAGE_FRAME | (size - 1))) | space) && !fast_map_load(m, va, size)) {
        return NULL;
    }
    uint32_t pa = address_of(m, page, va);
    if (touch(m, pa, false)) {
        hold(m, f->load_line, f->held_load, va, pa, page);
    }
    return (const void *)(page->host + va);
}

bool fast_store_line(struct machine *m, uint32_t va, unsigned size, uint32_t value, uint64_t space)
{
    struct fast *f = m->fast;
    const struct mapping *page = &f->store[slot_of(va)];
    uint64_t tag = (va & (PAGE_FRAME | (size - 1))) | space;
    uint32_t pa;
    if (page->tag == tag) {
        put_bytes((uint8_t *)(page->host + va), size, value);
        pa = address_of(m, page, va);
    } else if (!fast_map_store(m, va, size, value, &pa)) {
        return false;
    }
    if (touch(m, pa, true) && page->tag == tag) {
        hold(m, f->store_line, f->held_store, va, pa, page);
    }
    return true;
}
