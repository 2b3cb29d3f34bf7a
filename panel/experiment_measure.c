/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `measure` and `expect`. Whether names in formulas are known is found out when points are. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

static void add_measure(struct experiment *e, struct measure m)
{
    e->measures = xrealloc(e->measures, (e->measure_count + 1) * sizeof *e->measures);
    e->measures[e->measure_count++] = m;
}

void plan_spread(const struct experiment *e, struct formula *f)
{
    for (unsigned i = 0; i < e->measure_count && f != NULL; i++) {
        const struct formula *m = e->measures[i].formula;
        if (m != NULL && formula_is_family(m)) {
            formula_spread(f, e->measures[i].name, formula_words(m));
        }
    }
}

/* What is measured if nothing is said. */
static int measure_standard(struct experiment *e)
{
    static const char *const standard[][2] = {{"cycles", "machine.cycles"},
                                              {"instructions", "machine.instructions"}};
    for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
        struct where at = {e->file, 0, 0};
        struct formula *f = formula_parse(standard[i][1], at);
        add_measure(e, (struct measure){standard[i][0], at, f, NULL});
    }
    return 0;
}

static int take_measure(struct experiment *e, const struct yaml_tree *t)
{
    struct plan_measure m = {.value = NULL};
    unsigned place;
    int status = plan_check_name("measure", t->key, t->key_at);
    if (status == 0 && plan_axis_of(e, t->key, &place) < e->axis_count) {
        status = diag_at(t->key_at, "measure: `%s` is a column of the sweep: expected another name",
                         t->key);
    }
    status = status != 0 ? status : plan_take_item(&e->keeper, &plan_sections[PLAN_measure], &m, t);
    if (status == 0 && m.value == NULL) {
        status = diag_at(t->at, "measure: `%s` has no value: expected a formula", t->key);
    }
    plan_spread(e, m.value);
    add_measure(e, (struct measure){config_keep(&e->keeper, t->key), t->key_at, m.value, m.unit});
    return status;
}

int plan_measure(struct experiment *e, const struct yaml_tree *t)
{
    if (t == NULL || yaml_tree_empty(t)) {
        return measure_standard(e);
    }
    if (t->shape != YAML_MAPPING) {
        return diag_at(t->at, "measure: %s: expected a mapping, lines of `name: formula`",
                       yaml_shape_name(t->shape));
    }
    int status = 0;
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        status = take_measure(e, m);
    }
    return status;
}

static int take_expectation(struct experiment *e, const struct yaml_tree *t)
{
    struct plan_expect x = {.that = NULL};
    int status = plan_take_item(&e->keeper, &plan_sections[PLAN_expect], &x, t);
    e->expectations =
        xrealloc(e->expectations, (e->expectation_count + 1) * sizeof *e->expectations);
    e->expectations[e->expectation_count++] =
        (struct expectation){x.that, x.when, x.because, config_place(x.that_at, t->at)};
    if (status == 0 && x.that == NULL) {
        status = diag_at(t->at, "expect: an item without `that`: expected a formula");
    }
    plan_spread(e, x.that);
    plan_spread(e, x.when);
    if (status == 0 && x.when != NULL) {
        status = plan_check_single(x.when, "expect.when");
    }
    return status;
}

int plan_expect(struct experiment *e, const struct yaml_tree *t)
{
    if (t == NULL || yaml_tree_empty(t)) {
        return 0;
    }
    if (t->shape != YAML_SEQUENCE) {
        return diag_at(t->at, "expect: %s: expected a list, items that begin with `- `",
                       yaml_shape_name(t->shape));
    }
    int status = 0;
    for (const struct yaml_tree *item = t->first; item != NULL && status == 0; item = item->next) {
        status = take_expectation(e, item);
    }
    return status;
}
