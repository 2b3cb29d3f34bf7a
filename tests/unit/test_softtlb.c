/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The software TLB against a model: a list of entries per bucket, oldest first. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "vmm/softtlb.h"

enum { BUCKETS_MAX = 16, WAYS_MAX = 8, DROPS_MAX = BUCKETS_MAX * WAYS_MAX, V = TLB_LO_V };

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
    uint32_t buckets, ways;
    struct tlb_entry slot[BUCKETS_MAX][WAYS_MAX];
    uint32_t turn[BUCKETS_MAX];
};

static struct soft_tlb fresh(uint32_t buckets, uint32_t ways, void **memory)
{
    struct soft_tlb s;
    uint32_t size = soft_size(buckets, ways);
    *memory = calloc(1, size + 1); /* exactly so much: ASan sees a byte beyond */
    assert_non_null(*memory);
    soft_init(&s, buckets, ways, *memory);
    return s;
}

static void test_nothing_there(void **state)
{
    struct drops d = {0};
    struct tlb_inv all = {true, true, 0, 0};
    struct soft_tlb s;
    (void)state;
    assert_int_equal(soft_size(64, 0), 0);
    soft_init(&s, 64, 0, NULL);
    assert_int_equal(soft_find(&s, 0, 0), SOFT_NONE);
    soft_forget_bucket(&s, 3, note, &d);
    soft_forget_named(&s, &all, note, &d);
    soft_forget_overlap(&s, 0x1000, note, &d);
    assert_int_equal(d.count, 0);
}

static void test_insert_find_take(void **state)
{
    struct drops d = {0};
    uint32_t bucket;
    void *memory;
    struct soft_tlb s = fresh(4, 2, &memory);
    (void)state;
    soft_insert(&s, 3, (struct tlb_entry){0x1000 | 7, 0x9000 | V}, note, &d);
    assert_int_equal(soft_find(&s, 0x1000, 8), SOFT_NONE);
    assert_int_equal(soft_find(&s, 0x2000, 7), SOFT_NONE);
    uint32_t slot = soft_find(&s, 0x1abc, 7);
    assert_int_not_equal(slot, SOFT_NONE);
    struct tlb_entry e = soft_take(&s, slot, &bucket);
    assert_int_equal(e.hi, 0x1000 | 7);
    assert_int_equal(e.lo, 0x9000 | V);
    assert_int_equal(bucket, 3);
    assert_int_equal(soft_find(&s, 0x1abc, 7), SOFT_NONE);
    assert_int_equal(d.count, 0); /* what is taken is not dropped */
    free(memory);
}

/* A bucket of n ways holds the last n entries that came in, whatever other buckets do. */
static void test_first_in_first_out(void **state)
{
    struct drops d = {0};
    void *memory;
    struct soft_tlb s = fresh(2, 3, &memory);
    (void)state;
    for (uint32_t page = 1; page <= 5; page++) {
        soft_insert(&s, 0, (struct tlb_entry){page << 12, V}, note, &d);
        soft_insert(&s, 1, (struct tlb_entry){page << 12 | 0x80000000u, V}, note, &d);
    }
    assert_int_equal(d.count, 4);
    assert_int_equal(d.hi[0], 0x1000);
    assert_int_equal(d.hi[1], 0x80001000);
    assert_int_equal(d.hi[2], 0x2000);
    assert_int_equal(d.hi[3], 0x80002000);
    for (uint32_t page = 1; page <= 5; page++) {
        bool there = soft_find(&s, page << 12, 0) != SOFT_NONE;
        assert_int_equal(there, page >= 3);
    }
    free(memory);
}

/* Global entries serve and are forgotten as a TLB's are. */
static void test_global(void **state)
{
    struct drops d = {0};
    void *memory;
    struct soft_tlb s = fresh(4, 2, &memory);
    (void)state;
    soft_insert(&s, 0, (struct tlb_entry){0x1000 | TLB_HI_G | 1, V}, note, &d);
    assert_int_not_equal(soft_find(&s, 0x1000, 200), SOFT_NONE);
    struct tlb_inv asid = {true, false, 0, 1};
    soft_forget_named(&s, &asid, note, &d);
    assert_int_equal(d.count, 0);
    soft_forget_overlap(&s, 0x1000 | 9, note, &d);
    assert_int_equal(d.count, 1);
    assert_int_equal(soft_find(&s, 0x1000, 200), SOFT_NONE);
    free(memory);
}

/* --- against the model --- */

static bool valid(const struct tlb_entry *e)
{
    return e->lo & V;
}

static void model_drop(struct tlb_entry *e, struct drops *d)
{
    if (valid(e)) {
        note(d, e->hi);
        e->lo = 0;
    }
}

static bool serves(const struct tlb_entry *e, uint32_t va, uint32_t asid)
{
    return valid(e) && e->hi >> 12 == va >> 12 && ((e->hi & TLB_HI_G) || (e->hi & 0xff) == asid);
}

static bool named(const struct tlb_entry *e, const struct tlb_inv *inv)
{
    bool va = inv->any_va || e->hi >> 12 == inv->va >> 12;
    bool asid = inv->any_asid || (!(e->hi & TLB_HI_G) && (e->hi & 0xff) == inv->asid);
    return va && asid;
}

static bool meets(const struct tlb_entry *e, uint32_t hi)
{
    bool space = ((e->hi | hi) & TLB_HI_G) || (e->hi & 0xff) == (hi & 0xff);
    return valid(e) && e->hi >> 12 == hi >> 12 && space;
}

