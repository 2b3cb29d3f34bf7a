/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Experiments as they are loaded: points and their numbers, cells, configurations, conditions,
 * baselines, --set; and what is refused, where.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "panel/experiment.h"

/* --- files --- */

static char folder[] = "/tmp/test_experiment-XXXXXX";
static char file[64];

static int make_folder(void **state)
{
    (void)state;
    const char *build = getenv("BUILD");
    setenv("TRAPEZE_HOME", build ? build : "build", 1);
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(file);
    return rmdir(folder);
}

static void write_file(const char *text)
{
    snprintf(file, sizeof file, "%s/e.yaml", folder);
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static const char machine[] = "vms: [{name: a, image: primes}]\n";

/* The experiment of a text with a machine; --set as given, up to NULL. */
static void load(struct experiment *e, const char *text, const char *const *sets)
{
    char *whole = malloc(strlen(text) + sizeof machine);
    assert_non_null(whole);
    sprintf(whole, "%s%s", strstr(text, "vms:") ? "" : machine, text);
    write_file(whole);
    free(whole);
    unsigned count = 0;
    while (sets && sets[count]) {
        count++;
    }
    assert_int_equal(experiment_load(e, file, sets, count), 0);
}

/* All points, each as its cells. */
static char *points_of(const struct experiment *e)
{
    static char text[2048];
    size_t used = 0;
    *text = '\0';
    for (struct point p = experiment_point(e, 1); p.number > 0; p = experiment_next(e, p)) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%d:", (int)p.number);
        for (unsigned i = 0; i < experiment_columns(e); i++) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i > 0 ? "," : "",
                                     experiment_cell(e, p, i));
        }
        used += (size_t)snprintf(text + used, sizeof text - used, " ");
        struct point q = experiment_point(e, p.number);
        assert_int_equal(q.raw, p.raw);
        assert_int_equal(q.repeat, p.repeat);
        assert_int_equal(q.number, p.number);
    }
    return text;
}

static void check_points(const char *text, const char *expected)
{
    struct experiment e;
    load(&e, text, NULL);
    assert_string_equal(points_of(&e), expected);
    assert_int_equal(experiment_point(&e, 0).number, 0);
    assert_int_equal(experiment_point(&e, e.point_count + 1).number, 0);
    experiment_free(&e);
}

static void test_points(void **state)
{
    (void)state;
    check_points("", "1: ");
    check_points("sweep: {machine.tlb: [8, 16, 32]}", "1:8 2:16 3:32 ");
    check_points("sweep: {machine.tlb: 8}", "1:8 ");
    check_points("sweep:\n  machine.tlb: [8, 16]\n  monitor.soft_tlb: [0, 1]\n",
                 "1:8,0 2:8,1 3:16,0 4:16,1 ");
    check_points("sweep: {zip: {machine.tlb: [8, 16], monitor.soft_tlb: [0, 1]}}", "1:8,0 2:16,1 ");
    check_points("sweep: {zip: [{machine.tlb: [8, 9]}, {monitor.soft_tlb: [0, 1]}]}",
                 "1:8,0 2:8,1 3:9,0 4:9,1 ");
    check_points("sweep: {size: {small: {machine.tlb: 8}, large: {machine.tlb: 64}, none: }}",
                 "1:small 2:large 3:none ");
}

static void test_ranges(void **state)
{
    (void)state;
    check_points("sweep: {machine.tlb: {from: 8, to: 64, times: 2}}", "1:8 2:16 3:32 4:64 ");
    check_points("sweep: {machine.tlb: {from: 9, to: 64, times: 3}}", "1:9 2:27 ");
    check_points("sweep: {machine.tlb: {from: 8, to: 10}}", "1:8 2:9 3:10 ");
    check_points("sweep: {machine.tlb: {from: 8, to: 20, step: 5}}", "1:8 2:13 3:18 ");
    check_points("sweep: {machine.ram: {from: 32MiB, to: 128MiB, times: 2}}",
                 "1:32MiB 2:64MiB 3:128MiB ");
    check_points("sweep: {machine.ram: {from: 32MiB, to: 32776KiB, step: 4096}}",
                 "1:32MiB 2:32772KiB 3:32776KiB ");
    check_points("sweep: {monitor.quantum: {from: 10k, to: 1M, times: 10}}", "1:10k 2:100k 3:1M ");
    check_points("sweep: {zip: {machine.tlb: {from: 8, to: 9}, monitor.soft_tlb: [0, 1]}}",
                 "1:8,0 2:9,1 ");
}

