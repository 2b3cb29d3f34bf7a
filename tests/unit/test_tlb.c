/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The TLB: by hand from the manual's rules, and against a model that has no cleverness at all. */
#include "tests/unit/unit.h"

#include "isa/tlb.h"

enum { V = 1, R = 2, W = 4, X = 8, G = 0x100 };

static void put(struct tlb *t, uint32_t index, uint32_t hi, uint32_t lo)
{
    assert_true(tlb_write(t, index, hi, lo));
}

static void test_find(void **state)
{
    struct tlb t;
    (void)state;
    tlb_reset(&t, 8);
    assert_int_equal(tlb_find(&t, 0, 0), TLB_NONE); /* V = 0 matches nothing, not even 0 */
    put(&t, 5, 0x00401007, 0x80002000 | V | R);
    assert_int_equal(tlb_find(&t, 0x00401000, 7), 5);
    assert_int_equal(tlb_find(&t, 0x00401fff, 7), 5);
    assert_int_equal(tlb_find(&t, 0x00402000, 7), TLB_NONE);
    assert_int_equal(tlb_find(&t, 0x00400fff, 7), TLB_NONE);
    assert_int_equal(tlb_find(&t, 0x00401000, 6), TLB_NONE);
    put(&t, 2, 0x00500009 | G, 0x80003000 | V | R); /* global: in every address space */
    assert_int_equal(tlb_find(&t, 0x00500123, 9), 2);
    assert_int_equal(tlb_find(&t, 0x00500123, 77), 2);
    put(&t, 5, 0x00401007, 0x80002000 | R); /* V = 0 */
    assert_int_equal(tlb_find(&t, 0x00401000, 7), TLB_NONE);
}

static void check_translate(struct tlb *t, uint32_t lo, enum access access, uint32_t cause)
{
    uint32_t pa = 0xeeeeeeee;
    put(t, 0, 0xfffff001, lo);
    assert_int_equal(tlb_translate(t, 0xfffffabc, 1, access, &pa), cause);
    assert_int_equal(pa, cause ? 0xeeeeeeee : 0x80000abc);
}

static void test_translate(void **state)
{
    struct tlb t;
    (void)state;
    tlb_reset(&t, 1);
    check_translate(&t, 0x80000000 | V | X, ACCESS_FETCH, 0);
    check_translate(&t, 0x80000000 | V | R, ACCESS_LOAD, 0);
    check_translate(&t, 0x80000000 | V | W, ACCESS_STORE, 0);
    check_translate(&t, 0x80000000 | V | R | W, ACCESS_FETCH, 12);
    check_translate(&t, 0x80000000 | V | X | W, ACCESS_LOAD, 13);
    check_translate(&t, 0x80000000 | V | X | R, ACCESS_STORE, 15);
    check_translate(&t, 0x80000000 | V, ACCESS_LOAD, 13);
    check_translate(&t, 0x80000000 | X | R | W, ACCESS_FETCH, 24);
    check_translate(&t, 0x80000000 | X | R | W, ACCESS_LOAD, 25);
    check_translate(&t, 0x80000000 | X | R | W, ACCESS_STORE, 26);
}

/* A write that would make a second match is refused and changes nothing. */
static void test_duplicates(void **state)
{
    struct tlb t;
    struct tlb before;
    (void)state;
    tlb_reset(&t, 8);
    put(&t, 1, 0x1000 | 3, 0x80000000 | V);
    put(&t, 2, 0x1000 | 4, 0x80000000 | V); /* another ASID */
    put(&t, 3, 0x2000 | 3, 0x80000000 | V); /* another page */
    before = t;
    assert_false(tlb_write(&t, 0, 0x1000 | 3, 0x90000000 | V));
    assert_false(tlb_write(&t, 0, 0x1000 | 9 | G, 0x90000000 | V)); /* G would match 3 and 4 */
    assert_memory_equal(&t.entry, &before.entry, sizeof t.entry);
    put(&t, 1, 0x1000 | 3, 0x90000000 | V | R); /* over itself */
    put(&t, 0, 0x1000 | 3, 0x90000000);         /* V = 0 can match nothing */
    put(&t, 4, 0x5000 | G, 0x80000000 | V);
    assert_false(tlb_write(&t, 5, 0x5000 | 8, 0x90000000 | V)); /* under a global one */
    put(&t, 4, 0x5000 | G, 0);
    put(&t, 5, 0x5000 | 8, 0x90000000 | V);
}

static void test_reserved_bits_read_as_zero(void **state)
{
    struct tlb t;
    (void)state;
    tlb_reset(&t, 4);
    put(&t, 3, 0xffffffff, 0xffffffff);
    assert_int_equal(tlb_read_hi(&t, 3), 0xfffff1ff);
    assert_int_equal(tlb_read_lo(&t, 3), 0xfffff00f);
    assert_int_equal(tlb_read_hi(&t, 4), 0);
    assert_int_equal(tlb_read_lo(&t, 4), 0);
    assert_int_equal(tlb_read_lo(&t, 0xffffffff), 0);
}

