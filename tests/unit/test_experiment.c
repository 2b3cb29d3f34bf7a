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

/* More named sets than answers are kept of. */
static void test_many_sets(void **state)
{
    (void)state;
    struct experiment e;
    char text[4096] = "sweep:\n  monitor.soft_tlb: [0, 1]\n  size:\n";
    for (unsigned i = 0; i < 80; i++) {
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "    s%u: {machine.tlb: %u}\n", i, 8 + i);
    }
    strcat(text, "  when: machine.tlb % 10 == 0\n");
    load(&e, text, NULL);
    assert_int_equal(e.point_count, 16);
    for (uint64_t n = 1; n <= 8; n++) {
        assert_int_equal(experiment_choice(&e, experiment_point(&e, n), 1), 10 * n - 8);
    }
    experiment_free(&e);
}

/* A million combinations, of which few are points. */
static void test_million(void **state)
{
    (void)state;
    struct experiment e;
    load(&e,
         "sweep:\n  machine.tlb: {from: 8, to: 107}\n  monitor.soft_tlb: {from: 0, to: 99}\n"
         "  monitor.quantum: {from: 1000, to: 1099}\n"
         "  when: machine.tlb - 8 == monitor.soft_tlb == monitor.quantum - 1000\n",
         NULL);
    assert_int_equal(e.raw_count, EXPERIMENT_POINTS);
    assert_int_equal(e.point_count, 100);
    for (uint64_t n = 1; n <= 100; n++) {
        assert_int_equal(experiment_point(&e, n).raw, (n - 1) * 10101);
    }
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
    load(&e, "sweep: {machine.tlb: [8, 16, 32]}\nrepeat: {count: 3}\nbaseline: {machine.tlb: 16}\n",
         NULL);
    for (uint64_t n = 1; n <= 9; n++) {
        assert_int_equal(experiment_baseline(&e, experiment_point(&e, n)).number, 4 + (n - 1) % 3);
    }
    assert_string_equal(experiment_cell(&e, experiment_point(&e, 9), 1), "3");
    assert_string_equal(experiment_cell(&e, experiment_point(&e, 9), 2), "3");
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

/* A measure that is a family is one in what is computed from it. */
static void test_families(void **state)
{
    (void)state;
    struct experiment e;
    load(&e,
         "sweep: {machine.tlb: [8, 16]}\nbaseline: {machine.tlb: 8}\n"
         "measure:\n  part: vms.*.cycles.*\n  share: part / sum(part)\n  all: sum(share)\n"
         "  ratio: share / baseline(share)\n"
         "report: [{kind: stacked, x: '*', y: [part, share]}, {x: '*'}, {x: machine.tlb}]\n",
         NULL);
    static const unsigned words[] = {2, 2, 0, 2};
    for (unsigned i = 0; i < COUNT(words); i++) {
        assert_int_equal(formula_words(e.measures[i].formula), words[i]);
    }
    assert_string_equal(e.charts[0].x, "*");
    assert_int_equal(e.charts[0].y_count, 2);
    assert_int_equal(e.charts[1].y_count, 3);
    assert_int_equal(e.charts[2].y_count, 4);
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

/* --- docs/formulas.md: what is shown there can be loaded --- */

static void load_block(const char *block)
{
    static const char vms[] = "vms: [{name: alice, image: primes}, {name: bob, image: hello}]\n"
                              "machine: {ram: 256MiB}\n";
    struct experiment e;
    char *whole = malloc(strlen(block) + sizeof vms);
    assert_non_null(whole);
    bool ram = strstr(block, "machine.ram") != NULL; /* is varied there */
    sprintf(whole, "%s%s", vms, block);
    if (ram) {
        *strstr(whole, "machine: {") = '#';
    }
    write_file(whole);
    int status = experiment_load(&e, file, NULL, 0);
    if (status != 0) {
        fail_msg("docs/formulas.md: cannot be loaded:\n%s", block);
    }
    experiment_free(&e);
    free(whole);
}

/* Blocks that begin with a section, indented by as much as their first line. */
static void test_documentation(void **state)
{
    (void)state;
    static const char *const begins[] = {"sweep:\n", "repeat:", "measure:\n"};
    char line[512], block[4096] = "";
    size_t indent = 0;
    unsigned loaded = 0;
    FILE *doc = fopen("docs/formulas.md", "r");
    assert_non_null(doc);
    while (fgets(line, sizeof line, doc)) {
        size_t n = strspn(line, " ");
        for (size_t i = 0; i < COUNT(begins) && *block == '\0'; i++) {
            bool begun = n >= 4 && strncmp(line + n, begins[i], strlen(begins[i])) == 0;
            indent = begun ? n : indent;
            strcat(block, begun ? line + n : "");
        }
        if (*block != '\0' && n < indent) {
            load_block(block);
            loaded++;
            *block = '\0';
        } else if (*block != '\0' && strcmp(block, line + n) != 0) {
            strcat(block, line + indent);
        }
    }
    fclose(doc);
    assert_true(loaded >= 8);
}

/* --- what is refused --- */

/* The line that is said when a text is loaded, behind the file's name. */
static const char *said_by_loading(const char *text, const char *const *sets)
{
    static char said[1024];
    char path[] = "/tmp/test_experiment-said-XXXXXX";
    int fd = mkstemp(path);
    int saved = dup(2);
    struct experiment e;
    unsigned count = 0;
    assert_true(fd >= 0 && saved >= 0);
    unlink(path);
    while (sets && sets[count]) {
        count++;
    }
    write_file(text);
    dup2(fd, 2);
    int status = experiment_load(&e, file, sets, count);
    experiment_free(&e);
    dup2(saved, 2);
    close(saved);
    assert_int_equal(status, EXIT_USAGE);
    ssize_t n = pread(fd, said, sizeof said - 1, 0);
    close(fd);
    said[n > 0 ? n : 0] = '\0';
    char *end = strchr(said, '\n');
    assert_true(end && end[1] == '\0');
    *end = '\0';
    size_t length = strlen(file);
    return strncmp(said, file, length) == 0 ? said + length + 1 : said;
}

struct wrong {
    const char *text, *expected;
};

static void check_wrong(const struct wrong *w, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *whole = malloc(strlen(w[i].text) + sizeof machine);
        assert_non_null(whole);
        sprintf(whole, "%s%s", strstr(w[i].text, "vms:") ? "" : machine, w[i].text);
        const char *said = said_by_loading(whole, NULL);
        if (strncmp(said, w[i].expected, strlen(w[i].expected)) != 0) {
            fail_msg("%s\nsaid:     %s\nexpected: %s", w[i].text, said, w[i].expected);
        }
        free(whole);
    }
}

static void test_wrong_sweeps(void **state)
{
    (void)state;
    static const struct wrong w[] = {
        {"sweep: [1]", "2:8: sweep: a list: expected a mapping"},
        {"sweep: {machine.tlb: [8, 16, 4]}",
         "2:30: machine.tlb: `4`: expected a number from 8 to 256"},
        {"sweep: {machine.tlb: [8, [16]]}", "2:26: machine.tlb: a list: expected a single value"},
        {"sweep: {machine.tlb: []}", "2:22: machine.tlb: an empty list"},
        {"sweep: {machine.tbl: [8]}", "2:9: unknown key `tbl` in machine: did you mean `tlb`?"},
        {"sweep: {vms.b.weight: [8]}", "2:9: no VM is called `b`: expected one of a"},
        {"sweep: {vms.a.name: [x, y]}", "2:9: `vms.a.name`: a VM's name cannot be varied"},
        {"sweep: {machine.tlb: [8, 16], zip: {machine.tlb: [9, 10]}}",
         "2:51: `machine.tlb` is set by `machine.tlb` too"},
        {"sweep: {size: {s: {machine.tlb: 8}, l: {monitor.soft_tlb: 1, machine.tlb: 9}}, "
         "monitor.soft_tlb: [0, 1]}",
         "2:99: `monitor.soft_tlb` is set by `size` too"},
        {"sweep: {size: {s: {machine.tlb: 8, 'machine.tlb ': 9}}}",
         "2:36: unknown key `tlb ` in machine: did you mean `tlb`?"},
        {"sweep: {vms.*.weight: [1, 2], vms.a.weight: [3]}",
         "2:46: `vms.a.weight` is set by `vms.*.weight` too"},
        {"sweep: {zip: {machine.tlb: [9, 10], monitor.soft_tlb: [0]}}",
         "2:55: sweep.zip: `monitor.soft_tlb` has 1 value, and `machine.tlb` has 2"},
        {"sweep: {zip: {}}", "2:14: sweep.zip: nothing: expected a mapping"},
        {"sweep: {machine.tlb: [8, 16, 8]}", "2:30: machine.tlb: `8` stands here a second time"},
        {"sweep: {size: [8, 16]}", "2:9: sweep: `size` is no path: expected one such as"},
        {"sweep: {size: {s: [8]}}", "2:19: sweep.size: a list: expected settings"},
        {"sweep: {size: {s: {machine.tlb: [8]}}}",
         "2:33: machine.tlb: a list: expected one value in a named set"},
        {"sweep: {seed: {s: {machine.tlb: 8}}}", "2:9: sweep: `seed` means something else"},
        {"sweep: {'a b': {s: {machine.tlb: 8}}}",
         "2:9: sweep: `a b`: expected a name of a letter and then"},
        {"sweep: {machine.tlb: {from: 8, to: 64, times: 1}}",
         "2:47: range.times: `1`: expected a number from 2 to 1000"},
        {"sweep: {machine.tlb: {from: 8, to: 64, step: 0}}",
         "2:46: machine.tlb: a range with step 0 does not end"},
        {"sweep: {machine.tlb: {from: 8, to: 64, step: 1, times: 2}}",
         "2:56: machine.tlb: a range with `step` and `times`"},
        {"sweep: {machine.tlb: {from: 64, to: 8}}",
         "2:37: machine.tlb: a range from 64 to 8: expected to end at or above its start"},
        {"sweep: {machine.tlb: {from: 8, stpe: 64}}",
         "2:32: unknown key `stpe` in range: did you mean `step`?"},
        {"sweep: {machine.tlb: {to: 64}}", "2:22: machine.tlb: a range without `from`"},
        {"sweep: {machine.tlb: {from: 8, to: 64MiB}}", "2:36: machine.tlb: `64MiB`: expected"},
        {"sweep: {monitor.soft_tlb: {from: 0, to: 8, times: 2}}",
         "2:34: monitor.soft_tlb: a range from 0 by a factor does not end"},
        {"sweep: {machine.timing: {from: 0, to: 8}}",
         "2:25: machine.timing: a mapping: expected a value or a list of values, each one of none"},
        {"sweep: {monitor.quantum: {from: 1000, to: 1M}}",
         "2:26: monitor.quantum: too many values: expected at most 100000"},
        {"sweep: {monitor.quantum: {from: 1000, to: 50k}, machine.tlb: {from: 8, to: 64}}",
         "2:1: too many points: expected at most 1000000 with all repetitions"},
        {"sweep: {machine.tlb: [8, 16], when: machine.tlb > 16}",
         "2:37: sweep.when: `machine.tlb > 16` is true at none of 2 points"},
        {"sweep: {machine.tlb: [8, 16], when: machine.tbl > 16}",
         "2:37: unknown name `machine.tbl`: did you mean `machine.tlb`?"},
        {"sweep: {machine.tlb: [8, 16], when: machine.cycles > 16}",
         "2:37: sweep.when: `machine.cycles` is known after a run only"},
        {"sweep: {machine.tlb: [8, 16], when: [machine.tlb > 8, 'baseline(machine.tlb) > 2']}",
         "2:65: sweep.when: `baseline()` is known after a run only"},
        {"sweep: {machine.tlb: [8, 16], when: vms.*.weight > 16}",
         "2:37: sweep.when: `vms.*.weight > 16` has many values"},
        {"sweep: {size: {s: {machine.tlb: 8}}, when: size == s}",
         "2:52: unknown name `s`: a text is written 's'"},
        {"sweep: {machine.tlb: [8], when: machine.timing == pipeline}",
         "2:51: unknown name `pipeline`: a text is written 'pipeline'"},
        {"sweep: {machine.tlb: [8], when: machine.tlb >}", "2:46: the formula ends here"},
        {"repeat: {count: 2}\nsweep: {machine.seed: [1, 2]}",
         "3:24: `machine.seed` is set by `repeat` too"},
        {"repeat: {count: 2, seed: 4294967295}", "2:26: repeat.seed: the last seed is too large"},
        {"repeat: {cuont: 2}", "2:10: unknown key `cuont` in repeat: did you mean `count`?"},
        {"sweep: {vms.a.memory: [8MiB, 256MiB], monitor.kind: vmm}",
         "2:30: vms.memory: 256MiB for VM `a`, and 128MiB of machine.ram is left"},
        {"machine: {isa: pg32-popf}\nsweep: {monitor.kind: [none, vmm]}",
         "3:30: monitor.kind: vmm is unsound on pg32-popf: `popf` is sensitive and not privileged "
         "(Theorem 1): expected hybrid, or experiment.unsound: allowed"},
    };
    check_wrong(w, COUNT(w));
}

static void test_wrong_measures(void **state)
{
    (void)state;
    static const struct wrong w[] = {
        {"measure: [machine.cycles]", "2:10: measure: a list: expected a mapping"},
        {"measure: {x: vms.a.cycels.total}",
         "2:14: unknown name `vms.a.cycels.total`: did you mean `vms.a.cycles.total`?"},
        {"measure: {x: vms.b.cycles.total}",
         "2:14: `vms.b.cycles.total`: no point has a VM `vms.b`"},
        {"measure: {x: vms.a.cycles}",
         "2:14: unknown name `vms.a.cycles`: behind `vms.a.cycles` expected one of boot, busy"},
        {"measure: {x: vms.a.emulated.csrwr}",
         "2:14: unknown name `vms.a.emulated.csrwr`: did you mean `vms.a.emulated.csrrw`?"},
        {"measure: {x: 1 + vms.a.services.call_7.cycls}",
         "2:18: unknown name `vms.a.services.call_7.cycls`: did you mean "
         "`vms.a.services.call_7.cycles`?"},
        {"measure: {x: sum(vms.*.cycels.*)}",
         "2:18: unknown name `vms.*.cycels.*`: did you mean `vms.*.cycles.*`?"},
        {"measure: {x: machine.cycles.total}",
         "2:14: unknown name `machine.cycles.total`: nothing stands behind `machine.cycles`"},
        {"measure: {x: 'machine.cycels'}",
         "2:15: unknown name `machine.cycels`: did you mean `machine.cycles`?"},
        {"measure: {x: machine.cycles, y: x-1}", "2:33: unknown name `x-1`: expected one of "},
        {"measure:\n  x: >-\n    machine.cycles\n    + machine.cycels\n",
         "3:6: unknown name `machine.cycels`"},
        {"measure:\n  x: machine.cycles\n    + machine.cycels\n",
         "3:6: unknown name `machine.cycels`"},
        {"measure:\n  x: \"machine.cycles +\"\n", "3:23: the formula ends here"},
        {"measure: {x: y, y: machine.cycles}", "2:14: `y` is measured further down"},
        {"measure: {y: machine.cycles / y}", "2:31: `y` is measured by way of itself"},
        {"measure: {y: machine.cycles, z: y.a / 2}", "2:33: `y.a`: the measure `y` has one value"},
        {"measure: {machine: machine.cycles}", "2:11: measure: `machine` means something else"},
        {"measure: {a.b: machine.cycles}",
         "2:11: measure: `a.b`: expected a name of a letter and then"},
        {"sweep: {s: {x: {}}}\nmeasure: {s: machine.cycles}",
         "3:11: measure: `s` is a column of the sweep: expected another name"},
        {"measure: {x: {unit: s}}", "2:14: measure: `x` has no value: expected a formula"},
        {"measure: {x: [machine.cycles]}", "2:14: measure: a list: expected a mapping"},
        {"measure: {x: machine.cycles / baseline(machine.cycles)}",
         "2:14: `machine.cycles / baseline(machine.cycles)`: there is no baseline"},
        {"expect: {that: x}", "2:9: expect: a mapping: expected a list"},
        {"expect: [{taht: x}]", "2:11: unknown key `taht` in expect: did you mean `that`?"},
        {"expect: [{that: within(cycles, 5, 1%)}]",
         "2:30: the formula ends here: expected `,` or `)` (between { } or [ ], a formula with "
         "commas is written in quotes)"},
        {"expect: [{because: x}]", "2:10: expect: an item without `that`"},
        {"expect: [cycles < instrutions]",
         "2:19: unknown name `instrutions`: did you mean `instructions`?"},
        {"expect: [{that: passed, when: vms.*.passed}]",
         "2:31: expect.when: `vms.*.passed` has many values"},
    };
    check_wrong(w, COUNT(w));
}

static void test_wrong_rest(void **state)
{
    (void)state;
    static const struct wrong w[] = {
        {"experiment: {tittle: x}",
         "2:14: unknown key `tittle` in experiment: did you mean `title`?"},
        {"experiment: {failures: yes}",
         "2:24: experiment.failures: `yes`: expected one of refused, allowed"},
        {"sweep: {machine.tlb: [8, 16]}\nbaseline: {machine.tbl: 8}",
         "3:12: baseline: the sweep has no column `machine.tbl`: did you mean `machine.tlb`?"},
        {"sweep: {machine.tlb: [8, 16]}\nbaseline: {machine.tlb: 64}",
         "3:25: baseline: `64` is no value of machine.tlb there: expected one of 8, 16"},
        {"sweep: {machine.tlb: [8, 16]}\nbaseline: {machine.tlb: [8]}",
         "3:25: baseline: a list: expected one value of machine.tlb"},
        {"sweep: {machine.tlb: [8, 16]}\nbaseline: 8", "3:11: baseline: nothing: expected columns"},
        {"repeat: {count: 2}\nbaseline: {seed: 1}",
         "3:12: baseline: `seed`: expected a column of the sweep"},
        {"sweep: {machine.tlb: [8, 16], monitor.soft_tlb: [0, 1], when: machine.tlb > 8 or "
         "monitor.soft_tlb > 0}\nbaseline: {machine.tlb: 8}",
         "3:1: baseline: that of point 2 (machine.tlb=16, monitor.soft_tlb=0) is dropped"},
        {"report: {kind: table}", "2:9: report: a mapping: expected a list"},
        {"report: [{kind: line}]", "2:17: report.kind: `line`: did you mean `lines`?"},
        {"report: [{kind: lines}]", "2:10: report: nothing is varied"},
        {"report: [{x: machine.tlb}]", "2:14: report.x: the sweep has no column `machine.tlb`"},
        {"sweep: {machine.tlb: [8, 16]}\nreport: [{kind: lines, y: cycels}]",
         "3:27: report.y: no measure is called `cycels`: did you mean `cycles`?"},
        {"sweep: {machine.tlb: [8, 16]}\nreport: [{kind: lines, y: []}]",
         "3:27: report.y: nothing: expected a measure"},
        {"sweep: {machine.tlb: [8, 16]}\nreport: [{kind: lines, series: machine.tlb}]",
         "3:32: report.series: `machine.tlb` is x already"},
        {"sweep: {machine.tlb: [8, 16]}\nreport: [{series: machine.tlb}]",
         "3:19: report.series: a table of series needs a key `x` too"},
        {"measure: {a: vms.*.wakes, b: machine.cycles}\nreport: [{x: '*', y: [a, b]}]",
         "3:26: report.y: `b` has one value: expected families"},
        {"report: [{x: '*'}]", "2:10: report.y: nothing: expected a family"},
        {"measure: {a: vms.*.wakes}\nreport: [{when: a}]",
         "3:17: report.when: `a` has many values"},
        {"report: [{episode: syscall}]", "2:20: report.episode: expected kind flow"},
        {"report: [{when: nothing}]", "2:17: unknown name `nothing`"},
        {"report: [{log: z}]", "2:16: report.log: `z`: expected one of none, x, y, xy"},
    };
    check_wrong(w, COUNT(w));
}

static void check_wrong_set(const char *set, const char *expected)
{
    const char *const sets[] = {set, NULL};
    const char *said =
        said_by_loading("vms: [{name: a, image: primes}]\nsweep: {machine.tlb: [8, 16]}\n"
                        "expect: [passed]\nrepeat: {count: 1}\n",
                        sets);
    if (strncmp(said, expected, strlen(expected)) != 0) {
        fail_msg("%s\nsaid:     %s\nexpected: %s", set, said, expected);
    }
}

static void test_wrong_sets(void **state)
{
    (void)state;
    check_wrong_set("machine.tlb=8", "--set machine.tlb=8: the sweep varies it: expected --set "
                                     "'sweep.machine.tlb=[VALUE, ...]'");
    check_wrong_set("machine.seed=8", "--set machine.seed=8: `repeat` sets it: expected --set "
                                      "repeat.seed=N");
    check_wrong_set("machine.tbl=8", "--set machine.tbl=8: unknown key `tbl` in machine");
    check_wrong_set("sweep.machine.tbl=8", "--set sweep.machine.tbl=8: unknown key `tbl`");
    check_wrong_set("sweep.machine.tlb=[8, 4]",
                    "--set sweep.machine.tlb=[8, 4]: machine.tlb: `4`: expected");
    check_wrong_set("sweep.machine.tlb=[8", "--set sweep.machine.tlb=[8: not YAML");
    check_wrong_set("sweep.machine.tlb", "--set sweep.machine.tlb: no value: expected PATH=VALUE");
    check_wrong_set("expect.x=8", "--set expect.x=8: expect is a list: expected expect=VALUE");
    check_wrong_set("measure.x=1 +", "--set measure.x=1 +: the formula ends here");
    check_wrong_set("repaet.count=8", "--set repaet.count=8: unknown key `repaet`: did you mean");
    check_wrong_set("include=x.yaml", "--set include=x.yaml: files are included by files");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points),         cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_conditions),     cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_configurations), cmocka_unit_test(test_baseline),
        cmocka_unit_test(test_sections),       cmocka_unit_test(test_sets),
        cmocka_unit_test(test_million),        cmocka_unit_test(test_many_sets),
        cmocka_unit_test(test_families),       cmocka_unit_test(test_wrong_sweeps),
        cmocka_unit_test(test_documentation),  cmocka_unit_test(test_wrong_measures),
        cmocka_unit_test(test_wrong_rest),     cmocka_unit_test(test_wrong_sets),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
