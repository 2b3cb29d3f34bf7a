/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are the file of an experiment and, after bytes 1, which YAML does not have, the texts
 * of --set options. Nothing is run. What comes out has been refused, or every number leads to a
 * point and back, and its formulas come to something or nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "panel/experiment.h"
#include "tests/fuzz/fuzz.h"

enum { SEPARATOR = 1, SETS_MOST = 8, POINTS_MOST = 200 };

/* --- a world in which every name has a value, and every star two words --- */

static struct value value_in(void *context, const char *name)
{
    unsigned *asked = context;
    fuzz_check(strlen(name) < FORMULA_NAME && !strchr(name, '*'));
    return (struct value){VALUE_NUMBER, (double)(strlen(name) + ++*asked % 3), NULL};
}

static void each_in(void *context, const char *pattern,
                    void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    (void)context;
    for (unsigned word = 0; word < 2; word++) {
        char name[FORMULA_NAME];
        strcpy(name, pattern);
        for (char *star = strchr(name, '*'); star; star = strchr(star, '*')) {
            *star = word == 0 ? 'a' : 'b';
        }
        visit(visit_context, name);
    }
}

struct evaluating {
    const struct formula *formula;
    const struct formula_world *world;
};

static void evaluate_member(void *context, const char *member)
{
    const struct evaluating *e = context;
    fuzz_check(strlen(member) < FORMULA_NAME);
    value_text(formula_evaluate(e->formula, e->world, member));
}

static void evaluate(const struct formula *f)
{
    unsigned asked = 0;
    struct formula_world far = {&asked, value_in, each_in, NULL};
    struct formula_world world = {&asked, value_in, each_in, &far};
    struct evaluating e = {f, &world};
    if (f) {
        value_text(formula_evaluate(f, &world, NULL));
        formula_members(f, &world, evaluate_member, &e);
    }
}

static void evaluate_all(const struct experiment *e)
{
    for (unsigned i = 0; i < e->measure_count; i++) {
        evaluate(e->measures[i].formula);
    }
    for (unsigned i = 0; i < e->expectation_count; i++) {
        evaluate(e->expectations[i].that);
        evaluate(e->expectations[i].when);
    }
    for (unsigned i = 0; i < e->chart_count; i++) {
        evaluate(e->charts[i].when);
    }
}

/* --- points --- */

static void check_point(const struct experiment *e, struct point p)
{
    struct point same = experiment_point(e, p.number);
    struct point base = experiment_baseline(e, p);
    fuzz_check(same.raw == p.raw && same.repeat == p.repeat && p.raw < e->raw_count);
    fuzz_check(e->has_baseline == (base.number > 0));
    fuzz_check(base.number <= e->point_count);
    fuzz_check(base.number == 0 || experiment_point(e, base.number).raw == base.raw);
    for (unsigned i = 0; i < e->axis_count; i++) {
        fuzz_check(experiment_choice(e, p, i) < e->axes[i].count);
    }
    for (unsigned i = 0; i < experiment_columns(e); i++) {
        fuzz_check(experiment_column(e, i) && experiment_cell(e, p, i));
    }
}

static void check_experiment(const struct experiment *e)
{
    struct point p = experiment_point(e, 1);
    fuzz_check(e->point_count > 0 && e->point_count <= EXPERIMENT_POINTS);
    fuzz_check(e->measure_count > 0 && e->chart_count > 0);
    for (unsigned i = 0; i < POINTS_MOST && p.number > 0; i++, p = experiment_next(e, p)) {
        check_point(e, p);
    }
    check_point(e, experiment_point(e, e->point_count));
    fuzz_check(experiment_next(e, experiment_point(e, e->point_count)).number == 0);
}

/* --- the bytes --- */

/* The part up to the next separator; its size. */
static size_t part(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, SEPARATOR, size) : NULL;
    return end ? (size_t)(end - data) : size;
}

static unsigned take_sets(char *sets[SETS_MOST], const uint8_t *data, size_t size)
{
    unsigned count = 0;
    while (count < SETS_MOST && size > 0) {
        size_t n = part(data + 1, size - 1);
        sets[count++] = fuzz_string(data + 1, n);
        data += 1 + n;
        size -= 1 + n;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    setenv("TRAPEZE_HOME", FUZZ_BUILD, 1);
    struct experiment e;
    char *sets[SETS_MOST];
    size_t n = part(data, size);
    unsigned count = take_sets(sets, data + n, size - n);
    const char *file = fuzz_file("fuzz.yaml", data, n);
    int status = experiment_open(&e, file, NULL, (const char *const *)sets, count);
    fuzz_check(status == 0 || status == EXIT_USAGE);
    if (status == 0) {
        check_experiment(&e);
        evaluate_all(&e);
    }
    /* Each point is tried, if they are few: many take as long as the largest sweep that may be. */
    if (status == 0 && e.point_count <= POINTS_MOST) {
        status = experiment_check(&e);
        fuzz_check(status == 0 || status == EXIT_USAGE);
    }
    experiment_free(&e);
    for (unsigned i = 0; i < count; i++) {
        free(sets[i]);
    }
    return 0;
}
