/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State as bytes, both ways, and what is refused on its way in. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "machine/archive.h"

enum { PAGES = 4, SIZE = PAGES * PAGE_SIZE, MOST = 100, END = 7 };

/* One of each. */
struct things {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32, below;
    uint64_t u64;
    bool yes, no;
    uint8_t raw[3];
    uint8_t *block;
    size_t size;
};

static const uint8_t filling[] = {0xfe, 0x00, 0xed};

static void things_archive(struct archive *a, struct things *t)
{
    archive_u8(a, &t->u8);
    archive_u16(a, &t->u16);
    archive_u32(a, &t->u32);
    archive_u64(a, &t->u64);
    archive_bool(a, &t->yes);
    archive_bool(a, &t->no);
    archive_below(a, &t->below, END);
    archive_bytes(a, t->raw, sizeof t->raw);
    archive_block(a, &t->block, &t->size, MOST);
}

static struct archive saved_things(void)
{
    uint8_t block[] = {9, 8, 7, 6};
    struct things t = {.u8 = 0x12,
                       .u16 = 0x3456,
                       .u32 = 0x789abcde,
                       .below = END - 1,
                       .u64 = 0xf0e1d2c3b4a59687u,
                       .yes = true,
                       .block = block,
                       .size = sizeof block};
    struct archive a = {.loading = false};
    memcpy(t.raw, filling, sizeof t.raw);
    things_archive(&a, &t);
    assert_false(a.failed);
    return a;
}

/* Little-endian, in order, and nothing else. */
static void test_layout(void **state)
{
    static const uint8_t expected[] = {
        0x12,                                           /* u8 */
        0x56, 0x34,                                     /* u16 */
        0xde, 0xbc, 0x9a, 0x78,                         /* u32 */
        0x87, 0x96, 0xa5, 0xb4, 0xc3, 0xd2, 0xe1, 0xf0, /* u64 */
        1,    0,                                        /* yes and no */
        6,    0,    0,    0,                            /* below */
        0xfe, 0x00, 0xed,                               /* bytes */
        4,    0,    0,    0,    0,    0,    0,    0,    /* block */
        9,    8,    7,    6,
    };
    struct archive a = saved_things();
    (void)state;
    assert_int_equal(a.size, sizeof expected);
    assert_memory_equal(a.bytes, expected, sizeof expected);
    archive_free(&a);
}

static void test_there_and_back(void **state)
{
    struct archive a = saved_things();
    struct archive in = archive_of(a.bytes, a.size);
    struct things t = {.no = true};
    (void)state;
    things_archive(&in, &t);
    assert_false(in.failed);
    assert_int_equal(in.at, in.size);
    assert_int_equal(t.u8, 0x12);
    assert_int_equal(t.u16, 0x3456);
    assert_int_equal(t.u32, 0x789abcde);
    assert_true(t.u64 == 0xf0e1d2c3b4a59687u);
    assert_true(t.yes && !t.no);
    assert_int_equal(t.below, END - 1);
    assert_memory_equal(t.raw, filling, sizeof filling);
    assert_int_equal(t.size, 4);
    assert_int_equal(t.block[3], 6);
    free(t.block);
    archive_free(&in); /* the bytes are not its own */
    archive_free(&a);
}

/* Cut off anywhere it has failed, and what comes after the cut is zero. */
static void test_cut_off(void **state)
{
    struct archive a = saved_things();
    (void)state;
    for (size_t size = 0; size < a.size; size++) {
        uint8_t *exact = malloc(size ? size : 1); /* ASan watches its end */
        assert_non_null(exact);
        memcpy(exact, a.bytes, size);
        struct archive in = archive_of(exact, size);
        struct things t = {.u8 = 0xff, .u64 = 1, .size = 77};
        memset(t.raw, 0xff, sizeof t.raw);
        things_archive(&in, &t);
        assert_true(in.failed);
        assert_int_equal(t.size, 0);
        assert_true(size >= 15 || t.u64 == 0);
        assert_true(size >= 24 || t.raw[0] + t.raw[1] + t.raw[2] == 0);
        assert_true(size > 0 || t.u8 == 0);
        free(t.block);
        free(exact);
    }
    archive_free(&a);
}

/* Values that cannot be: refused, and not handed on. */
static void test_refused(void **state)
{
    static const uint8_t two[] = {2, 0, 0, 0};
    static const uint8_t end[] = {END, 0, 0, 0};
    static const uint8_t long_block[] = {MOST + 1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3};
    static const uint8_t huge_block[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1};
    bool b = true;
    uint32_t below = 1;
    (void)state;
    struct archive a = archive_of(two, sizeof two);
    archive_bool(&a, &b);
    assert_true(a.failed && !b);
    a = archive_of(end, sizeof end);
    archive_below(&a, &below, END);
    assert_true(a.failed && below == 0);
    for (int i = 0; i < 2; i++) {
        uint8_t *block = NULL;
        size_t size = 0;
        a = i ? archive_of(huge_block, sizeof huge_block)
              : archive_of(long_block, sizeof long_block);
        archive_block(&a, &block, &size, i ? SIZE_MAX : MOST);
        assert_true(a.failed && size == 0);
        free(block);
    }
}

