/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All points' results taken together, one after the other: only one and that which it is compared
 * with are in memory.
 */
#include <stdlib.h>
#include <string.h>

#include "experiment_run.h"

struct gathering {
    const struct experiment *experiment;
    const char *folder;
    struct rows *rows;
    struct verdicts *verdicts;
    struct point_result result, base;
    struct point_world world, base_world;
    bool any; /* a result has been there */
    int status;
    unsigned measure; /* the family whose members are put */
};

/* --- results --- */

/* The world of the point that p is compared with; NULL without a baseline. */
static const struct formula_world *load_baseline(struct gathering *g, struct point p)
{
    struct point b = experiment_baseline(g->experiment, p);
    if (b.number == 0) {
        return NULL;
    }
    if (b.number != g->base.number) {
        point_free(&g->base);
        point_find(&g->base, g->folder, b.number);
    }
    return point_world(&g->base_world, g->experiment, &g->base, NULL);
}

/* --- what all have in common --- */

static bool same_value(const struct value *a, const struct value *b)
{
    if (!b || a->kind != b->kind) {
        return false;
    }
    return a->kind == VALUE_NUMBER ? a->number == b->number
           : a->kind == VALUE_TEXT ? strcmp(a->text, b->text) == 0
                                   : true;
}

/* Of the common keys, those that r has too, with the same values. */
static void narrow_keys(struct point_result *common, const struct point_result *r)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < common->value_count; i++) {
        struct point_value v = common->values[i];
        if (same_value(&v.value, point_value(r, v.name))) {
            common->values[kept++] = v;
        } else {
            free(v.name);
            free((char *)v.value.text);
        }
    }
    common->value_count = kept;
}

/* One name must be one file, for all points: they cannot be compared otherwise. */
static int add_input(struct gathering *g, const struct point_input *input, uint64_t number)
{
    struct point_result *common = &g->rows->common;
    for (unsigned i = 0; i < common->input_count; i++) {
        const struct point_input *known = &common->inputs[i];
        if (strcmp(known->name, input->name) == 0 && known->hash != input->hash) {
            return diag("%s: point %llu had another `%s` than those before: expected the same "
                        "for all; run it again with --resume",
                        excerpt(g->folder).text, (unsigned long long)number,
                        excerpt(input->name).text);
        }
    }
    point_put_input(common, input->name, input->hash);
    return 0;
}

static int add_common(struct gathering *g)
{
    const struct point_result *r = &g->result;
    int status = 0;
    if (r->status == POINT_MISSING) {
        return 0;
    }
    for (unsigned i = 0; i < r->key_count && !g->any; i++) {
        point_put(&g->rows->common, r->values[i].name, r->values[i].value);
    }
    narrow_keys(&g->rows->common, r);
    g->any = true;
    for (unsigned i = 0; i < r->alias_count; i++) {
        point_put_alias(&g->rows->common, r->aliases[i].name, r->aliases[i].alias);
    }
    for (unsigned i = 0; i < r->input_count && status == 0; i++) {
        status = add_input(g, &r->inputs[i], r->number);
    }
    return status;
}

/* --- measures --- */

static void put_member(void *context, const char *member)
{
    struct gathering *g = context;
    const struct measure *m = &g->experiment->measures[g->measure];
    if (g->status == 0) {
        g->status = rows_put(g->rows, g->measure, member,
                             formula_evaluate(m->formula, &g->world.world, member));
    }
}

/* A point that has no counters has no measures. */
static int put_measures(struct gathering *g)
{
    bool ran = g->result.status < POINT_CRASHED;
    g->status = 0;
    for (unsigned i = 0; i < g->experiment->measure_count && ran && g->status == 0; i++) {
        const struct formula *f = g->experiment->measures[i].formula;
        g->measure = i;
        if (formula_is_family(f)) {
            formula_members(f, &g->world.world, put_member, g);
        } else {
            put_member(g, NULL);
        }
    }
    return g->status;
}

/* --- expectations --- */

/* A formula being tried with each of its members. */
struct trial {
    const struct formula *formula;
    const struct formula_world *world;
    bool holds;
    char *failed; /* the first member that did not hold */
};

static void try_member(void *context, const char *member)
{
    struct trial *t = context;
    bool holds = value_true(formula_evaluate(t->formula, t->world, member));
    if (!holds && t->holds) {
        t->failed = member ? xstrdup(member) : NULL;
    }
    t->holds = t->holds && holds;
}

static struct trial try(const struct formula *f, const struct formula_world *w)
{
    struct trial t = {.formula = f, .world = w, .holds = true};
    if (formula_is_family(f)) {
        formula_members(f, w, try_member, &t);
    } else {
        try_member(&t, NULL);
    }
    return t;
}

static void judge(struct gathering *g, struct point p, unsigned i)
{
    const struct expectation *x = &g->experiment->expectations[i];
    const struct formula_world *w = &g->world.world;
    struct verdict *v = &g->verdicts->of[i];
    if (x->when && !value_true(formula_evaluate(x->when, w, NULL))) {
        return;
    }
    struct trial t = try(x->that, w);
    v->held += t.holds;
    v->failed += !t.holds;
    if (!t.holds && v->failed == 1) {
        v->first = p.number;
        v->text = results_values(x->that, w, t.failed);
    }
    free(t.failed);
}

static void judge_point(struct gathering *g, struct point p)
{
    struct verdicts *v = g->verdicts;
    enum point_status status = g->result.status;
    v->passed += status == POINT_PASSED;
    v->missing += status == POINT_MISSING;
    v->not_passed += status != POINT_PASSED && status != POINT_MISSING;
    if (status != POINT_PASSED && v->first_not_passed == 0) {
        v->first_not_passed = p.number;
    }
    for (unsigned i = 0; i < g->experiment->expectation_count && status != POINT_MISSING; i++) {
        judge(g, p, i);
    }
}

static int gather_point(struct gathering *g, struct point p)
{
    point_find(&g->result, g->folder, p.number);
    point_world(&g->world, g->experiment, &g->result, load_baseline(g, p));
    int status = add_common(g);
    status = status ? status : put_measures(g);
    if (status == 0) {
        judge_point(g, p);
        status = rows_add(g->rows, p, g->result.status);
    }
    point_free(&g->result);
    return status;
}

int results_gather(struct rows *rows, struct verdicts *v, const struct experiment *e,
                   const char *folder)
{
    struct gathering g = {.experiment = e, .folder = folder, .rows = rows, .verdicts = v};
    size_t size = (e->expectation_count + 1) * sizeof *v->of;
    *v = (struct verdicts){.of = xmalloc(size)};
    memset(v->of, 0, size);
    int status = rows_begin(rows, e);
    for (struct point p = experiment_point(e, 1); p.number && status == 0;
         p = experiment_next(e, p)) {
        status = gather_point(&g, p);
    }
    point_free(&g.base);
    point_index(&rows->common);
    return status ? status : rows_end(rows);
}

void verdicts_free(struct verdicts *v, const struct experiment *e)
{
    for (unsigned i = 0; v->of && i < e->expectation_count; i++) {
        free(v->of[i].text);
    }
    free(v->of);
    *v = (struct verdicts){.of = NULL};
}
