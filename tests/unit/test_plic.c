/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The PLIC: gateways, priorities, claim and completion [RISC-V PLIC specification 1.0]. */
#include "tests/unit/unit.h"

#include "isa/dev/plic.h"

enum { PRIORITY = 0, PENDING = 0x1000, ENABLE = 0x2000, THRESHOLD = 0x200000, CLAIM = 0x200004 };

static uint32_t get(struct plic *p, uint32_t reg)
{
    uint32_t value = 0xeeeeeeee;
    assert_true(plic_read(p, reg, 4, &value));
    return value;
}

static void set(struct plic *p, uint32_t reg, uint32_t value)
{
    assert_true(plic_write(p, reg, 4, value));
}

/* Sources 3, 10 and 40 enabled, of priorities 1, 2 and 2. */
static struct plic fresh(void)
{
    struct plic p;
    plic_reset(&p);
    set(&p, PRIORITY + 4 * 3, 1);
    set(&p, PRIORITY + 4 * 10, 2);
    set(&p, PRIORITY + 4 * 40, 2);
    set(&p, ENABLE, 1u << 3 | 1u << 10);
    set(&p, ENABLE + 4, 1u << 8);
    return p;
}

static void test_reset(void **state)
{
    struct plic p;
    (void)state;
    plic_reset(&p);
    for (unsigned irq = 1; irq < PLIC_SOURCES; irq++) {
        plic_set_line(&p, irq, true);
    }
    assert_false(plic_output(&p));
    assert_int_equal(get(&p, CLAIM), 0);
    assert_int_equal(get(&p, PENDING), 0xfffffffe);
    assert_int_equal(get(&p, PENDING + 4), 0xffffffff);
}

static void test_claim_and_complete(void **state)
{
    struct plic p = fresh();
    (void)state;
    plic_set_line(&p, 10, true);
    assert_true(plic_output(&p));
    assert_int_equal(get(&p, PENDING), 1u << 10);
    assert_int_equal(get(&p, CLAIM), 10);
    assert_int_equal(get(&p, PENDING), 0);
    assert_false(plic_output(&p)); /* although the line is still up */
    plic_set_line(&p, 10, true);
    assert_false(plic_output(&p));       /* the gateway is shut */
    assert_int_equal(get(&p, CLAIM), 0); /* nothing more to claim */
    plic_set_line(&p, 10, false);
    set(&p, CLAIM, 10);
    assert_false(plic_output(&p));
    plic_set_line(&p, 10, true);
    assert_true(plic_output(&p));
}

/* A level that is still up at completion is a new request. */
static void test_level_raises_again(void **state)
{
    struct plic p = fresh();
    (void)state;
    plic_set_line(&p, 10, true);
    assert_int_equal(get(&p, CLAIM), 10);
    set(&p, CLAIM, 10);
    assert_true(plic_output(&p));
    assert_int_equal(get(&p, CLAIM), 10);
}

/* The highest priority first; among equals the lowest number. */
static void test_priority(void **state)
{
    struct plic p = fresh();
    (void)state;
    plic_set_line(&p, 3, true);
    plic_set_line(&p, 40, true);
    plic_set_line(&p, 10, true);
    assert_int_equal(get(&p, CLAIM), 10);
    assert_int_equal(get(&p, CLAIM), 40);
    assert_int_equal(get(&p, CLAIM), 3);
    assert_int_equal(get(&p, CLAIM), 0);
}

/* Only priorities above the threshold interrupt; priority 0 never does. */
static void test_threshold(void **state)
{
    struct plic p = fresh();
    (void)state;
    plic_set_line(&p, 3, true);
    set(&p, THRESHOLD, 1);
    assert_false(plic_output(&p));
    assert_int_equal(get(&p, THRESHOLD), 1);
    plic_set_line(&p, 10, true);
    assert_true(plic_output(&p));
    set(&p, THRESHOLD, 2);
    assert_false(plic_output(&p));
    set(&p, THRESHOLD, 0);
    set(&p, PRIORITY + 4 * 10, 0);
    assert_int_equal(get(&p, CLAIM), 3);
    assert_int_equal(get(&p, CLAIM), 0);
}