/* One that has failed stays so, and yields zeros. */
static void test_failed_for_good(void **state)
{
    static const uint8_t bytes[] = {1, 1, 1, 1, 1, 1, 1, 1};
    struct archive a = archive_of(bytes, sizeof bytes);
    uint32_t value = 5;
    bool yes = true;
    (void)state;
    archive_require(&a, true);
    assert_false(a.failed);
    archive_require(&a, false);
    archive_require(&a, true);
    assert_true(a.failed);
    archive_u32(&a, &value);
    archive_bool(&a, &yes);
    assert_true(a.failed && value == 0 && !yes);
}

/* Who saves may save what it likes: requirements are for loading. */
static void test_saving_requires_nothing(void **state)
{
    struct archive a = {.loading = false};
    uint32_t value = 99;
    (void)state;
    archive_require(&a, false);
    archive_u32(&a, &value);
    assert_false(a.failed);
    assert_int_equal(a.size, 4);
    archive_free(&a);
    assert_null(a.bytes);
}

/* Growing keeps what is there. */
static void test_much(void **state)
{
    struct archive a = {.loading = false};
    (void)state;
    for (uint64_t i = 0; i < 50000; i++) {
        uint64_t value = i * i;
        archive_u64(&a, &value);
    }
    struct archive in = archive_of(a.bytes, a.size);
    for (uint64_t i = 0; i < 50000; i++) {
        uint64_t value;
        archive_u64(&in, &value);
        assert_true(value == i * i);
    }
    assert_true(!in.failed && in.at == in.size);
    archive_free(&a);
}

/* --- pages --- */

static struct pages some_pages(void)
{
    struct pages p;
    assert_true(pages_new(&p, SIZE));
    pages_touch_all(&p, PAGE_SIZE, PAGE_SIZE); /* touched, and zero all the same */
    pages_touch(&p, SIZE - 1);
    p.bytes[SIZE - 1] = 5;
    pages_touch(&p, 2 * PAGE_SIZE);
    p.bytes[2 * PAGE_SIZE] = 6;
    return p;
}

/* Only pages with something in them take room, whether or not a set remembers them. */
static void test_pages(void **state)
{
    (void)state;
    for (int remembered = 0; remembered < 2; remembered++) {
        struct pages p = some_pages();
        struct pages q;
        struct page_set s = {.count = 0};
        struct archive a = {.loading = false};
        assert_true(pages_new(&q, SIZE));
        assert_true(!remembered || pages_take(&p, &s));
        archive_pages(&a, &p);
        assert_int_equal(a.size, 2 * (4 + PAGE_SIZE) + 4);
        struct archive in = archive_of(a.bytes, a.size);
        archive_pages(&in, &q);
        assert_true(!in.failed && in.at == in.size);
        assert_memory_equal(p.bytes, q.bytes, SIZE);
        page_set_free(&s);
        assert_true(pages_take(&q, &s)); /* what was loaded counts as written */
        assert_true(s.page[2] && s.page[3] && !s.page[0] && !s.page[1]);
        page_set_free(&s);
        archive_free(&a);
        pages_free(&p);
        pages_free(&q);
    }
}

static bool pages_load(const uint8_t *bytes, size_t size)
{
    struct pages p;
    struct archive in = archive_of(bytes, size);
    assert_true(pages_new(&p, SIZE));
    archive_pages(&in, &p);
    pages_free(&p);
    return !in.failed && in.at == in.size;
}

/* Numbers of pages rise, and are below the end. */
static void test_pages_refused(void **state)
{
    enum { RECORD = 4 + PAGE_SIZE, TOTAL = 2 * RECORD + 4 };
    struct pages p = some_pages();
    struct archive a = {.loading = false};
    (void)state;
    archive_pages(&a, &p);
    assert_int_equal(a.size, TOTAL);
    for (uint8_t first = 0; first < 6; first++) {
        for (uint8_t second = 0; second < 6; second++) {
            a.bytes[0] = first;
            a.bytes[RECORD] = second;
            assert_int_equal(pages_load(a.bytes, a.size), first < second && second < PAGES);
        }
    }
    a.bytes[0] = 2;
    a.bytes[RECORD] = 3;
    assert_true(pages_load(a.bytes, a.size));
    for (size_t size = 0; size < a.size; size += 1 + size % 97) {
        assert_false(pages_load(a.bytes, size));
    }
    a.bytes[TOTAL - 1] = 0x7f; /* no end, but a page far beyond */
    assert_false(pages_load(a.bytes, a.size));
    archive_free(&a);
    pages_free(&p);
}

/* [Fowler, Noll, Vo: the FNV hash, test vectors] */
static void test_checksum(void **state)
{
    (void)state;
    assert_true(archive_checksum((const uint8_t *)"", 0) == 0xcbf29ce484222325u);
    assert_true(archive_checksum((const uint8_t *)"a", 1) == 0xaf63dc4c8601ec8cu);
    assert_true(archive_checksum((const uint8_t *)"foobar", 6) == 0x85944171f73967e8u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_failed_for_good),
        cmocka_unit_test(test_saving_requires_nothing),
        cmocka_unit_test(test_much),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_pages_refused),
        cmocka_unit_test(test_checksum),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
