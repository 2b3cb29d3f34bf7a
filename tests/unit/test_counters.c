/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of counters: whatever a run gives is among those that can be given, on all kinds of
 * machines; and which name was meant by one that is not.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/config.h"
#include "panel/counters.h"
#include "panel/names.h"

static struct names known;

static void add(void *context, const char *name, uint64_t value)
{
    (void)value;
    names_add(context, name);
}

static int know(void **state)
{
    (void)state;
    const char *build = getenv("BUILD");
    setenv("TRAPEZE_HOME", build ? build : "build", 1);
    counters_names(add, &known);
    names_sort(&known);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    names_free(&known);
    return 0;
}

/* --- what runs give --- */

static void check_known(void *context, const char *name, uint64_t value)
{
    unsigned *count = context;
    (void)value;
    if (!names_known(&known, name)) {
        fail_msg("%s is not known", name);
    }
    *count += 1;
}

/* Counters of a run of some instructions; how many. */
static unsigned check_run(const char *file, const char *const *sets, unsigned set_count)
{
    struct config c;
    struct session s;
    unsigned count = 0;
    assert_int_equal(config_load(&c, file, false, sets, set_count), 0);
    assert_int_equal(session_open(&s, &c, (struct flat){.given = false}, -1), 0);
    s.console.quiet = true;
    machine_run(s.machine, (struct run_limit){8000000, UINT64_MAX});
    session_settle(&s);
    counters_visit(&s, check_known, &count);
    session_close(&s);
    config_free(&c);
    return count;
}

#define SETS(...)                                                                                  \
    (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

static void test_runs(void **state)
{
    (void)state;
    assert_true(check_run("kernel", SETS("monitor.kind=none")) > 50);
    assert_true(check_run("kernel", SETS("monitor.kind=vmm", "machine.timing=pipeline")) > 200);
    assert_true(check_run("kernel", SETS("monitor.kind=hybrid", "monitor.soft_tlb=0")) > 200);
    assert_true(check_run("examples/experiments/two-kernels.yaml", NULL, 0) > 400);
    assert_true(check_run("examples/experiments/nested.yaml", NULL, 0) > 400);
    assert_true(check_run("zoo", SETS("machine.isa=pg32-popf", "monitor.kind=none")) > 50);
}

/* --- which names there are, and which not --- */

static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {
        "machine.cycles",
        "monitor.cycles.switch",
        "levels.2.cycles_per_trap",
        "vms.a.cycles.total",
        "vms.a.vms.b.cycles.total",
        "vms.a.monitor.switches",
        "vms.a.services.call_4711.count",
        "vms.a.services.exception_29.count",
        "vms.a.services.load_miss.spent.hidden_miss",
        "vms.a.emulated.csrrw",
        "vms.a.reflected.load_miss",
        "vms.a.wake_latency.max",
        "vms.*.cycles.total",
        "vms.a.cycles.*",
        "vms.*.services.*.count",
        "vms.*.vms.*.cycles.*",
        "levels.*.cycles",
    };
    static const char *const others[] = {
        "machine",
        "vms",
        "vms.a",
        "vms.a.cycles",
        "vms.a.cycles.x",
        "vms.a.cycles.total.x",
        "vms.*.cycles.x",
        "vms.a.services.call_.count",
        "levels.6.cycles",
        "monitor.vms.a.cycles.total",
        "vms.a.services.*",
        "vms.a.services.call_1x.count",
        "machine.*.cycles",
        "",
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!names_known(&known, names[i])) {
            fail_msg("%s is not known", names[i]);
        }
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        if (names_known(&known, others[i])) {
            fail_msg("%s is known", others[i]);
        }
    }
}

static void test_advice(void **state)
{
    (void)state;
    static const char *const samples[][2] = {
        {"vms.a.cycels.total", "did you mean `vms.a.cycles.total`?"},
        {"vms.a.cycles.totl", "did you mean `vms.a.cycles.total`?"},
        {"vms.a.vms.b.cycels.total", "did you mean `vms.a.vms.b.cycles.total`?"},
        {"vms.a.services.call_12.cont", "did you mean `vms.a.services.call_12.count`?"},
        {"vms.a.services.call_12.spnet.tick", "did you mean `vms.a.services.call_12.spent.tick`?"},
        {"vms.*.services.*.cont", "did you mean `vms.*.services.*.count`?"},
        {"vms.a.cycels.totl", "did you mean `vms.a.cycles.*`?"},
        {"machin.cycles", "did you mean `machine.cycles`?"},
        {"vms.a.wake_latency", "behind `vms.a.wake_latency` expected one of max, mean"},
        {"vms.a.wake_latency.x", "behind `vms.a.wake_latency` expected one of max, mean"},
        {"machine.cycles.total", "nothing stands behind `machine.cycles`"},
        {"vms.a.wakes.total", "nothing stands behind `vms.a.wakes`"},
        {"x", "expected one of levels, machine, monitor, vms"},
    };
    for (size_t i = 0; i < COUNT(samples); i++) {
        assert_string_equal(names_advice(&known, samples[i][0]).text, samples[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_advice),
    };
    return cmocka_run_group_tests(tests, know, forget);
}
