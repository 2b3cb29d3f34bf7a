/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See grade_live.h. All points' results are in memory at once: the judge keeps them few. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grade_live.h"
#include "machine/hash.h"

/*
 * So many pairs of points for an expectation at most, and WORK_MOST to compute for all: a file that
 * somebody has handed in must not keep us busy. What was not found alive by then is dead.
 */
enum { PAIRS_MOST = 10000 };

struct finder {
    const struct experiment *experiment;
    const struct point_result *results; /* of each point, from its number 1 on */
    const uint64_t *cells;              /* of each point, each of the rows' columns, hashed */
    const struct row_column *columns;
    unsigned column_count;
    uint64_t trials; /* that are left for the expectation at hand */
};

/* --- axes and measures --- */

static bool column_measured(const struct finder *f, unsigned column)
{
    const struct measure *m = &f->experiment->measures[f->columns[column].measure];
    return grade_measured(f->experiment, f->results, m->formula);
}

static bool cells_differ(const struct finder *f, uint64_t a, uint64_t b, unsigned column)
{
    return f->cells[a * f->column_count + column] != f->cells[b * f->column_count + column];
}

/* Whether two points are the same but for one axis. */
static bool alone(const struct finder *f, struct point a, struct point b, unsigned axis)
{
    const struct experiment *e = f->experiment;
    bool same = a.repeat == b.repeat;
    for (unsigned i = 0; i < e->axis_count && same; i++) {
        same = (experiment_choice(e, a, i) == experiment_choice(e, b, i)) == (i != axis);
    }
    return same;
}

static bool pair_differs(const struct finder *f, struct point a, struct point b)
{
    bool differs = false;
    for (unsigned c = 0; c < f->column_count && !differs; c++) {
        differs = cells_differ(f, a.number - 1, b.number - 1, c) && column_measured(f, c);
    }
    return differs;
}

static bool axis_alive(const struct finder *f, unsigned axis)
{
    const struct experiment *e = f->experiment;
    for (struct point a = experiment_point(e, 1); a.number; a = experiment_next(e, a)) {
        for (struct point b = experiment_next(e, a); b.number; b = experiment_next(e, b)) {
            if (alone(f, a, b, axis) && pair_differs(f, a, b)) {
                return true;
            }
        }
    }
    return false;
}

/* A family is alive if one of its members is. */
static bool measure_alive(const struct finder *f, unsigned measure)
{
    bool alive = false;
    for (unsigned c = 0; c < f->column_count; c++) {
        for (uint64_t p = 1; p < f->experiment->point_count && !alive; p++) {
            alive = f->columns[c].measure == measure && cells_differ(f, 0, p, c);
        }
    }
    return alive &&
           grade_measured(f->experiment, f->results, f->experiment->measures[measure].formula);
}

/* --- expectations --- */

/* A formula tried in a world: whether it is false there, of some member. Without a value it is not.
 */
struct attempt {
    struct finder *finder;
    const struct formula *formula;
    const struct formula_world *world;
    bool broken;
};

static void attempt_member(void *context, const char *member)
{
    struct attempt *a = context;
    if (!a->broken && a->finder->trials > 0) {
        struct value v = formula_evaluate(a->formula, a->world, member);
        a->broken = v.kind == VALUE_NUMBER && v.number == 0;
        a->finder->trials--;
    }
}

static bool broken_in(struct finder *f, const struct formula *formula,
                      const struct formula_world *world)
{
    struct attempt a = {f, formula, world, false};
    if (formula_is_family(formula)) {
        formula_members(formula, world, attempt_member, &a);
    } else {
        attempt_member(&a, NULL);
    }
    return a.broken;
}

/* A world in which one name has another value. */
struct altered {
    const struct formula_world *world;
    const char *name;
    double factor;
};

static struct value altered_value(void *context, const char *name)
{
    const struct altered *a = context;
    struct value v = a->world->value(a->world->context, name);
    if (strcmp(a->name, name) == 0 || formula_matches(a->name, name)) {
        v.number *= a->factor;
        v.text = v.kind == VALUE_TEXT ? "another text than this one" : v.text;
    }
    return v;
}

static void altered_each(void *context, const char *pattern,
                         void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    const struct altered *a = context;
    a->world->each(a->world->context, pattern, visit, visit_context);
}

struct altering {
    struct finder *finder;
    const struct formula *formula;
    const struct formula_world *world;
    bool broken;
};

static int alter_name(void *context, const char *name, struct where at, bool baseline)
{
    struct altering *t = context;
    (void)at;
    (void)baseline;
    for (double factor = 0.5; factor <= 2 && !t->broken; factor *= 4) {
        struct altered a = {t->world, name, factor};
        struct formula_world world = {&a, altered_value, altered_each, t->world->baseline};
        t->broken = grade_measured_name(t->finder->experiment, t->finder->results, name) &&
                    broken_in(t->finder, t->formula, &world);
    }
    return 0;
}

