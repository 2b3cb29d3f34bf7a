/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real-time clock's registers: time in two halves, and the alarm [QEMU hw/rtc/goldfish_rtc]. */
#include "tests/unit/unit.h"

#include "isa/dev/rtc.h"

enum { TIME_LOW, TIME_HIGH = 4, ALARM_LOW = 8, ALARM_HIGH = 12, IRQ_ENABLED = 16 };
enum { CLEAR_ALARM = 20, ALARM_STATUS = 24, CLEAR_INTERRUPT = 28 };

#define SECOND 1000000000u

static uint32_t get(struct rtc *r, uint32_t reg, uint64_t now)
{
    uint32_t value = 0xeeeeeeee;
    assert_true(rtc_read(r, reg, 4, now, &value));
    return value;
}

static void set(struct rtc *r, uint32_t reg, uint64_t now, uint32_t value)
{
    assert_true(rtc_write(r, reg, 4, now, value));
}

static uint64_t time_of(struct rtc *r, uint64_t now)
{
    uint32_t low = get(r, TIME_LOW, now);
    return (uint64_t)get(r, TIME_HIGH, now) << 32 | low;
}

static void set_alarm(struct rtc *r, uint64_t now, uint64_t when)
{
    set(r, ALARM_HIGH, now, (uint32_t)(when >> 32));
    set(r, ALARM_LOW, now, (uint32_t)when);
}

static void test_reset(void **state)
{
    struct rtc r;
    (void)state;
    rtc_reset(&r, 0);
    for (uint32_t reg = 0; reg < 0x40; reg += 4) {
        assert_int_equal(get(&r, reg, 0), 0);
    }
    assert_false(rtc_line(&r));
    assert_true(rtc_deadline(&r, 0) == UINT64_MAX);
    assert_true(time_of(&r, 7) == 700);
    rtc_reset(&r, 1700000000);
    assert_true(time_of(&r, 0) == 1700000000ull * SECOND);
    assert_true(time_of(&r, 10000000) == 1700000001ull * SECOND);
    rtc_reset(&r, UINT32_MAX); /* as late as can be asked for */
    assert_true(time_of(&r, 0) == (uint64_t)UINT32_MAX * SECOND);
}

static void test_high_belongs_to_low(void **state)
{
    struct rtc r;
    uint64_t turn = 42949673; /* the first tick whose time is beyond 32 bits */
    (void)state;
    rtc_reset(&r, 0);
    assert_int_equal(get(&r, TIME_LOW, turn - 1), 4294967200u);
    assert_int_equal(get(&r, TIME_HIGH, turn), 0); /* of the lower half that was read */
    assert_int_equal(get(&r, TIME_LOW, turn), 4);
    assert_int_equal(get(&r, TIME_HIGH, turn + turn), 1);
}

static void test_time_is_written(void **state)
{
    struct rtc r;
    (void)state;
    rtc_reset(&r, 5);
    set(&r, TIME_HIGH, 100, 0x12345678);
    set(&r, TIME_LOW, 100, 0x9abcdef0);
    assert_true(time_of(&r, 100) == 0x123456789abcdef0u);
    assert_true(time_of(&r, 103) == 0x123456789abcdef0u + 300);
    set(&r, TIME_LOW, 200, 0); /* the other half stays, whichever comes first */
    assert_true(time_of(&r, 200) == 0x1234567800000000u);
    set(&r, TIME_HIGH, 300, 0); /* back */
    assert_true(time_of(&r, 300) == 10000);
}

static void test_alarm(void **state)
{
    struct rtc r;
    (void)state;
    rtc_reset(&r, 1);
    set(&r, IRQ_ENABLED, 0, 0xffffffff);
    assert_int_equal(get(&r, IRQ_ENABLED, 0), 1);
    set_alarm(&r, 0, SECOND + 1001);
    assert_int_equal(get(&r, ALARM_LOW, 0), SECOND + 1001);
    assert_int_equal(get(&r, ALARM_HIGH, 0), 0);
    assert_int_equal(get(&r, ALARM_STATUS, 0), 1);
    assert_true(rtc_deadline(&r, 0) == 11); /* the tick after 1001 ns */
    assert_true(rtc_deadline(&r, 10) == 11);
    rtc_advance(&r, 10);
    assert_false(rtc_line(&r));
    rtc_advance(&r, 11);
    assert_true(rtc_line(&r));
    assert_int_equal(get(&r, ALARM_STATUS, 11), 0);
    assert_true(rtc_deadline(&r, 11) == UINT64_MAX);
    set(&r, CLEAR_ALARM, 12, 0); /* which is not the interrupt */
    assert_true(rtc_line(&r));
    set(&r, CLEAR_INTERRUPT, 12, 0);
    assert_false(rtc_line(&r));
    rtc_advance(&r, 1000);
    assert_false(rtc_line(&r)); /* it rings once */
}

