/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is made of results: names at a point, rows, what all points have in common, verdicts. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "panel/experiment_run.h"
#include "panel/folder.h"

/* --- an experiment, and results made by hand --- */

static char folder[] = "/tmp/test_results.XXXXXX";
static char yaml[64];

static const char text[] = "vms:\n"
                           "  - {name: a, image: ./g.S}\n"
                           "  - {name: b, image: ./g.S}\n"
                           "monitor: {kind: vmm, image: ./g.S}\n"
                           "sweep:\n"
                           "  machine.tlb: [8, 16, 32]\n"
                           "measure:\n"
                           "  total: machine.cycles\n"
                           "  hidden: vms.*.cycles.hidden_miss\n"
                           "  calls: vms.*.services.*.count\n"
                           "  mean_hidden: mean(hidden.*)\n"
                           "  ratio: total / baseline(total)\n"
                           "  code: vms.a.exit_code\n"
                           "  causes: monitor.cycles.*\n"
                           "baseline: {machine.tlb: 8}\n"
                           "expect:\n"
                           "  - ratio <= 2\n"
                           "  - {that: hidden.* > 0, when: machine.tlb > 8}\n"
                           "  - passed\n";

static int make_folder(void **state)
{
    (void)state;
    char *guest;
    if (!mkdtemp(folder)) {
        return 1;
    }
    snprintf(yaml, sizeof yaml, "%s/e.yaml", folder);
    guest = xformat("%s/g.S", folder);
    FILE *f = fopen(guest, "w");
    free(guest);
    bool ok = f && fclose(f) == 0;
    f = fopen(yaml, "w");
    return !ok || !f || fputs(text, f) < 0 || fclose(f) != 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return folder_remove(folder);
}

/* What a run would leave; b has had no hidden miss, and its VM no system call. */
static void fill(struct point_result *r, uint64_t number, double cycles)
{
    *r = (struct point_result){.number = number};
    strcpy(r->identity, "0123456789abcdef");
    point_put_number(r, "machine.tlb", (double)(4u << number));
    point_put_number(r, "machine.ram", 4096);
    point_put_none(r, "vms.a.input");
    r->key_count = r->value_count;
    point_put_number(r, "passed", 1);
    point_put_text(r, "status", "passed");
    point_put_number(r, "vms.a.passed", 1);
    point_put_none(r, "vms.a.exit_code");
    point_put_number(r, "vms.b.passed", 1);
    point_put_number(r, "machine.cycles", cycles);
    point_put_number(r, "monitor.cycles.boot", 10);
    point_put_number(r, "monitor.cycles.total", 30);
    point_put_number(r, "monitor.cycles.tick", 20);
    point_put_number(r, "vms.a.cycles.hidden_miss", 7);
    point_put_number(r, "vms.a.services.call_12.count", 3);
    point_put_alias(r, "call_12", "write");
    point_put_input(r, "g.S", 99);
    point_index(r);
}

static void save(const struct point_result *r)
{
    char *place = point_folder(folder, r->number);
    char *path = point_path(folder, r->number);
    assert_int_equal(folder_make(place), 0);
    assert_int_equal(point_save(r, path), 0);
    free(place);
    free(path);
}

static void load(struct experiment *e)
{
    assert_int_equal(experiment_open(e, yaml, NULL, NULL, 0), 0);
    assert_int_equal(e->point_count, 3);
}

/* --- names --- */

static double number_of(const struct formula_world *w, const char *formula)
{
    struct formula *f = formula_parse(formula, (struct where){"f", 1, 1});
    assert_non_null(f);
    struct value v = formula_evaluate(f, w, NULL);
    formula_free(f);
    return v.kind == VALUE_NUMBER ? v.number : -1;
}

static void add_name(void *context, const char *name)
{
    char *list = context;
    snprintf(list + strlen(list), 400 - strlen(list), "%s ", name);
}

static void assert_names(const struct formula_world *w, const char *pattern, const char *expected)
{
    char list[400] = "";
    w->each(w->context, pattern, add_name, list);
    assert_string_equal(list, expected);
}

static void test_names(void **state)
{
    struct experiment e;
    struct point_result r, base;
    struct point_world world, base_world;
    (void)state;
    load(&e);
    fill(&r, 2, 300);
    fill(&base, 1, 100);
    const struct formula_world *w =
        point_world(&world, &e, &r, point_world(&base_world, &e, &base, NULL));
    assert_true(number_of(w, "machine.tlb") == 16);
    assert_true(number_of(w, "total") == 300);
    assert_true(number_of(w, "ratio") == 3);
    assert_true(number_of(w, "hidden.a") == 7);
    assert_true(number_of(w, "hidden.b") == 0); /* it is there, and has had none */
    assert_true(number_of(w, "mean_hidden") == 3.5);
    assert_true(number_of(w, "sum(vms.*.cycles.hidden_miss)") == 7);
    assert_true(number_of(w, "count(vms.*.passed)") == 2);
    assert_true(number_of(w, "vms.a.cycles.device") == 0);
    assert_true(number_of(w, "vms.c.cycles.device") == -1); /* there is no such VM here */
    assert_true(number_of(w, "code") == -1);                /* it has not ended so */
    assert_true(number_of(w, "vms.a.input") == -1);
    assert_names(w, "vms.*.cycles.hidden_miss",
                 "vms.a.cycles.hidden_miss vms.b.cycles.hidden_miss ");
    assert_names(w, "vms.*.services.*.count", "vms.a.services.call_12.count ");
    assert_names(w, "monitor.cycles.*", "monitor.cycles.boot monitor.cycles.tick ");
    assert_names(w, "hidden.*", "hidden.a hidden.b ");
    r.status = POINT_CRASHED;
    assert_true(number_of(w, "vms.a.cycles.device") == -1);
    point_free(&r);
    point_free(&base);
    experiment_free(&e);
}

