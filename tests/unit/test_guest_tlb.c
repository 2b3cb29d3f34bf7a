/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guest's TLB and the software TLB against a model: plain arrays, searched from end to end. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "vmm/guest_tlb.h"

enum { ENTRIES_MAX = 16, WAYS_MAX = 8, DROPS_MAX = ENTRIES_MAX * (WAYS_MAX + 1), V = TLB_LO_V };

/* What has been dropped, in order. */
struct drops {
    size_t count;
    uint32_t hi[DROPS_MAX];
};

static void note(void *context, uint32_t hi)
{
    struct drops *d = context;
    assert_in_range(d->count, 0, DROPS_MAX - 1);
    d->hi[d->count++] = hi;
}

/* Slots of a bucket are used in turn, whether or not some have been freed in between. */
struct model {
    uint32_t entries, ways;
    struct tlb_entry own[ENTRIES_MAX];
    struct tlb_entry behind[ENTRIES_MAX][WAYS_MAX];
    uint32_t turn[ENTRIES_MAX];
};

struct pair {
    struct guest_tlb t;
    void *memory;
    struct model m;
    struct drops real, model;
};

static void set_up(struct pair *p, uint32_t entries, uint32_t ways)
{
    memset(p, 0, sizeof *p);
    p->memory = calloc(1, guest_tlb_size(entries, ways)); /* so much: ASan sees a byte beyond */
    assert_non_null(p->memory);
    guest_tlb_init(&p->t, entries, ways, p->memory);
    p->m.entries = entries;
    p->m.ways = ways;
}

/* --- the model --- */

static bool same_page(uint32_t hi1, uint32_t hi2)
{
    return hi1 >> 12 == hi2 >> 12;
}

static bool serves(const struct tlb_entry *e, uint32_t va, uint32_t asid)
{
    return (e->lo & V) && same_page(e->hi, va) && ((e->hi & TLB_HI_G) || (e->hi & 0xff) == asid);
}

static bool meets(const struct tlb_entry *e, uint32_t hi)
{
    bool space = ((e->hi | hi) & TLB_HI_G) || (e->hi & 0xff) == (hi & 0xff);
    return (e->lo & V) && same_page(e->hi, hi) && space;
}

static bool named(const struct tlb_entry *e, const struct tlb_inv *inv)
{
    bool asid = inv->any_asid || (!(e->hi & TLB_HI_G) && (e->hi & 0xff) == inv->asid);
    return (inv->any_va || same_page(e->hi, inv->va)) && asid;
}

static void model_drop(struct pair *p, struct tlb_entry *e)
{
    if (e->lo & V) {
        note(&p->model, e->hi);
        e->lo &= ~(uint32_t)V;
    }
}

/* Every entry of the model, one after the other; null after the last. */
static struct tlb_entry *model_slot(struct model *m, uint32_t i)
{
    if (i < m->entries) {
        return &m->own[i];
    }
    i -= m->entries;
    return i < m->entries * m->ways ? &m->behind[i / m->ways][i % m->ways] : NULL;
}

static bool model_write(struct pair *p, uint32_t index, struct tlb_entry new, bool random)
{
    struct model *m = &p->m;
    struct tlb_entry *own = &m->own[index];
    for (uint32_t i = 0; (new.lo &V) && i < m->entries; i++) {
        if (i != index && meets(&m->own[i], new.hi)) {
            return false;
        }
    }
    if (meets(own, new.hi)) {
        model_drop(p, own);
    }
    for (uint32_t i = m->entries; model_slot(m, i); i++) {
        if (meets(model_slot(m, i), new.hi)) {
            model_drop(p, model_slot(m, i));
        }
    }
    if (random && m->ways > 0 && (own->lo & V)) {
        struct tlb_entry *slot = &m->behind[index][m->turn[index]++ % m->ways];
        model_drop(p, slot);
        *slot = *own;
    } else {
        model_drop(p, own);
    }
    for (uint32_t way = 0; !random && way < m->ways; way++) {
        model_drop(p, &m->behind[index][way]);
    }
    *own = (struct tlb_entry){new.hi &TLB_HI_BITS, new.lo &TLB_LO_BITS};
    return true;
}

static uint32_t model_probe(struct pair *p, uint32_t hi, uint32_t wired)
{
    struct model *m = &p->m;
    for (uint32_t i = 0; model_slot(m, i); i++) {
        struct tlb_entry *e = model_slot(m, i);
        if (!serves(e, hi, hi & 0xff)) {
            continue;
        }
        if (i < m->entries) {
            return i;
        }
        uint32_t index = (i - m->entries) / m->ways;
        if (index < wired) {
            model_drop(p, e);
            return UINT32_MAX;
        }
        struct tlb_entry own = m->own[index];
        m->own[index] = *e;
        *e = own;
        return index;
    }
    return UINT32_MAX;
}

/* --- both --- */

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The same were dropped, each once; in which order within one operation is its own. */
static void check_drops(struct pair *p)
{
    assert_int_equal(p->real.count, p->model.count);
    qsort(p->real.hi, p->real.count, sizeof p->real.hi[0], by_value);
    qsort(p->model.hi, p->model.count, sizeof p->model.hi[0], by_value);
    for (size_t i = 0; i < p->real.count; i++) {
        assert_int_equal(p->real.hi[i], p->model.hi[i]);
    }
    p->real.count = p->model.count = 0;
}