static void test_alarm_that_has_passed(void **state)
{
    struct rtc r;
    (void)state;
    rtc_reset(&r, 0);
    set(&r, IRQ_ENABLED, 50, 1);
    set_alarm(&r, 50, 5000); /* now counts as passed */
    assert_true(rtc_line(&r));
    assert_int_equal(get(&r, ALARM_STATUS, 50), 0);
    set(&r, CLEAR_INTERRUPT, 60, 1);
    set_alarm(&r, 60, 1);
    assert_true(rtc_line(&r));
}

static void test_lower_half_arms(void **state)
{
    struct rtc r;
    (void)state;
    rtc_reset(&r, 0);
    set(&r, ALARM_HIGH, 0, 1);
    assert_int_equal(get(&r, ALARM_STATUS, 0), 0);
    assert_int_equal(get(&r, ALARM_HIGH, 0), 1);
    set(&r, ALARM_LOW, 0, 0);
    set(&r, IRQ_ENABLED, 0, 0);
    set(&r, CLEAR_INTERRUPT, 0, 0);
    assert_int_equal(get(&r, ALARM_STATUS, 0), 1);
    assert_true(rtc_deadline(&r, 0) == 42949673);
    set(&r, CLEAR_ALARM, 0, 0);
    assert_int_equal(get(&r, ALARM_STATUS, 0), 0);
    assert_int_equal(get(&r, ALARM_HIGH, 0), 1);
    assert_true(rtc_deadline(&r, 0) == UINT64_MAX);
    rtc_advance(&r, 50000000);
    assert_false(r.rung);
}

/* An alarm that rings while its interrupt is not enabled is pending when it is. */
static void test_interrupt_enabled_late(void **state)
{
    struct rtc r;
    (void)state;
    rtc_reset(&r, 0);
    set_alarm(&r, 0, 100);
    rtc_advance(&r, 1);
    assert_false(rtc_line(&r));
    set(&r, IRQ_ENABLED, 2, 1);
    assert_true(rtc_line(&r));
    set(&r, IRQ_ENABLED, 2, 2); /* bit 0 alone */
    assert_false(rtc_line(&r));
    set(&r, IRQ_ENABLED, 2, 3);
    assert_true(rtc_line(&r));
}

/* Registers that are only read, or not there. */
static void test_writes_that_do_nothing(void **state)
{
    struct rtc r;
    (void)state;
    rtc_reset(&r, 0);
    set(&r, ALARM_STATUS, 0, 1);
    set(&r, 0x20, 0, 0xffffffff);
    set(&r, 0xffc, 0, 0xffffffff);
    assert_int_equal(get(&r, ALARM_STATUS, 0), 0);
    assert_int_equal(get(&r, 0x20, 0), 0);
    assert_int_equal(get(&r, 0xffc, 0), 0);
    assert_int_equal(get(&r, CLEAR_ALARM, 0), 0);
    assert_int_equal(get(&r, CLEAR_INTERRUPT, 0), 0);
    assert_true(time_of(&r, 0) == 0);
}

static void test_sizes(void **state)
{
    struct rtc r;
    uint32_t value;
    (void)state;
    rtc_reset(&r, 0);
    for (unsigned size = 1; size <= 2; size++) {
        assert_false(rtc_read(&r, TIME_LOW, size, 0, &value));
        assert_false(rtc_write(&r, IRQ_ENABLED, size, 0, 1));
    }
    assert_false(r.interrupt);
}

/* The deadline is the first moment at which the alarm rings, wherever the clock was set. */
static void test_deadline_is_exact(void **state)
{
    struct rng rng = {11};
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct rtc r = {.interrupt = true};
        uint64_t now = rng_next(&rng);
        set(&r, TIME_HIGH, now, rng_edge(&rng) >> 1);
        set(&r, TIME_LOW, now, rng_edge(&rng));
        set_alarm(&r, now, time_of(&r, now) + ((uint64_t)rng_edge(&rng) << rng_below(&rng, 31)));
        uint64_t at = rtc_deadline(&r, now);
        if (at == UINT64_MAX) {
            assert_true(rtc_line(&r)); /* that of now has passed */
            continue;
        }
        assert_true(at > now);
        struct rtc early = r;
        rtc_advance(&early, at - 1);
        assert_false(rtc_line(&early));
        rtc_advance(&r, at);
        assert_true(rtc_line(&r));
    }
}

/* The latest alarm that there is, centuries away. */
static void test_latest_alarm(void **state)
{
    struct rtc r;
    (void)state;
    rtc_reset(&r, 0);
    for (uint64_t when = UINT64_MAX; when > UINT64_MAX - 200; when--) {
        set_alarm(&r, 0, when);
        assert_true(rtc_deadline(&r, 0) == when / 100 + (when % 100 > 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_high_belongs_to_low),
        cmocka_unit_test(test_time_is_written),
        cmocka_unit_test(test_alarm),
        cmocka_unit_test(test_alarm_that_has_passed),
        cmocka_unit_test(test_lower_half_arms),
        cmocka_unit_test(test_interrupt_enabled_late),
        cmocka_unit_test(test_writes_that_do_nothing),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_deadline_is_exact),
        cmocka_unit_test(test_latest_alarm),
    };
    return cmocka_run_group_tests_name("rtc", tests, NULL, NULL);
}
