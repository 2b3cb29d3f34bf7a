/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What formulas of an experiment come down to, once the measures in them are taken for what they
 * are made of: whether anything was measured, whether anything is compared, and how much there is
 * to compute. See grade_live.h.
 */
#include <stdint.h>
#include <string.h>

#include "grade_live.h"

/* Looking through all names of a formula, and of the measures that it names. */
struct looking {
    const struct experiment *experiment;
    const struct point_result *result; /* of any point; NULL: for what is compared */
    unsigned depth;                    /* measures name those above them, so it comes to an end */
    bool found;
    uint64_t work; /* what there is to compute */
};

enum { STAR_WORK = 100, POINTS_MOST = 500 }; /* a star goes through all names of a result */

static int look_at(void *context, const char *name, struct where at, bool baseline);

static void look_into(struct looking *outer, const struct formula *f)
{
    struct looking inner = *outer;
    inner.depth++;
    inner.found = inner.found || (inner.result == NULL && formula_wants_baseline(f));
    inner.work += (uint64_t)formula_size(f) * (formula_has_star(f) ? STAR_WORK : 1);
    if (inner.depth <= outer->experiment->measure_count + 1) {
        formula_names(f, look_at, &inner);
    }
    outer->found = inner.found;
    outer->work = inner.work;
}

/* The measure that a name is of, or one of its members. */
static const struct measure *measure_named(const struct experiment *e, const char *name)
{
    for (unsigned i = 0; i < e->measure_count; i++) {
        size_t n = strlen(e->measures[i].name);
        bool begins = strncmp(name, e->measures[i].name, n) == 0;
        if (begins && (name[n] == '\0' || name[n] == '.')) {
            return &e->measures[i];
        }
    }
    return NULL;
}

/* How a point ended is no measure: if it did not pass, the experiment has failed anyway. */
static bool is_ending(const char *name)
{
    static const char *const words[] = {"passed", "status", "exit_code", "outcome"};
    const char *dot = strrchr(name, '.');
    const char *last = dot != NULL ? dot + 1 : name;
    bool is = false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        is = is || strcmp(last, words[i]) == 0;
    }
    return is;
}

static int look_at(void *context, const char *name, struct where at, bool baseline)
{
    struct looking *l = context;
    const struct measure *m = measure_named(l->experiment, name);
    (void)at;
    (void)baseline;
    if (m != NULL) {
        look_into(l, m->formula);
    } else if (l->result != NULL) {
        l->found = l->found || !(is_ending(name) || point_is_given(l->result, name));
    }
    return 0;
}

static struct looking look(const struct experiment *e, const struct point_result *r,
                           const struct formula *f)
{
    struct looking l = {.experiment = e, .result = r};
    look_into(&l, f);
    return l;
}

bool grade_measured(const struct experiment *e, const struct point_result *r,
                    const struct formula *f)
{
    return look(e, r, f).found;
}

bool grade_measured_name(const struct experiment *e, const struct point_result *r, const char *name)
{
    struct looking l = {.experiment = e, .result = r};
    look_at(&l, name, (struct where){NULL, 0, 0}, false);
    return l.found;
}

unsigned grade_compared(const struct experiment *e)
{
    unsigned count = 0;
    for (unsigned i = 0; i < e->expectation_count; i++) {
        count += look(e, NULL, e->expectations[i].that).found;
    }
    return count;
}

uint64_t grade_work(const struct experiment *e, const struct formula *f)
{
    return look(e, NULL, f).work;
}

int grade_check_points(const struct experiment *e)
{
    unsigned long long count = e->point_count;
    return count > POINTS_MOST
               ? diag("the experiment has %llu points: expected at most %d", count, POINTS_MOST)
               : 0;
}

int grade_check_work(const struct experiment *e)
{
    unsigned long long count = e->point_count, work = 0;
    for (unsigned i = 0; i < e->measure_count; i++) {
        work += grade_work(e, e->measures[i].formula);
    }
    for (unsigned i = 0; i < e->expectation_count; i++) {
        const struct expectation *x = &e->expectations[i];
        work += grade_work(e, x->that) + (x->when != NULL ? grade_work(e, x->when) : 0);
    }
    return work > WORK_MOST / count
               ? diag("too much to compute at %llu points: expected shorter formulas", count)
               : 0;
}
