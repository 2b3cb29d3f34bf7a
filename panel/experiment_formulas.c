/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas: that what they name is known, and that measures come from those above them. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

/*
 * How deep measures may be in each other, and how many may be computed for one: whoever computes
 * need not remember any.
 */
enum { MEASURES_DEEP = 32, MEASURES_COMPUTED = 10000 };

/* Formulas being checked, one after the other. */
struct checking {
    struct experiment *e;
    const struct known *known;
    unsigned current;         /* the measure whose formula it is; measure_count: none */
    unsigned *depth, *weight; /* of each measure so far */
};

/* The measure that a name is, or the family that it is of; measure_count if none. */
static unsigned measure_of(const struct experiment *e, const char *name)
{
    unsigned i = 0;
    size_t length = strcspn(name, ".");
    while (i < e->measure_count && !(strlen(e->measures[i].name) == length &&
                                     strncmp(e->measures[i].name, name, length) == 0)) {
        i++;
    }
    return i;
}

/* A measure with one value has no members. */
static int check_form(const struct measure *m, const char *name, struct where at)
{
    const char *rest = name + strlen(m->name);
    if (*rest == '\0' || formula_is_family(m->formula)) {
        return 0;
    }
    return diag_at(at, "`%s`: the measure `%s` has one value: expected it without `%s`",
                   excerpt(name).text, m->name, excerpt(rest).text);
}

static int check_order(const struct checking *c, unsigned i, const char *name, struct where at)
{
    if (i < c->current) {
        return 0;
    }
    return diag_at(at,
                   i == c->current ? "`%s` is measured by way of itself: expected measures above it"
                                   : "`%s` is measured further down: expected a measure above",
                   excerpt(name).text);
}

/* The current measure, if there is one, needs measure i. */
static int add_weight(struct checking *c, unsigned i, const char *name, struct where at)
{
    if (c->current == c->e->measure_count) {
        return 0;
    }
    unsigned *depth = &c->depth[c->current];
    unsigned *weight = &c->weight[c->current];
    *depth = *depth > c->depth[i] + 1 ? *depth : c->depth[i] + 1;
    *weight += c->weight[i] + 1;
    if (*depth > MEASURES_DEEP || *weight > MEASURES_COMPUTED) {
        return diag_at(at,
                       "`%s`: too many measures within measures: expected at most %d deep, and %d "
                       "in all",
                       excerpt(name).text, MEASURES_DEEP, MEASURES_COMPUTED);
    }
    return 0;
}

static int check_name(void *context, const char *name, struct where at, bool baseline)
{
    struct checking *c = context;
    unsigned i = measure_of(c->e, name);
    (void)baseline;
    if (i == c->e->measure_count) {
        return plan_check_known(c->e, c->known, name, at);
    }
    int status = check_order(c, i, name, at);
    status = status != 0 ? status : check_form(&c->e->measures[i], name, at);
    return status != 0 ? status : add_weight(c, i, name, at);
}

static int check_formula(struct checking *c, const struct formula *f)
{
    return f != NULL ? formula_names(f, check_name, c) : 0;
}

static int check_all(struct checking *c)
{
    struct experiment *e = c->e;
    int status = 0;
    for (c->current = 0; c->current < e->measure_count && status == 0; c->current++) {
        status = check_formula(c, e->measures[c->current].formula);
    }
    c->current = e->measure_count;
    for (unsigned i = 0; i < e->expectation_count && status == 0; i++) {
        status = check_formula(c, e->expectations[i].that);
        status = status != 0 ? status : check_formula(c, e->expectations[i].when);
    }
    for (unsigned i = 0; i < e->chart_count && status == 0; i++) {
        status = check_formula(c, e->charts[i].when);
    }
    return status;
}

int plan_check_formulas(struct experiment *e, const struct known *k)
{
    size_t size = e->measure_count * sizeof(unsigned);
    struct checking c = {e, k, 0, xmalloc(size), xmalloc(size)};
    memset(c.depth, 0, size);
    memset(c.weight, 0, size);
    int status = check_all(&c);
    free(c.depth);
    free(c.weight);
    return status;
}