/* Entries for the invalidation tests: two pages, two ASIDs, a global. */
static void fill(struct tlb *t)
{
    tlb_reset(t, 8);
    put(t, 0, 0x1000 | 1, V);
    put(t, 1, 0x1000 | 2, V);
    put(t, 2, 0x2000 | 1, V);
    put(t, 3, 0x3000 | 1 | G, V);
}

/* Which entries of fill() survive `tlbinv` with these operands, as a mask. */
static unsigned survivors(uint32_t word, uint32_t va, uint32_t asid)
{
    struct tlb t;
    struct insn in = isa_decode(word, VARIANT_PG32);
    unsigned left = 0;
    fill(&t);
    struct tlb_inv inv = tlb_inv_operands(&in, va, asid);
    tlb_invalidate(&t, &inv);
    for (unsigned i = 0; i < 4; i++) {
        left |= (tlb_read_lo(&t, i) & V) << i;
    }
    return left;
}

/* As sfence.vma [Priv 4.2.1]: it is register x0 that means "all", not the value 0. */
static void test_invalidate(void **state)
{
    enum { BOTH = 0xbcb50173, VA = 0xbc050173, ASID = 0xbcb00173, ALL = 0xbc000173 };
    (void)state;
    assert_int_equal(survivors(ALL, 0, 0), 0x0);
    assert_int_equal(survivors(ASID, 0, 1), 0xa);     /* globals stay */
    assert_int_equal(survivors(ASID, 0, 0x301), 0xa); /* ASIDs have eight bits */
    assert_int_equal(survivors(ASID, 0, 0), 0xf);     /* ASID 0, not all */
    assert_int_equal(survivors(VA, 0x1abc, 0), 0xc);
    assert_int_equal(survivors(VA, 0x3abc, 0), 0x7); /* globals go */
    assert_int_equal(survivors(BOTH, 0x1abc, 1), 0xe);
    assert_int_equal(survivors(BOTH, 0x3abc, 1), 0xf); /* globals stay */
    assert_int_equal(survivors(BOTH, 0, 1), 0xf);      /* page 0, not all */
}

static void test_probe(void **state)
{
    struct tlb t;
    (void)state;
    fill(&t);
    assert_int_equal(tlb_probe(&t, 0x1000 | 2), 1);
    assert_int_equal(tlb_probe(&t, 0x1abc & ~0xffu), 0xffffffff);
    assert_int_equal(tlb_probe(&t, 0x3000 | 99), 3);
    assert_int_equal(tlb_probe(&t, 0x2000 | 1 | G), 2); /* the G bit asks for nothing */
    assert_int_equal(tlb_probe(&t, 0x4000 | 1), 0xffffffff);
}

/* Numerical Recipes' generator from 0: computed by hand with bc. */
static void test_generator(void **state)
{
    static const uint32_t sequence[] = {0x3c6ef35f, 0x47502932, 0xd1ccf6e9, 0xaaf95334,
                                        0x6252e503, 0x9f2ec686, 0x57fe6c2d, 0xa3d95fa8};
    uint32_t s = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(sequence); i++) {
        s = tlb_random_step(s);
        assert_int_equal(s, sequence[i]);
    }
}

static void test_random_index(void **state)
{
    struct priv p = {.tlb_entries = 64, .mtlbwired = 0};
    (void)state;
    assert_int_equal(tlb_random_index(&p, 0x00000000), 0);
    assert_int_equal(tlb_random_index(&p, 0x3c6ef35f), 15);
    assert_int_equal(tlb_random_index(&p, 0x7fffffff), 31);
    assert_int_equal(tlb_random_index(&p, 0xffffffff), 63);
    p.mtlbwired = 8;
    assert_int_equal(tlb_random_index(&p, 0x00000000), 8);
    assert_int_equal(tlb_random_index(&p, 0x80000000), 36);
    assert_int_equal(tlb_random_index(&p, 0xffffffff), 63);
    p.mtlbwired = 63;
    assert_int_equal(tlb_random_index(&p, 0x12345678), 63);
}

/* Every index from wired up is reached, and none below it. */
static void test_random_index_spares_wired(void **state)
{
    (void)state;
    for (uint32_t wired = 0; wired < 16; wired++) {
        struct priv p = {.tlb_entries = 16, .mtlbwired = wired};
        uint32_t s = wired;
        uint32_t seen = 0;
        for (int i = 0; i < 1000; i++) {
            s = tlb_random_step(s);
            seen |= 1u << tlb_random_index(&p, s);
        }
        assert_int_equal(seen, 0xffffu & ~((1u << wired) - 1));
    }
}

/* --- the model: an array of fields, and each rule as the manual says it --- */

