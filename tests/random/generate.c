/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/generate.h"

#include <string.h>

#include "isa/fields.h"
#include "tests/random/items.h"
#include "tests/random/layout.h"

/* How often an item is of which kind, without and with translation and with a refilled TLB. */
static const struct {
    void (*make)(struct maker *m);
    unsigned weight[3];
} kinds[] = {
    {make_arithmetic, {40, 12, 12}}, {make_memory, {20, 24, 36}},
    {make_wild_memory, {2, 1, 1}},   {make_atomic, {8, 6, 8}},
    {make_reservation, {4, 4, 4}},   {make_branch, {8, 5, 6}},
    {make_jump, {4, 3, 3}},          {make_wild_jump, {1, 1, 1}},
    {make_patch, {2, 1, 0}},         {make_illegal, {3, 2, 2}},
    {make_call, {5, 6, 6}},          {make_mret, {7, 8, 6}},
    {make_csr, {14, 12, 0}},         {make_mstatus, {3, 2, 0}},
    {make_mtvec, {1, 1, 1}},         {make_interrupt, {3, 2, 2}},
    {make_wfi, {2, 0, 0}},           {make_instret, {2, 2, 0}},
    {make_tlb_write, {0, 16, 0}},    {make_tlb_invalidate, {0, 3, 5}},
    {make_tlb_read, {0, 6, 0}},      {make_translation, {0, 10, 12}},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static unsigned total_weight(enum random_mode mode)
{
    unsigned total = 0;
    for (unsigned i = 0; i < KINDS; i++) {
        total += kinds[i].weight[mode];
    }
    return total;
}

enum { ZOO_EVERY = 12 }; /* items, or so */

static void make_some(struct maker *m)
{
    if (m->p->variant != VARIANT_PG32 && rng_below(&m->rng, ZOO_EVERY) == 0) {
        make_zoo(m);
        return;
    }
    enum random_mode mode = m->p->mode;
    uint32_t at = rng_below(&m->rng, total_weight(mode));
    unsigned i = 0;
    while (at >= kinds[i].weight[mode]) {
        at -= kinds[i].weight[mode];
        i++;
    }
    kinds[i].make(m);
}

static void make_items(struct maker *m)
{
    struct random_program *p = m->p;
    unsigned words = 0;
    p->items = 0;
    while (p->items < ITEMS_MAX && words + ITEM_WORDS <= CODE_WORDS) {
        m->number = p->items;
        m->item = &p->item[p->items++];
        *m->item = (struct random_item){.jump = NO_JUMP};
        make_some(m);
        words += m->item->count;
    }
}

static void make_registers(struct maker *m)
{
    struct random_program *p = m->p;
    struct reserved r = reserved_registers(p);
    for (unsigned i = 0; i < 32; i++) {
        p->x[i] = rng_edge(&m->rng);
    }
    p->x[0] = p->x[r.h0] = p->x[r.h1] = 0;
    p->x[r.base] = p->slot + SLOT_STATE;
    p->x[r.data] = p->mode == RANDOM_PLAIN ? p->slot + SLOT_MIDDLE : make_data_page(m);
    p->x[r.fuel] = rng_below(&m->rng, 24);
}

/* Both frames, with any permissions; some pages are nowhere. */
static void make_pages(struct maker *m)
{
    for (unsigned i = 0; i < 2 * PAGES; i++) {
        uint32_t frame = m->p->slot + SLOT_DATA + rng_below(&m->rng, 2) * PAGE_SIZE;
        uint32_t lo = rng_below(&m->rng, 4) ? 0xf : rng_below(&m->rng, 16);
        m->p->pages[i] = rng_below(&m->rng, 8) ? frame | lo | TLB_LO_V : 0;
    }
}

void random_program_on(enum variant variant, struct random_program *p, uint32_t seed,
                       enum random_mode mode, unsigned oracles, unsigned slot)
{
    struct maker m = {.rng = {seed * 2654435761u ^ 0x5bd1e995u}, .p = p};
    m.rng.state += m.rng.state == 0;
    for (int i = 0; i < 8; i++) {
        rng_next(&m.rng); /* neighbouring seeds part */
    }
    memset(p, 0, sizeof *p);
    p->seed = seed;
    p->mode = mode;
    p->variant = variant;
    p->oracles = oracles;
    p->slot = (uint32_t)IMAGE_SLOTS + slot * SLOT_SIZE;
    p->registers = rng_below(&m.rng, 3);
    make_registers(&m);
    make_pages(&m);
    make_items(&m);
}

void random_program(struct random_program *p, uint32_t seed, enum random_mode mode,
                    unsigned oracles, unsigned slot)
{
    random_program_on(VARIANT_PG32, p, seed, mode, oracles, slot);
}