static bool broken_if_altered(struct finder *f, const struct formula *formula,
                              const struct formula_world *world)
{
    struct altering t = {f, formula, world, false};
    formula_names(formula, alter_name, &t);
    return t.broken;
}

/* With what another point measured; keys, and the baseline, are its own. */
static bool broken_if_exchanged(struct finder *f, const struct formula *formula,
                                const struct formula_world *own, const struct point_result *of)
{
    uint64_t count = f->experiment->point_count, stride = 1 + count * count / PAIRS_MOST;
    bool broken = false;
    for (uint64_t q = of->number % stride; q < count && !broken; q += stride) {
        struct point_world w;
        const struct formula_world *world =
            point_world(&w, f->experiment, &f->results[q], own->baseline);
        w.given = of;
        broken = broken_in(f, formula, world);
    }
    return broken;
}

static bool alive_at(struct finder *f, const struct expectation *x, struct point p)
{
    const struct experiment *e = f->experiment;
    const struct point_result *r = &f->results[p.number - 1];
    struct point b = experiment_baseline(e, p);
    struct point_world own, base;
    const struct formula_world *beside =
        b.number != 0 ? point_world(&base, e, &f->results[b.number - 1], NULL) : NULL;
    const struct formula_world *world = point_world(&own, e, r, beside);
    bool about = x->when == NULL || value_true(formula_evaluate(x->when, world, NULL));
    return about && (broken_in(f, x->that, world) || broken_if_altered(f, x->that, world) ||
                     broken_if_exchanged(f, x->that, world, r));
}

static bool expectation_alive(struct finder *f, const struct expectation *x)
{
    const struct experiment *e = f->experiment;
    bool alive = false;
    f->trials = WORK_MOST / e->expectation_count / grade_work(e, x->that);
    for (struct point p = experiment_point(e, 1);
         p.number && !alive && grade_measured(e, f->results, x->that); p = experiment_next(e, p)) {
        alive = alive_at(f, x, p);
    }
    return alive;
}

/* --- all of it --- */

static uint64_t hash_value(const struct value *v)
{
    uint64_t hash = hash_number(HASH_EMPTY, (uint64_t)v->kind);
    return v->kind == VALUE_NUMBER ? hash_bytes(hash, &v->number, sizeof v->number)
           : v->kind == VALUE_TEXT ? hash_text(hash, v->text)
                                   : hash;
}

static uint64_t *hash_rows(struct rows *rows)
{
    uint64_t *cells = xmalloc((rows->count * rows->column_count + 1) * sizeof *cells);
    struct point_row row;
    size_t n = 0;
    for (rows_rewind(rows); rows_next(rows, &row);) {
        for (unsigned c = 0; c < rows->column_count; c++) {
            cells[n++] = hash_value(&row.values[c]);
        }
    }
    return cells;
}

static void count(struct live *l, enum live_kind kind, bool alive, const char *why,
                  const char *name, FILE *dead)
{
    l->count[kind] += alive;
    if (!alive) {
        fprintf(dead, "%s: %s\n", why, name);
    }
}

static void find_kind(struct live *l, struct finder *f, enum live_kind kind)
{
    const struct experiment *e = f->experiment;
    size_t size;
    FILE *dead = open_memstream(&l->dead[kind], &size);
    for (unsigned i = 0; kind == LIVE_AXES && i < e->axis_count; i++) {
        count(l, kind, axis_alive(f, i), "changes no measure", e->axes[i].columns[0], dead);
    }
    for (unsigned i = 0; kind == LIVE_MEASURES && i < e->measure_count; i++) {
        count(l, kind, measure_alive(f, i), "the same at all points, or given", e->measures[i].name,
              dead);
    }
    for (unsigned i = 0; kind == LIVE_EXPECTATIONS && i < e->expectation_count; i++) {
        const struct expectation *x = &e->expectations[i];
        count(l, kind, expectation_alive(f, x), "cannot be wrong", formula_text(x->that), dead);
    }
    fclose(dead);
}

void live_find(struct live *l, const struct experiment *e, struct rows *rows, const char *folder)
{
    struct point_result *results = xmalloc(e->point_count * sizeof *results);
    for (uint64_t i = 0; i < e->point_count; i++) {
        point_find(&results[i], folder, i + 1);
    }
    uint64_t *cells = hash_rows(rows);
    struct finder f = {e, results, cells, rows->columns, rows->column_count, 0};
    *l = (struct live){.count = {0}};
    for (enum live_kind k = 0; k < LIVE_KINDS; k++) {
        find_kind(l, &f, k);
    }
    for (uint64_t i = 0; i < e->point_count; i++) {
        point_free(&results[i]);
    }
    free(results);
    free(cells);
}

void live_free(struct live *l)
{
    for (enum live_kind k = 0; k < LIVE_KINDS; k++) {
        free(l->dead[k]);
        l->dead[k] = NULL;
    }
}