struct page {
    bool valid, global;
    uint32_t vpn, asid, lo;
};

struct model {
    uint32_t entries;
    struct page page[32];
};

static bool in_space(const struct page *p, uint32_t asid)
{
    return p->global || p->asid == asid;
}

static int model_find(const struct model *m, uint32_t va, uint32_t asid)
{
    for (uint32_t i = 0; i < m->entries; i++) {
        if (m->page[i].valid && m->page[i].vpn == va >> 12 && in_space(&m->page[i], asid)) {
            return (int)i;
        }
    }
    return -1;
}

static bool model_write(struct model *m, uint32_t index, uint32_t hi, uint32_t lo)
{
    struct page new = {lo & V, (hi & G) != 0, hi >> 12, hi & 0xff, lo};
    for (uint32_t i = 0; i < m->entries && new.valid; i++) {
        const struct page *p = &m->page[i];
        bool meet = p->global || new.global || p->asid == new.asid;
        if (i != index && p->valid && p->vpn == new.vpn &&meet) {
            return false;
        }
    }
    m->page[index] = new;
    return true;
}

static void model_invalidate(struct model *m, const struct tlb_inv *inv)
{
    for (uint32_t i = 0; i < m->entries; i++) {
        struct page *p = &m->page[i];
        bool va = inv->any_va || p->vpn == inv->va >> 12;
        bool asid = inv->any_asid || (!p->global && p->asid == inv->asid);
        p->valid = p->valid && !(va && asid);
    }
}

static uint32_t model_translate(const struct model *m, uint32_t va, uint32_t asid,
                                enum access access, uint32_t *pa)
{
    static const uint32_t need[] = {X, R, W};
    static const uint32_t miss[] = {24, 25, 26};
    static const uint32_t forbidden[] = {12, 13, 15};
    int i = model_find(m, va, asid);
    if (i < 0) {
        return miss[access];
    }
    if (!(m->page[i].lo & need[access])) {
        return forbidden[access];
    }
    *pa = (m->page[i].lo & 0xfffff000) + va % 4096;
    return 0;
}

/* Few pages, few ASIDs: so that entries collide, and so do hints (pages 64 apart). */
static uint32_t random_page(struct rng *r)
{
    return (rng_below(r, 4) * 64 + rng_below(r, 3)) << 12;
}

static void check_lookups(struct tlb *t, const struct model *m, struct rng *r)
{
    uint32_t va = random_page(r) | rng_below(r, 4096);
    uint32_t asid = rng_below(r, 3);
    enum access access = (enum access)rng_below(r, 3);
    uint32_t pa = 0;
    uint32_t expected = 0;
    assert_int_equal(tlb_find(t, va, asid), model_find(m, va, asid));
    assert_int_equal(tlb_translate(t, va, asid, access, &pa),
                     model_translate(m, va, asid, access, &expected));
    assert_int_equal(pa, expected);
    assert_int_equal((int32_t)tlb_probe(t, (va & PAGE_FRAME) | asid), model_find(m, va, asid));
}

static void random_operation(struct tlb *t, struct model *m, struct rng *r)
{
    uint32_t asid = rng_below(r, 3);
    if (rng_below(r, 4) > 0) {
        uint32_t hi = random_page(r) | asid | (rng_below(r, 8) == 0 ? G : 0);
        uint32_t lo = (rng_next(r) & 0xfffff00e) | (rng_below(r, 8) != 0 ? V : 0);
        uint32_t index = rng_below(r, m->entries);
        assert_int_equal(tlb_write(t, index, hi, lo), model_write(m, index, hi, lo));
    } else {
        struct tlb_inv inv = {rng_below(r, 4) == 0, rng_below(r, 2) == 0, random_page(r), asid};
        if (inv.any_va && inv.any_asid && rng_below(r, 4) != 0) {
            return; /* not too often everything */
        }
        tlb_invalidate(t, &inv);
        model_invalidate(m, &inv);
    }
}

/* Lookups between any two operations leave hints behind, which must never change a result. */
static void test_against_the_model(void **state)
{
    struct rng r = {4};
    (void)state;
    for (uint32_t round = 0; round < 200; round++) {
        struct tlb t;
        struct model m = {.entries = 1 + round % 32};
        tlb_reset(&t, m.entries);
        for (int i = 0; i < 400; i++) {
            random_operation(&t, &m, &r);
            for (uint32_t n = rng_below(&r, 6); n > 0; n--) {
                check_lookups(&t, &m, &r);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_translate),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_reserved_bits_read_as_zero),
        cmocka_unit_test(test_invalidate),
        cmocka_unit_test(test_probe),
        cmocka_unit_test(test_generator),
        cmocka_unit_test(test_random_index),
        cmocka_unit_test(test_random_index_spares_wired),
        cmocka_unit_test(test_against_the_model),
    };
    return cmocka_run_group_tests_name("tlb", tests, NULL, NULL);
}