static void test_conditions(void **state)
{
    (void)state;
    check_points("sweep: {machine.tlb: [8, 16, 32], when: machine.tlb != 16}", "1:8 2:32 ");
    check_points("sweep:\n  machine.tlb: [8, 16]\n  monitor.soft_tlb: [0, 1]\n"
                 "  when: [machine.tlb > 8 or monitor.soft_tlb == 0, monitor.soft_tlb < 1]\n",
                 "1:8,0 2:16,0 ");
    check_points("sweep:\n  size: {small: {machine.tlb: 8}, large: {machine.tlb: 64}}\n"
                 "  when: machine.tlb >= 64\n",
                 "1:large ");
    check_points("sweep:\n  size: {small: {machine.tlb: 8}, large: {machine.tlb: 64}}\n"
                 "  when: size == 'small' and sum(vms.*.weight) == 1\n",
                 "1:small ");
    check_points("sweep:\n  machine.ram: [32MiB, 64MiB]\n  when: machine.ram == 64MiB\n",
                 "1:64MiB ");
}

/* Many points, of which some in each word are kept: numbers lead to points and back. */
static void test_numbers(void **state)
{
    (void)state;
    struct experiment e;
    load(&e,
         "sweep:\n  machine.tlb: {from: 8, to: 107}\n  monitor.soft_tlb: {from: 0, to: 9}\n"
         "  when: (machine.tlb * 7 + monitor.soft_tlb) % 3 == 1 and not 30 < machine.tlb < 50\n"
         "baseline: {monitor.soft_tlb: 0}\n"
         "repeat: {count: 2}\n",
         (const char *const[]){"baseline=", NULL});
    uint64_t count = 0;
    for (struct point p = experiment_point(&e, 1); p.number > 0; p = experiment_next(&e, p)) {
        assert_int_equal(p.number, ++count);
        assert_memory_equal(&p.raw, &(uint64_t){experiment_point(&e, count).raw}, sizeof p.raw);
        unsigned tlb = 8 + experiment_choice(&e, p, 0);
        unsigned soft = experiment_choice(&e, p, 1);
        assert_true((tlb * 7 + soft) % 3 == 1 && !(tlb > 30 && tlb < 50));
    }
    assert_int_equal(count, e.point_count);
    assert_int_equal(e.raw_count, 1000);
    experiment_free(&e);
}

static void test_configurations(void **state)
{
    (void)state;
    struct experiment e;
    struct config c;
    load(&e,
         "machine: {tlb: 32}\n"
         "sweep:\n  size: {small: {machine.tlb: 8, vms.a.args: '5'}, same: {}}\n"
         "  monitor.soft_tlb: [0, 64]\n",
         (const char *const[]){"machine.ram=64MiB", NULL});
    struct point p = experiment_point(&e, 2);
    assert_int_equal(experiment_config(&e, p, &c), 0);
    assert_int_equal(c.machine.tlb, 8);
    assert_int_equal(c.machine.ram, 64 << 20);
    assert_int_equal(c.monitor.soft_tlb, 64);
    assert_string_equal(c.vms[0].args, "5");
    assert_int_equal(c.limits.instructions, EXPERIMENT_LIMIT);
    assert_int_equal((int)experiment_key_value(&c, "machine.ram").number, 64 << 20);
    assert_int_equal((int)experiment_key_value(&c, "vms.a.args").number, 5);
    assert_string_equal(experiment_key_value(&c, "machine.timing").text, "none");
    assert_int_equal(experiment_key_value(&c, "machine.disk").kind, VALUE_NONE);
    assert_int_equal(experiment_key_value(&c, "vms.b.args").kind, VALUE_NONE);
    assert_int_equal(experiment_key_value(&c, "vms").kind, VALUE_NONE);
    config_free(&c);
    p = experiment_point(&e, 3);
    assert_int_equal(experiment_config(&e, p, &c), 0);
    assert_int_equal(c.machine.tlb, 32);
    assert_null(c.vms[0].args);
    config_free(&c);
    experiment_free(&e);
}