/* The slot that serves, in the real one's numbering; SOFT_NONE if there is none. */
static uint32_t model_find(const struct model *m, uint32_t va, uint32_t asid)
{
    for (uint32_t slot = 0; slot < m->buckets * m->ways; slot++) {
        if (serves(&m->slot[slot / m->ways][slot % m->ways], va, asid)) {
            return slot;
        }
    }
    return SOFT_NONE;
}

static uint32_t random_hi(struct rng *r)
{
    /* Pages that share a hash chain, and pages that do not. */
    uint32_t page = rng_below(r, 6) << 8 | (rng_below(r, 4) ^ rng_below(r, 6));
    return page << 12 | rng_below(r, 3) | (rng_below(r, 10) == 0 ? TLB_HI_G : 0);
}

struct pair {
    struct soft_tlb *s;
    struct model *m;
    struct drops real, model;
};

/* As the monitor does: a new mapping first ends what it overlaps. */
static void insert(struct pair *p, uint32_t bucket, struct tlb_entry e)
{
    struct model *m = p->m;
    soft_forget_overlap(p->s, e.hi, note, &p->real);
    for (uint32_t i = 0; i < m->buckets * m->ways; i++) {
        struct tlb_entry *old = &m->slot[i / m->ways][i % m->ways];
        if (meets(old, e.hi)) {
            model_drop(old, &p->model);
        }
    }
    soft_insert(p->s, bucket, e, note, &p->real);
    struct tlb_entry *slot = &m->slot[bucket][m->turn[bucket]++ % m->ways];
    model_drop(slot, &p->model);
    *slot = e;
}

static void take(struct pair *p, uint32_t hi)
{
    uint32_t bucket;
    uint32_t slot = soft_find(p->s, hi, hi & 0xff);
    if (slot != SOFT_NONE) {
        struct tlb_entry *expected = &p->m->slot[slot / p->m->ways][slot % p->m->ways];
        struct tlb_entry e = soft_take(p->s, slot, &bucket);
        assert_int_equal(bucket, slot / p->m->ways);
        assert_int_equal(e.hi, expected->hi);
        assert_int_equal(e.lo, expected->lo);
        expected->lo = 0;
    }
}

static void forget_bucket(struct pair *p, uint32_t bucket)
{
    soft_forget_bucket(p->s, bucket, note, &p->real);
    for (uint32_t way = 0; way < p->m->ways; way++) {
        model_drop(&p->m->slot[bucket][way], &p->model);
    }
}

static void forget_named(struct pair *p, const struct tlb_inv *inv)
{
    soft_forget_named(p->s, inv, note, &p->real);
    for (uint32_t i = 0; i < p->m->buckets * p->m->ways; i++) {
        struct tlb_entry *e = &p->m->slot[i / p->m->ways][i % p->m->ways];
        if (named(e, inv)) {
            model_drop(e, &p->model);
        }
    }
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* The same entries were dropped, each once; in which order within one operation is its own. */
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

static void random_operation(struct pair *p, struct rng *r)
{
    uint32_t hi = random_hi(r);
    uint32_t bucket = rng_below(r, p->m->buckets);
    struct tlb_inv inv = {rng_below(r, 3) == 0, rng_below(r, 4) == 0, hi, hi & 0xff};
    switch (rng_below(r, 16)) {
    case 0:
        forget_bucket(p, bucket);
        break;
    case 1:
        forget_named(p, &inv);
        break;
    case 2:
    case 3:
        take(p, hi);
        break;
    default:
        insert(p, bucket, (struct tlb_entry){hi, (rng_next(r) & 0xfffff00e) | V});
        break;
    }
}

static void test_against_the_model(void **state)
{
    struct rng r = {5};
    (void)state;
    for (uint32_t round = 0; round < 100; round++) {
        void *memory;
        struct model m = {.buckets = 1 + round % BUCKETS_MAX, .ways = 1 + round / 7 % WAYS_MAX};
        struct soft_tlb s = fresh(m.buckets, m.ways, &memory);
        struct pair p = {.s = &s, .m = &m};
        for (int i = 0; i < 500; i++) {
            random_operation(&p, &r);
            check_drops(&p);
            uint32_t hi = random_hi(&r);
            assert_int_equal(soft_find(&s, hi, hi & 0xff), model_find(&m, hi, hi & 0xff));
        }
        free(memory);
    }
}

/* The largest there may be: slot numbers still fit their type. */
static void test_largest(void **state)
{
    enum { BUCKETS = 256, WAYS = 255 };
    struct drops d = {0};
    void *memory;
    struct soft_tlb s = fresh(BUCKETS, WAYS, &memory);
    (void)state;
    assert_true(BUCKETS * WAYS <= SOFT_MAX);
    for (uint32_t i = 0; i < BUCKETS * WAYS; i++) {
        soft_insert(&s, i / WAYS, (struct tlb_entry){(i + 1) << 12, V}, note, &d);
    }
    assert_int_equal(d.count, 0);
    assert_int_equal(soft_find(&s, BUCKETS * WAYS << 12, 0), BUCKETS * WAYS - 1);
    assert_int_equal(soft_find(&s, 1 << 12, 0), 0);
    soft_insert(&s, 255, (struct tlb_entry){0, V}, note, &d);
    assert_int_equal(d.count, 1);
    assert_int_equal(d.hi[0], (255 * WAYS + 1) << 12);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_there),      cmocka_unit_test(test_insert_find_take),
        cmocka_unit_test(test_first_in_first_out), cmocka_unit_test(test_global),
        cmocka_unit_test(test_against_the_model),  cmocka_unit_test(test_largest),
    };
    return cmocka_run_group_tests_name("softtlb", tests, NULL, NULL);
}
