/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CLINT's registers: halves of 64 bits, and when the timer's line goes up. */
#include "tests/unit/unit.h"

#include "isa/dev/clint.h"

enum { MSIP = 0, MTIMECMP = 0x4000, MTIMECMPH = 0x4004, MTIME = 0xbff8, MTIMEH = 0xbffc };

static uint32_t get(const struct clint *c, uint32_t reg, uint64_t now)
{
    uint32_t value = 0xeeeeeeee;
    assert_true(clint_read(c, reg, 4, now, &value));
    return value;
}

static void set(struct clint *c, uint32_t reg, uint64_t now, uint32_t value)
{
    assert_true(clint_write(c, reg, 4, now, value));
}

static void test_reset(void **state)
{
    struct clint c;
    (void)state;
    clint_reset(&c);
    assert_int_equal(get(&c, MSIP, 5), 0);
    assert_int_equal(get(&c, MTIME, 5), 5);
    assert_false(clint_timer_line(&c, 0));
    assert_false(clint_timer_line(&c, UINT64_MAX - 1));
    assert_true(clint_deadline(&c, 0) == UINT64_MAX);
}

static void test_software_interrupt(void **state)
{
    struct clint c;
    (void)state;
    clint_reset(&c);
    set(&c, MSIP, 0, 0xffffffff);
    assert_int_equal(c.msip, 1);
    assert_int_equal(get(&c, MSIP, 0), 1);
    set(&c, MSIP + 4, 0, 0); /* of a hart that is not there */
    assert_int_equal(get(&c, MSIP + 4, 0), 0);
    assert_int_equal(c.msip, 1);
    set(&c, MSIP, 0, 0xfffffffe);
    assert_int_equal(c.msip, 0);
}

static void test_compare_halves(void **state)
{
    struct clint c;
    (void)state;
    clint_reset(&c);
    set(&c, MTIMECMP, 0, 0x11111111); /* software that writes no more has a timer, too */
    assert_true(c.mtimecmp == 0x11111111u);
    assert_true(clint_deadline(&c, 5) == 0x11111111u);
    set(&c, MTIMECMPH, 0, 0x22222222);
    assert_true(c.mtimecmp == 0x2222222211111111u);
    assert_int_equal(get(&c, MTIMECMP, 0), 0x11111111);
    assert_int_equal(get(&c, MTIMECMPH, 0), 0x22222222);
}

static void test_line_and_deadline(void **state)
{
    struct clint c;
    (void)state;
    clint_reset(&c);
    set(&c, MTIMECMP, 100, 1000);
    set(&c, MTIMECMPH, 100, 0);
    assert_false(clint_timer_line(&c, 999));
    assert_true(clint_timer_line(&c, 1000));
    assert_true(clint_timer_line(&c, 1001));
    assert_true(clint_deadline(&c, 100) == 1000);
    assert_true(clint_deadline(&c, 999) == 1000);
    assert_true(clint_deadline(&c, 1000) == 1000);
    assert_true(clint_deadline(&c, 5000) == 5000); /* it is up: now */
}

static void test_time_is_written(void **state)
{
    struct clint c;
    (void)state;
    clint_reset(&c);
    set(&c, MTIME, 50, 0x1000);
    assert_true(clint_time(&c, 50) == 0x1000);
    assert_true(clint_time(&c, 60) == 0x100a); /* and runs on from there */
    set(&c, MTIMEH, 60, 7);
    assert_true(clint_time(&c, 60) == 0x70000100au);
    assert_int_equal(get(&c, MTIMEH, 60), 7);
    assert_int_equal(get(&c, MTIME, 60), 0x100a);
    set(&c, MTIMEH, 60, 0);
    set(&c, MTIME, 60, 0); /* back: a clock behind its owner's */
    assert_true(clint_time(&c, 61) == 1);
    set(&c, MTIMECMP, 61, 11);
    set(&c, MTIMECMPH, 61, 0);
    assert_true(clint_deadline(&c, 61) == 71);
    assert_false(clint_timer_line(&c, 70));
    assert_true(clint_timer_line(&c, 71));
}

/* The deadline is the first moment at which the line is up, wherever the clock was set. */
static void test_deadline_is_exact(void **state)
{
    struct rng r = {6};
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct clint c = {.armed = true,
                          .mtimecmp = (uint64_t)rng_edge(&r) << rng_below(&r, 32),
                          .offset = (uint64_t)rng_edge(&r) << rng_below(&r, 33)};
        uint64_t now = rng_next(&r);
        uint64_t at = clint_deadline(&c, now);
        assert_true(at >= now);
        if (at != UINT64_MAX) {
            assert_true(clint_timer_line(&c, at));
        }
        if (at > now) {
            assert_false(clint_timer_line(&c, at - 1));
            assert_false(clint_timer_line(&c, now));
        }
    }
}

static void test_sizes(void **state)
{
    struct clint c;
    uint32_t value;
    (void)state;
    clint_reset(&c);
    for (unsigned size = 1; size <= 2; size++) {
        assert_false(clint_read(&c, MTIME, size, 0, &value));
        assert_false(clint_write(&c, MSIP, size, 0, 1));
    }
    assert_int_equal(c.msip, 0);
    assert_int_equal(get(&c, 0x8000, 0), 0); /* registers of other harts read as zero */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reset),           cmocka_unit_test(test_software_interrupt),
        cmocka_unit_test(test_compare_halves),  cmocka_unit_test(test_line_and_deadline),
        cmocka_unit_test(test_time_is_written), cmocka_unit_test(test_deadline_is_exact),
        cmocka_unit_test(test_sizes),
    };
    return cmocka_run_group_tests_name("clint", tests, NULL, NULL);
}