static void check_find(struct pair *p, uint32_t hi)
{
    uint32_t slot = guest_tlb_find(&p->t, hi, hi & 0xff);
    for (uint32_t i = 0; model_slot(&p->m, i); i++) {
        const struct tlb_entry *e = model_slot(&p->m, i);
        if (serves(e, hi, hi & 0xff)) {
            assert_int_not_equal(slot, SLOT_NONE);
            assert_int_equal(p->t.slot[slot].e.hi, e->hi);
            assert_int_equal(p->t.slot[slot].e.lo, e->lo);
            return;
        }
    }
    assert_int_equal(slot, SLOT_NONE);
}

/* What tlbrh and tlbrl say, beyond the last entry as well. */
static void check_own(struct pair *p)
{
    for (uint32_t i = 0; i <= p->m.entries; i++) {
        struct tlb_entry e = guest_tlb_read(&p->t, i);
        struct tlb_entry expected = i < p->m.entries ? p->m.own[i] : (struct tlb_entry){0, 0};
        assert_int_equal(e.hi, expected.hi);
        assert_int_equal(e.lo, expected.lo);
    }
}

static uint32_t random_hi(struct rng *r)
{
    /* Pages that share a hash chain, and pages that do not; bits that an entry does not keep. */
    uint32_t page = rng_below(r, 6) << 8 | (rng_below(r, 4) ^ rng_below(r, 6));
    return page << 12 | rng_below(r, 8) << 9 | rng_below(r, 3) |
           (rng_below(r, 10) == 0 ? TLB_HI_G : 0);
}

static void random_operation(struct pair *p, struct rng *r)
{
    uint32_t hi = random_hi(r);
    uint32_t index = rng_below(r, p->m.entries);
    uint32_t wired = rng_below(r, p->m.entries);
    bool random = rng_below(r, 4) != 0;
    struct tlb_inv inv = {rng_below(r, 3) == 0, rng_below(r, 4) == 0, hi, hi & 0xff};
    struct tlb_entry new = {hi, rng_below(r, 8) ? rng_next(r) | V : rng_next(r) & ~(uint32_t)V};
    switch (rng_below(r, 16)) {
    case 0:
        guest_tlb_invalidate(&p->t, &inv, note, &p->real);
        for (uint32_t i = 0; model_slot(&p->m, i); i++) {
            if (named(model_slot(&p->m, i), &inv)) {
                model_drop(p, model_slot(&p->m, i));
            }
        }
        break;
    case 1:
    case 2:
        assert_int_equal(guest_tlb_probe(&p->t, hi, wired, note, &p->real),
                         model_probe(p, hi, wired));
        break;
    default:
        assert_int_equal(guest_tlb_write(&p->t, index, new, random, note, &p->real),
                         model_write(p, index, new, random));
        break;
    }
}

static void test_against_the_model(void **state)
{
    static struct pair p;
    struct rng r = {5};
    (void)state;
    for (uint32_t round = 0; round < 200; round++) {
        set_up(&p, 1 + round % ENTRIES_MAX, round / 7 % (WAYS_MAX + 1));
        for (int i = 0; i < 500; i++) {
            random_operation(&p, &r);
            check_drops(&p);
            check_find(&p, random_hi(&r));
        }
        check_own(&p);
        free(p.memory);
    }
}

static void write_ok(struct pair *p, uint32_t index, uint32_t hi, bool random)
{
    assert_true(guest_tlb_write(&p->t, index, (struct tlb_entry){hi, V}, random, note, &p->real));
}

/* Each index has a bucket of its own, and the oldest goes first. */
static void test_oldest_goes_first(void **state)
{
    static struct pair p;
    (void)state;
    set_up(&p, 2, 3);
    for (uint32_t page = 1; page <= 6; page++) { /* one is the guest's own, three lie behind it */
        write_ok(&p, 0, page << 12, true);
        write_ok(&p, 1, page << 12 | 0x80000000u, true);
    }
    assert_int_equal(p.real.count, 4);
    assert_int_equal(p.real.hi[0], 1 << 12);
    assert_int_equal(p.real.hi[3], 2u << 12 | 0x80000000u);
    p.real.count = 0;
    write_ok(&p, 0, 7 << 12, false); /* tlbwi: what it overwrites, and all behind it */
    assert_int_equal(p.real.count, 4);
    assert_int_equal(guest_tlb_find(&p.t, 6 << 12, 0), SLOT_NONE);
    assert_int_not_equal(guest_tlb_find(&p.t, 6u << 12 | 0x80000000u, 0), SLOT_NONE);
    free(p.memory);
}

/* The largest there may be: slot numbers still fit their type. */
static void test_largest(void **state)
{
    static struct pair p;
    uint32_t n = TLB_MAX * (1 + GUEST_TLB_WAYS_MAX);
    (void)state;
    assert_true(n <= SLOT_NONE);
    memset(&p, 0, sizeof p);
    p.memory = calloc(1, guest_tlb_size(TLB_MAX, GUEST_TLB_WAYS_MAX));
    assert_non_null(p.memory);
    guest_tlb_init(&p.t, TLB_MAX, GUEST_TLB_WAYS_MAX, p.memory);
    for (uint32_t i = 0; i < n; i++) {
        write_ok(&p, i % TLB_MAX, (i + 1) << 12, true);
    }
    assert_int_equal(p.real.count, 0);
    assert_int_not_equal(guest_tlb_find(&p.t, n << 12, 0), SLOT_NONE);
    assert_int_not_equal(guest_tlb_find(&p.t, 1 << 12, 0), SLOT_NONE);
    write_ok(&p, 255, 0, true);
    assert_int_equal(p.real.count, 1);
    free(p.memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_the_model),
        cmocka_unit_test(test_oldest_goes_first),
        cmocka_unit_test(test_largest),
    };
    return cmocka_run_group_tests_name("guest_tlb", tests, NULL, NULL);
}
