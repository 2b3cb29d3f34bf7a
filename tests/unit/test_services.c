/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Services of a guest's kernel: where each begins and ends, and that no cycle is lost. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "panel/services.h"

static struct services *begin(void)
{
    struct services *s = malloc(sizeof *s);
    assert_non_null(s);
    services_init(s);
    return s;
}

/* From user mode: a trap, work in the supervisor, and back. */
static void serve(struct services *s, enum service_kind kind, uint32_t number, uint64_t cycles)
{
    services_mode(s, false);
    services_resume(s);
    services_trap(s, kind, number);
    services_charge(s, SPENT_SUPERVISOR, cycles);
    services_mode(s, false);
    services_resume(s);
}

static const struct service *get(const struct services *s, enum service_kind kind, uint32_t number)
{
    const struct service *found = services_find(s, kind, number);
    assert_non_null(found);
    return found;
}

static uint64_t total(const struct services *s)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        sum += s->outside[i];
        for (uint32_t k = 0; k < s->count; k++) {
            sum += s->list[k].cycles[i];
        }
    }
    return sum;
}

static void test_one(void **state)
{
    struct services *s = begin();
    (void)state;
    services_charge(s, SPENT_SUPERVISOR, 7); /* the guest starts */
    serve(s, SERVICE_CALL, 12, 100);
    services_charge(s, SPENT_USER, 1000);
    serve(s, SERVICE_CALL, 12, 50);
    serve(s, SERVICE_EXCEPTION, 12, 30); /* another service than the call 12 */
    assert_int_equal(s->count, 2);
    assert_int_equal(get(s, SERVICE_CALL, 12)->count, 2);
    assert_int_equal(get(s, SERVICE_CALL, 12)->cycles[SPENT_SUPERVISOR], 150);
    assert_int_equal(get(s, SERVICE_EXCEPTION, 12)->cycles[SPENT_SUPERVISOR], 30);
    assert_null(services_find(s, SERVICE_INTERRUPT, 12));
    assert_int_equal(s->outside[SPENT_SUPERVISOR], 7);
    assert_int_equal(s->outside[SPENT_USER], 1000);
    free(s);
}

/* What the guest's supervisor traps into by itself is part of what it is doing. */
static void test_nested(void **state)
{
    struct services *s = begin();
    (void)state;
    services_trap(s, SERVICE_EXCEPTION, 26); /* before there was any user mode */
    services_mode(s, false);
    services_resume(s);
    services_trap(s, SERVICE_CALL, 1);
    services_trap(s, SERVICE_INTERRUPT, 7);
    services_charge(s, SPENT_SUPERVISOR, 10);
    services_mret(s); /* from the interrupt */
    services_trap(s, SERVICE_INTERRUPT, 11);
    services_charge(s, SPENT_SUPERVISOR, 20);
    services_mret(s);
    services_mode(s, true);
    services_resume(s);
    services_charge(s, SPENT_SUPERVISOR, 30);
    assert_int_equal(s->count, 1);
    assert_int_equal(get(s, SERVICE_CALL, 1)->cycles[SPENT_SUPERVISOR], 60);
    free(s);
}

/* Traps that never return, since the kernel goes on elsewhere, do not count for the next service.
 */
static void test_nested_left(void **state)
{
    struct services *s = begin();
    (void)state;
    services_mode(s, false);
    services_trap(s, SERVICE_CALL, 1);
    services_trap(s, SERVICE_INTERRUPT, 7);
    services_mode(s, false);
    services_resume(s);
    services_trap(s, SERVICE_CALL, 2);
    services_mret(s);
    services_trap(s, SERVICE_INTERRUPT, 7);
    assert_int_equal(get(s, SERVICE_INTERRUPT, 7)->count, 1);
    free(s);
}

/* An interrupt that waits for the return to user mode is not the call's. */
static void test_interrupt_at_return(void **state)
{
    struct services *s = begin();
    (void)state;
    services_mode(s, false);
    services_resume(s);
    services_trap(s, SERVICE_CALL, 1);
    services_charge(s, SPENT_SUPERVISOR, 10);
    services_mret(s);
    services_charge(s, SPENT_EMULATE, 5);
    services_trap(s, SERVICE_INTERRUPT, 7);
    services_charge(s, SPENT_INTERRUPT, 20);
    services_mode(s, true);
    services_resume(s);
    assert_int_equal(service_cycles(get(s, SERVICE_CALL, 1)), 15);
    assert_int_equal(service_cycles(get(s, SERVICE_INTERRUPT, 7)), 20);
    free(s);
}

/* Unless the guest turns out to have returned to its supervisor: then it went on. */
static void test_return_to_supervisor(void **state)
{
    struct services *s = begin();
    (void)state;
    services_mode(s, false);
    services_resume(s);
    services_trap(s, SERVICE_CALL, 1);
    services_mret(s);
    services_mode(s, true);
    services_resume(s);
    services_trap(s, SERVICE_INTERRUPT, 7);
    services_charge(s, SPENT_INTERRUPT, 20);
    assert_int_equal(s->count, 1);
    assert_int_equal(service_cycles(get(s, SERVICE_CALL, 1)), 20);
    free(s);
}

