/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Storage that is remembered and put back, against plain copies of it. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "machine/pages.h"

enum { PAGES = 11, SIZE = PAGES * PAGE_SIZE, SLOTS = 9, ACTIONS = 3000 };

static void write_byte(struct pages *p, size_t offset, uint8_t value)
{
    pages_touch(p, offset);
    p->bytes[offset] = value;
}

static void take(struct pages *p, struct page_set *s)
{
    assert_true(pages_take(p, s));
    assert_int_equal(s->count, p->count);
}

/* That the sets share all pages but one; `none` of them if it is no page's number. */
static void check_shared(const struct page_set *a, const struct page_set *b, uint32_t but)
{
    assert_int_equal(a->count, b->count);
    for (uint32_t i = 0; i < a->count; i++) {
        if (i == but) {
            assert_ptr_not_equal(a->page[i], b->page[i]);
        } else {
            assert_ptr_equal(a->page[i], b->page[i]);
        }
    }
}

static void test_sizes(void **state)
{
    static const size_t sizes[] = {0, 1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, SIZE};
    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct pages p;
        struct page_set s;
        assert_true(pages_new(&p, sizes[i]));
        assert_int_equal(p.count, (sizes[i] + PAGE_SIZE - 1) / PAGE_SIZE);
        for (size_t at = 0; at < sizes[i]; at++) {
            assert_int_equal(p.bytes[at], 0);
        }
        take(&p, &s);
        pages_touch_all(&p, 0, sizes[i]);
        memset(p.bytes, 0xa5, sizes[i]);
        pages_put_back(&p, &s);
        for (size_t at = 0; at < sizes[i]; at++) {
            assert_int_equal(p.bytes[at], 0);
        }
        page_set_free(&s);
        pages_free(&p);
    }
}

/* What nobody wrote is shared, whether or not there is anything in it. */
static void test_shared(void **state)
{
    struct pages p;
    struct page_set s[3];
    (void)state;
    assert_true(pages_new(&p, SIZE));
    for (size_t i = 0; i < PAGES; i += 2) {
        write_byte(&p, i * PAGE_SIZE + i, 1);
    }
    take(&p, &s[0]);
    take(&p, &s[1]);
    check_shared(&s[0], &s[1], PAGES);
    write_byte(&p, 4 * PAGE_SIZE - 1, 7);
    take(&p, &s[2]);
    check_shared(&s[1], &s[2], 3);
    for (unsigned i = 0; i < 3; i++) {
        page_set_free(&s[i]);
    }
    pages_free(&p);
}

/* Pages of zeros take no room, those that have become so neither. */
static void test_zeros(void **state)
{
    struct pages p;
    struct page_set s[2];
    (void)state;
    assert_true(pages_new(&p, SIZE));
    pages_touch_all(&p, 0, SIZE);
    write_byte(&p, 5 * PAGE_SIZE + PAGE_SIZE - 1, 1);
    take(&p, &s[0]);
    for (uint32_t i = 0; i < PAGES; i++) {
        assert_int_equal(s[0].page[i] != NULL, i == 5);
        assert_int_equal(pages_used(&p, i), i == 5);
    }
    write_byte(&p, 5 * PAGE_SIZE + PAGE_SIZE - 1, 0);
    assert_true(pages_used(&p, 5));
    take(&p, &s[1]);
    assert_null(s[1].page[5]);
    assert_false(pages_used(&p, 5));
    pages_put_back(&p, &s[0]);
    assert_true(pages_used(&p, 5));
    assert_int_equal(p.bytes[6 * PAGE_SIZE - 1], 1);
    page_set_free(&s[0]);
    page_set_free(&s[1]);
    pages_free(&p);
}

/* After putting back, what was put back is remembered already. */
static void test_put_back_is_remembered(void **state)
{
    struct pages p;
    struct page_set s[3];
    (void)state;
    assert_true(pages_new(&p, SIZE));
    write_byte(&p, 0, 1);
    write_byte(&p, SIZE - 1, 2);
    take(&p, &s[0]);
    write_byte(&p, PAGE_SIZE, 3);
    write_byte(&p, SIZE - 1, 4);
    take(&p, &s[1]);
    write_byte(&p, 2 * PAGE_SIZE, 5);
    pages_put_back(&p, &s[0]);
    take(&p, &s[2]);
    check_shared(&s[0], &s[2], PAGES);
    assert_int_equal(p.bytes[SIZE - 1], 2);
    assert_int_equal(p.bytes[PAGE_SIZE] | p.bytes[2 * PAGE_SIZE], 0);
    pages_put_back(&p, &s[1]);
    assert_int_equal(p.bytes[SIZE - 1], 4);
    assert_int_equal(p.bytes[PAGE_SIZE], 3);
    for (unsigned i = 3; i-- > 0;) {
        page_set_free(&s[i]);
    }
    pages_free(&p);
}