static void test_enable(void **state)
{
    struct plic p = fresh();
    (void)state;
    plic_set_line(&p, 10, true);
    set(&p, ENABLE, 0);
    assert_false(plic_output(&p));
    assert_int_equal(get(&p, PENDING), 1u << 10); /* pending all the same */
    set(&p, ENABLE, 1u << 10);
    assert_true(plic_output(&p));
    set(&p, ENABLE, 0xffffffff);
    assert_int_equal(get(&p, ENABLE), 0xfffffffe); /* there is no source 0 */
}

/* [PLIC 9]: completion of a source that is not enabled is ignored. */
static void test_completion_of_others(void **state)
{
    struct plic p = fresh();
    (void)state;
    plic_set_line(&p, 10, true);
    assert_int_equal(get(&p, CLAIM), 10);
    set(&p, CLAIM, 3);
    set(&p, CLAIM, 0);
    set(&p, CLAIM, 64);
    set(&p, CLAIM, 0xffffffff);
    assert_false(plic_output(&p));
    set(&p, ENABLE, 1u << 3);
    set(&p, CLAIM, 10);
    set(&p, ENABLE, 1u << 10);
    assert_false(plic_output(&p)); /* 10 is still being served */
    set(&p, CLAIM, 10);
    assert_true(plic_output(&p));
}

/* A request that was made stays, though its line has gone down: the gateway latches it. */
static void test_request_is_latched(void **state)
{
    struct plic p = fresh();
    (void)state;
    plic_set_line(&p, 10, true);
    plic_set_line(&p, 10, false);
    assert_int_equal(get(&p, CLAIM), 10);
    set(&p, CLAIM, 10);
    assert_false(plic_output(&p));
}

static void test_registers(void **state)
{
    struct plic p = fresh();
    uint32_t value;
    (void)state;
    set(&p, PRIORITY + 4 * 63, 0xffffffff);
    assert_int_equal(get(&p, PRIORITY + 4 * 63), 7);
    set(&p, PRIORITY, 5);
    assert_int_equal(get(&p, PRIORITY), 0);
    set(&p, THRESHOLD, 0xffffffff);
    assert_int_equal(get(&p, THRESHOLD), 7);
    set(&p, PENDING, 0xffffffff); /* read-only */
    assert_int_equal(get(&p, PENDING), 0);
    set(&p, PRIORITY + 4 * 96, 7); /* the last source */
    assert_int_equal(get(&p, PRIORITY + 4 * 96), 7);
    set(&p, PRIORITY + 4 * 97, 7); /* nothing there: reads as zero */
    assert_int_equal(get(&p, PRIORITY + 4 * 97), 0);
    set(&p, ENABLE, 0xffffffff); /* source 0 stands for none */
    assert_int_equal(get(&p, ENABLE), 0xfffffffe);
    set(&p, ENABLE + 12, 0xffffffff);
    assert_int_equal(get(&p, ENABLE + 12), 1);
    assert_int_equal(get(&p, ENABLE + 16), 0);
    assert_int_equal(get(&p, CLAIM + 4), 0);
    assert_false(plic_read(&p, CLAIM, 1, &value));
    assert_false(plic_write(&p, CLAIM, 2, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_claim_and_complete),
        cmocka_unit_test(test_level_raises_again),
        cmocka_unit_test(test_priority),
        cmocka_unit_test(test_threshold),
        cmocka_unit_test(test_enable),
        cmocka_unit_test(test_completion_of_others),
        cmocka_unit_test(test_request_is_latched),
        cmocka_unit_test(test_registers),
    };
    return cmocka_run_group_tests_name("plic", tests, NULL, NULL);
}