/* Waiting, ticks and switches in the midst are kept, and not the service's. */
static void test_parts(void **state)
{
    struct services *s = begin();
    uint64_t sum = 0;
    (void)state;
    services_mode(s, false);
    services_trap(s, SERVICE_CALL, 1);
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        services_charge(s, (enum cause_of_cost)i, 1u << i);
    }
    const struct service *one = get(s, SERVICE_CALL, 1);
    for (unsigned part = 0; part < PART_COUNT; part++) {
        assert_true(service_part_cycles(one, (enum service_part)part) > 0);
        sum += service_part_cycles(one, (enum service_part)part);
    }
    assert_int_equal(sum, service_cycles(one));
    assert_int_equal(total(s) - sum, 1u << SPENT_IDLE | 1u << SPENT_BOOT | 1u << SPENT_SWITCH |
                                         1u << SPENT_TICK | 1u << SPENT_STOP);
    free(s);
}

/* More services than there is room for: the first ones are told, the others together. */
static void test_many(void **state)
{
    struct services *s = begin();
    enum { CALLS = 2 * SERVICES_MAX };
    (void)state;
    for (uint32_t i = 0; i < 2 * CALLS; i++) {
        serve(s, SERVICE_CALL, i % CALLS * 2654435761u, 1 + i);
    }
    assert_int_equal(s->count, SERVICES_MAX);
    for (uint32_t i = 0; i + 1 < SERVICES_MAX; i++) {
        const struct service *one = get(s, SERVICE_CALL, i * 2654435761u);
        assert_int_equal(one->count, 2);
        assert_int_equal(service_cycles(one), 2 * (1 + i) + CALLS);
    }
    assert_int_equal(get(s, SERVICE_OTHER, 0)->count, 2 * (CALLS - (SERVICES_MAX - 1)));
    assert_int_equal(total(s), (uint64_t)CALLS * (2 * CALLS + 1));
    free(s);
}

static void check_name(enum service_kind kind, uint32_t number, const char *expected)
{
    struct service s = {.kind = kind, .number = number};
    char name[SERVICE_NAME_SIZE];
    service_name(&s, name);
    assert_string_equal(name, expected);
}

static void test_names(void **state)
{
    (void)state;
    check_name(SERVICE_CALL, 12, "call_12");
    check_name(SERVICE_CALL, 0xffffffff, "call_4294967295");
    check_name(SERVICE_EXCEPTION, 25, "load_miss");
    check_name(SERVICE_EXCEPTION, 99, "exception_99");
    check_name(SERVICE_INTERRUPT, 7, "timer");
    check_name(SERVICE_INTERRUPT, 9, "interrupt_9");
    check_name(SERVICE_OTHER, 0, "other");
}

static struct services *reload(struct archive *saved, bool *good)
{
    struct archive a = archive_of(saved->bytes, saved->size);
    struct services *s = begin();
    services_archive(&a, s);
    *good = !a.failed && a.at == a.size;
    return s;
}

static void test_archive(void **state)
{
    struct services *s = begin();
    struct archive a = {.loading = false};
    bool good;
    (void)state;
    for (uint32_t i = 0; i < SERVICES_MAX + 3; i++) {
        serve(s, SERVICE_CALL, 7 * i, i);
    }
    services_trap(s, SERVICE_CALL, 70);
    services_trap(s, SERVICE_INTERRUPT, 7);
    services_archive(&a, s);
    struct services *t = reload(&a, &good);
    assert_true(good);
    assert_int_equal(t->count, s->count);
    assert_memory_equal(t->list, s->list, sizeof t->list);
    assert_memory_equal(t->outside, s->outside, sizeof t->outside);
    assert_int_equal(t->open, s->open);
    assert_int_equal(t->nested, 1);
    assert_false(t->user);
    free(t);
    archive_free(&a);
    free(s);
}

/* A forged snapshot is refused, or what comes of it can be worked with. */
static void test_forged(void **state)
{
    struct services *s = begin();
    struct archive a = {.loading = false};
    unsigned refused = 0;
    bool good;
    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        serve(s, SERVICE_CALL, i, i);
    }
    services_archive(&a, s);
    for (size_t i = 0; i < a.size; i++) {
        a.bytes[i] ^= 0x81;
        struct services *t = reload(&a, &good);
        refused += !good;
        if (good) {
            services_charge(t, SPENT_USER, 1);
            serve(t, SERVICE_CALL, 2, 1);
            serve(t, SERVICE_EXCEPTION, 2, 1);
        }
        free(t);
        a.bytes[i] ^= 0x81;
    }
    assert_in_range(refused, 20, a.size);
    archive_free(&a);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one),
        cmocka_unit_test(test_nested),
        cmocka_unit_test(test_nested_left),
        cmocka_unit_test(test_interrupt_at_return),
        cmocka_unit_test(test_return_to_supervisor),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_archive),
        cmocka_unit_test(test_forged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
