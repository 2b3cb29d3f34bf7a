/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `baseline`: the values that it has on some axes; and that every point has one. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

static bool same_value(const char *a, const char *b)
{
    double x, y;
    return strcmp(a, b) == 0 ||
           (formula_number(a, &x) && formula_number(b, &y) && !(x < y) && !(x > y));
}

/* Whether a value of axis i has what the baseline wants in each column of the axis. */
static bool fits(const struct experiment *e, const struct yaml_tree *t, unsigned i, unsigned value)
{
    bool fit = true;
    for (const struct yaml_tree *m = t->first; m != NULL && fit; m = m->next) {
        unsigned place;
        if (plan_axis_of(e, m->key, &place) == i) {
            fit = same_value(e->axes[i].values[value].texts[place], m->text);
        }
    }
    return fit;
}

/* The values of an axis, as far as there is room, to end a message. */
static const char *values_of(const struct experiment *e, unsigned i, unsigned place,
                             struct nearest *n)
{
    for (unsigned v = 0; v < e->axes[i].count && strlen(n->advice) < 200; v++) {
        nearest_offer(n, e->axes[i].values[v].texts[place]);
    }
    return nearest_advice(n);
}

/* Which value of its axis a column of the baseline chooses, together with the axis's others. */
static int choose(struct experiment *e, const struct yaml_tree *t, const struct yaml_tree *m)
{
    unsigned place = 0;
    unsigned i = plan_axis_of(e, m->key, &place);
    int status = i < e->axis_count ? 0 : plan_check_column(e, "baseline", m->key, m->key_at);
    if (status == 0 && i == e->axis_count) {
        return diag_at(m->key_at, "baseline: `%s`: expected a column of the sweep", m->key);
    }
    if (status == 0 && m->shape != YAML_SCALAR) {
        status = diag_at(m->at, "baseline: %s: expected one value of %s", yaml_shape_name(m->shape),
                         m->key);
    }
    for (unsigned v = 0; status == 0 && v < e->axes[i].count; v++) {
        if (fits(e, t, i, v)) {
            e->baseline[i] = v;
            return 0;
        }
    }
    if (status == 0) {
        struct nearest n = nearest_to(m->text);
        status = diag_at(m->at, "baseline: `%s` is no value of %s there: %s", excerpt(m->text).text,
                         m->key, values_of(e, i, place, &n));
    }
    return status;
}

static int check_shapes(const struct yaml_tree *t)
{
    if (t->shape != YAML_MAPPING || t->first == NULL) {
        return diag_at(t->at, "baseline: %s: expected columns of the sweep and values of theirs",
                       t->first == NULL ? "nothing" : yaml_shape_name(t->shape));
    }
    for (const struct yaml_tree *m = t->first; m != NULL; m = m->next) {
        if (m->shape != YAML_SCALAR) {
            return diag_at(m->at, "baseline: %s: expected one value of %s",
                           yaml_shape_name(m->shape), excerpt(m->key).text);
        }
    }
    return 0;
}

/* A point whose baseline the conditions have dropped has nothing to be compared with. */
static int check_kept(const struct experiment *e, const struct yaml_tree *t)
{
    struct point p = experiment_point(e, 1);
    for (; p.number > 0 && e->kept != NULL; p = experiment_next(e, p)) {
        if (experiment_baseline(e, p).number == 0) {
            return diag_at(t->key_at,
                           "baseline: that of %s is dropped by sweep.when: expected one that is "
                           "kept",
                           plan_point_text(e, p).text);
        }
        p.repeat = e->repeats - 1; /* on to the next one that differs */
        p.number += (e->repeats - 1) - (p.number - 1) % e->repeats;
    }
    return 0;
}

/* Formulas that ask for a baseline have one. */
static int check_wanted(const struct experiment *e)
{
    const struct formula *f = NULL;
    for (unsigned i = 0; i < e->chart_count; i++) {
        f = e->charts[i].when && formula_wants_baseline(e->charts[i].when) ? e->charts[i].when : f;
    }
    for (unsigned i = 0; i < e->expectation_count; i++) {
        const struct expectation *x = &e->expectations[i];
        f = x->when && formula_wants_baseline(x->when) ? x->when : f;
        f = formula_wants_baseline(x->that) ? x->that : f;
    }
    for (unsigned i = e->measure_count; i-- > 0;) {
        f = formula_wants_baseline(e->measures[i].formula) ? e->measures[i].formula : f;
    }
    return f == NULL ? 0
                     : diag_at(formula_place(f),
                               "`%s`: there is no baseline: expected a key "
                               "`baseline`, such as {machine.tlb: 64}",
                               excerpt(formula_text(f)).text);
}

int plan_baseline(struct experiment *e, const struct yaml_tree *t)
{
    if (t == NULL || yaml_tree_empty(t)) {
        return check_wanted(e);
    }
    int status = check_shapes(t);
    e->baseline = xmalloc(e->axis_count * sizeof *e->baseline);
    for (unsigned i = 0; i < e->axis_count; i++) {
        e->baseline[i] = AXIS_SAME;
    }
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        status = choose(e, t, m);
    }
    e->has_baseline = status == 0;
    return status != 0 ? status : check_kept(e, t);
}