static void test_baseline(void **state)
{
    (void)state;
    struct experiment e;
    load(&e,
         "sweep:\n  machine.tlb: [8, 16]\n  monitor.soft_tlb: [0, 64, 512]\n"
         "baseline: {monitor.soft_tlb: 64}\n",
         NULL);
    for (uint64_t n = 1; n <= 6; n++) {
        struct point b = experiment_baseline(&e, experiment_point(&e, n));
        assert_int_equal(b.number, n <= 3 ? 2 : 5);
    }
    experiment_free(&e);
    load(&e,
         "sweep:\n  machine.tlb: [8, 16]\n  zip: {monitor.soft_tlb: [0, 0, 1], machine.ram: "
         "[32MiB, 64MiB, 64MiB]}\n  when: machine.tlb == 16 or monitor.soft_tlb == 0\n"
         "baseline: {machine.ram: 65536KiB, monitor.soft_tlb: 0}\n",
         NULL);
    static const uint64_t expected[] = {2, 2, 4, 4, 4};
    assert_int_equal(e.point_count, 5);
    for (uint64_t n = 1; n <= 5; n++) {
        struct point b = experiment_baseline(&e, experiment_point(&e, n));
        assert_int_equal(b.number, expected[n - 1]);
        assert_int_equal(b.raw, experiment_point(&e, b.number).raw);
    }
    experiment_free(&e);
    load(&e, "sweep: {machine.tlb: [8, 16]}", NULL);
    assert_int_equal(experiment_baseline(&e, experiment_point(&e, 1)).number, 0);
    experiment_free(&e);
}

static void test_sections(void **state)
{
    (void)state;
    struct experiment e;
    load(&e,
         "experiment: {title: T, question: Q, failures: allowed, unsound: allowed}\n"
         "sweep: {machine.tlb: [8, 16]}\n"
         "measure:\n  total: machine.cycles\n  share: {value: total / 2, unit: \"%\"}\n"
         "expect:\n  - total > 0\n  - {that: share > 0, when: machine.tlb > 8, because: B}\n"
         "report:\n  - {kind: lines, y: total, log: xy, spread: range}\n  - table\n",
         NULL);
    assert_string_equal(e.title, "T");
    assert_true(e.failures_allowed && e.unsound_allowed);
    assert_null(e.source);
    assert_int_equal(e.measure_count, 2);
    assert_string_equal(e.measures[1].name, "share");
    assert_string_equal(e.measures[1].unit, "%");
    assert_string_equal(formula_text(e.measures[0].formula), "machine.cycles");
    assert_int_equal(e.expectation_count, 2);
    assert_string_equal(e.expectations[1].because, "B");
    assert_int_equal(e.chart_count, 2);
    assert_int_equal(e.charts[0].kind, CHART_LINES);
    assert_int_equal(e.charts[0].log, LOG_XY);
    assert_int_equal(e.charts[0].spread, SPREAD_RANGE);
    assert_string_equal(e.charts[0].x, "machine.tlb");
    assert_int_equal(e.charts[0].y_count, 1);
    assert_null(e.charts[1].x);
    assert_int_equal(e.charts[1].y_count, 2);
    experiment_free(&e);
    load(&e, "", NULL);
    assert_int_equal(e.measure_count, 2);
    assert_int_equal(e.chart_count, 1);
    assert_false(e.repeated);
    experiment_free(&e);
}

static void test_sets(void **state)
{
    (void)state;
    struct experiment e;
    load(&e, "sweep:\n  machine.tlb: [8, 16, 32]\n  monitor.soft_tlb: [0, 1]\n",
         (const char *const[]){"sweep.machine.tlb=[8, 64]",
                               "sweep.monitor.soft_tlb=", "experiment.failures=allowed",
                               "measure.x=machine.cycles * 2", NULL});
    assert_string_equal(points_of(&e), "1:8 2:64 ");
    assert_true(e.failures_allowed);
    assert_int_equal(e.measure_count, 1);
    experiment_free(&e);
    load(&e, "", (const char *const[]){"sweep={machine.tlb: {from: 8, to: 9}}", NULL});
    assert_string_equal(points_of(&e), "1:8 2:9 ");
    experiment_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),         cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_conditions),     cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_configurations), cmocka_unit_test(test_baseline),
        cmocka_unit_test(test_sections),       cmocka_unit_test(test_sets),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