/* --- rows and verdicts --- */

static void test_gather(void **state)
{
    struct experiment e;
    struct point_result r;
    struct rows rows;
    struct verdicts v;
    struct point_row row;
    (void)state;
    load(&e);
    fill(&r, 1, 100);
    save(&r);
    point_free(&r);
    fill(&r, 3, 250);
    point_put_number(&r, "vms.b.cycles.hidden_miss", 5);
    point_put_number(&r, "vms.b.services.call_12.count", 1);
    point_index(&r);
    r.status = POINT_FAILED;
    save(&r);
    point_free(&r);
    assert_int_equal(results_gather(&rows, &v, &e, folder), 0);

    static const char *const names[] = {
        "total",       "hidden.a", "hidden.b", "calls.a.call_12", "calls.b.call_12",
        "mean_hidden", "ratio",    "code",     "causes.boot",     "causes.tick"};
    assert_int_equal(rows.column_count, COUNT(names));
    for (unsigned i = 0; i < COUNT(names); i++) {
        assert_string_equal(rows.columns[i].name, names[i]);
    }
    assert_string_equal(rows.columns[4].label, "b.write");
    assert_int_equal(rows.count, 3);
    for (unsigned turn = 0; turn < 2; turn++) { /* as often as need be */
        rows_rewind(&rows);
        assert_true(rows_next(&rows, &row));
        assert_true(row.values[0].number == 100 && row.values[2].number == 0);
        assert_int_equal(row.values[4].kind, VALUE_NONE); /* its column came later */
        assert_int_equal(row.values[7].kind, VALUE_NONE);
        assert_true(rows_next(&rows, &row));
        assert_int_equal(row.status, POINT_MISSING);
        assert_int_equal(row.values[0].kind, VALUE_NONE);
        assert_true(rows_next(&rows, &row));
        assert_int_equal(row.point.number, 3);
        assert_true(row.values[4].number == 1 && row.values[6].number == 2.5);
        assert_false(rows_next(&rows, &row));
    }
    assert_non_null(point_value(&rows.common, "machine.ram"));
    assert_non_null(point_value(&rows.common, "vms.a.input"));
    assert_null(point_value(&rows.common, "machine.tlb")); /* it varies */
    assert_null(point_value(&rows.common, "passed"));      /* it is no key */
    assert_int_equal(rows.common.input_count, 1);

    assert_true(v.passed == 1 && v.missing == 1 && v.not_passed == 1 && v.first_not_passed == 2);
    assert_true(v.of[0].held == 1 && v.of[0].failed == 1 && v.of[0].first == 3);
    assert_string_equal(v.of[0].text, "ratio = 2.5");
    assert_true(v.of[1].held == 1 && v.of[1].failed == 0); /* where `when` is true, and all hold */
    assert_true(v.of[2].held == 2 && v.of[2].failed == 0);
    rows_free(&rows);
    verdicts_free(&v, &e);
    experiment_free(&e);
}

/* Of a family, the member that does not hold is said. */
static void test_member(void **state)
{
    struct experiment e;
    struct point_result r;
    struct rows rows;
    struct verdicts v;
    (void)state;
    load(&e);
    fill(&r, 2, 100);
    save(&r);
    point_free(&r);
    assert_int_equal(results_gather(&rows, &v, &e, folder), 0);
    assert_true(v.of[1].failed == 1 && v.of[1].first == 2);
    assert_string_equal(v.of[1].text, "hidden.b = 0");
    rows_free(&rows);
    verdicts_free(&v, &e);
    experiment_free(&e);
}

/* Points that had another file of the same name cannot be compared. */
static void test_inputs(void **state)
{
    struct experiment e;
    struct point_result r;
    struct rows rows;
    struct verdicts v;
    (void)state;
    load(&e);
    fill(&r, 2, 100);
    r.inputs[0].hash++;
    save(&r);
    point_free(&r);
    assert_int_equal(results_gather(&rows, &v, &e, folder), EXIT_USAGE);
    rows_free(&rows);
    verdicts_free(&v, &e);
    experiment_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_gather),
        cmocka_unit_test(test_member),
        cmocka_unit_test(test_inputs),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