/* Sets outlive the storage, and can be freed twice. */
static void test_freed_first(void **state)
{
    struct pages p;
    struct page_set s[2];
    (void)state;
    assert_true(pages_new(&p, SIZE));
    write_byte(&p, 1, 1);
    take(&p, &s[0]);
    write_byte(&p, 2, 1);
    take(&p, &s[1]);
    pages_free(&p);
    pages_free(&p);
    page_set_free(&s[0]);
    page_set_free(&s[0]);
    page_set_free(&s[1]);
}

static void test_touch_all(void **state)
{
    static const struct {
        size_t offset, size;
        uint32_t first, end;
    } ranges[] = {
        {0, 0, 0, 0},
        {SIZE, 0, 0, 0},
        {0, 1, 0, 1},
        {PAGE_SIZE - 1, 1, 0, 1},
        {PAGE_SIZE - 1, 2, 0, 2},
        {PAGE_SIZE, PAGE_SIZE, 1, 2},
        {PAGE_SIZE + 1, PAGE_SIZE, 1, 3},
        {SIZE - 1, 1, PAGES - 1, PAGES},
        {0, SIZE, 0, PAGES},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(ranges); i++) {
        struct pages p;
        assert_true(pages_new(&p, SIZE));
        pages_touch_all(&p, ranges[i].offset, ranges[i].size);
        for (uint32_t n = 0; n < PAGES; n++) {
            assert_int_equal(p.dirty[n], n >= ranges[i].first && n < ranges[i].end);
        }
        pages_free(&p);
    }
}

/* --- at random, against copies --- */

/* Sets, those that are taken with a copy of what the storage held. */
struct album {
    struct pages p;
    uint8_t now[SIZE];
    struct page_set set[SLOTS];
    uint8_t *then[SLOTS];
};

static void scribble(struct album *a, struct rng *r)
{
    size_t offset = rng_below(r, SIZE);
    size_t most = SIZE - offset < 2 * PAGE_SIZE ? SIZE - offset : 2 * PAGE_SIZE;
    size_t size = rng_below(r, 3) ? 1 : rng_below(r, (uint32_t)most + 1);
    uint8_t value = (uint8_t)(rng_below(r, 2) ? rng_next(r) : 0);
    pages_touch_all(&a->p, offset, size);
    memset(a->p.bytes + offset, value, size);
    memset(a->now + offset, value, size);
}

static void discard(struct album *a, uint32_t slot)
{
    if (a->then[slot]) {
        page_set_free(&a->set[slot]);
        free(a->then[slot]);
        a->then[slot] = NULL;
    }
}

static void keep(struct album *a, uint32_t slot)
{
    discard(a, slot);
    a->then[slot] = malloc(SIZE);
    assert_non_null(a->then[slot]);
    memcpy(a->then[slot], a->now, SIZE);
    take(&a->p, &a->set[slot]);
}

static void go_back(struct album *a, uint32_t slot)
{
    if (a->then[slot]) {
        pages_put_back(&a->p, &a->set[slot]);
        memcpy(a->now, a->then[slot], SIZE);
    }
}

static void act(struct album *a, struct rng *r)
{
    uint32_t slot = rng_below(r, SLOTS);
    switch (rng_below(r, 6)) {
    case 0:
        keep(a, slot);
        break;
    case 1:
        go_back(a, slot);
        break;
    case 2:
        if (rng_below(r, 4) == 0) {
            discard(a, slot);
        }
        break;
    default:
        scribble(a, r);
    }
    assert_memory_equal(a->p.bytes, a->now, SIZE);
}

/* The sets, and the storage itself at slot SLOTS, in an order of its own for each seed. */
static void free_in_some_order(struct album *a, struct rng *r)
{
    uint32_t first = rng_below(r, SLOTS + 1);
    uint32_t stride = 1 + 2 * rng_below(r, 2); /* no divisor of SLOTS + 1 */
    for (uint32_t i = 0; i <= SLOTS; i++) {
        uint32_t slot = (first + stride * i) % (SLOTS + 1);
        if (slot == SLOTS) {
            pages_free(&a->p);
        } else {
            discard(a, slot);
        }
    }
}

static void test_at_random(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 8; seed++) {
        struct rng r = {seed};
        struct album *a = calloc(1, sizeof *a);
        assert_non_null(a);
        assert_true(pages_new(&a->p, SIZE));
        for (int i = 0; i < ACTIONS; i++) {
            act(a, &r);
        }
        free_in_some_order(a, &r);
        free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),       cmocka_unit_test(test_shared),
        cmocka_unit_test(test_zeros),       cmocka_unit_test(test_put_back_is_remembered),
        cmocka_unit_test(test_freed_first), cmocka_unit_test(test_touch_all),
        cmocka_unit_test(test_at_random),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}
