/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What conditions may ask of a combination before anything runs: columns, and keys of the
 * configuration. A key that no axis sets is the same everywhere, and one that an axis sets depends
 * on that axis alone: answers are kept, since a million combinations may ask.
 */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

struct question {
    const char *name;
    unsigned axis;  /* what the answer depends on; axis_count: nothing */
    unsigned place; /* of the column in it, if it is one */
    bool column;
    struct answer {
        bool known;
        unsigned choice;
        struct value value;
    } answers[32]; /* by the axis's choice, the latest of those that share a place */
};

/* --- questions --- */

static struct question new_question(const struct conditions *c, const char *name)
{
    struct question q = {.name = config_keep(&c->e->keeper, name)};
    q.axis = plan_axis_of(c->e, name, &q.place);
    q.column = q.axis < c->e->axis_count;
    q.axis = q.column ? q.axis : plan_owner(c->e, name);
    return q;
}

/* The question of that name: the list is sorted. */
static struct question *question_of(struct conditions *c, const char *name)
{
    unsigned from = 0;
    unsigned to = c->count;
    while (from < to) {
        unsigned middle = (from + to) / 2;
        if (strcmp(c->list[middle].name, name) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    if (from == c->count || strcmp(c->list[from].name, name) != 0) {
        c->list = xrealloc(c->list, (c->count + 1) * sizeof *c->list);
        memmove(&c->list[from + 1], &c->list[from], (c->count - from) * sizeof *c->list);
        c->list[from] = new_question(c, name);
        c->count++;
    }
    return &c->list[from];
}

/* --- answers --- */

static struct value answer_of_key(struct conditions *c, const struct question *q, unsigned choice)
{
    struct config config;
    struct value v = {VALUE_NONE, 0, NULL};
    int status = plan_axis_config(c->e, q->axis, choice, &config);
    if (status == 0) {
        v = experiment_key_value(&config, q->name);
        v.text = v.text != NULL ? config_keep(&c->e->keeper, v.text) : NULL;
    }
    config_free(&config);
    c->status = c->status != 0 ? c->status : status;
    return v;
}

static struct value value_asked(void *context, const char *name)
{
    struct conditions *c = context;
    struct question *q = question_of(c, name);
    struct point p = {0, c->raw, 0};
    unsigned choice = q->axis < c->e->axis_count ? experiment_choice(c->e, p, q->axis) : 0;
    if (q->column) {
        return value_of_text(c->e->axes[q->axis].values[choice].texts[q->place]);
    }
    struct answer *a = &q->answers[choice % (sizeof q->answers / sizeof q->answers[0])];
    if (!a->known || a->choice != choice) {
        *a = (struct answer){true, choice, answer_of_key(c, q, choice)};
    }
    return a->value;
}

static void each_asked(void *context, const char *pattern,
                       void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    const struct conditions *c = context;
    plan_each_key(&c->e->base, pattern, visit, visit_context);
}

bool plan_holds(struct conditions *c, uint64_t raw)
{
    struct formula_world w = {c, value_asked, each_asked, NULL};
    bool all = true;
    c->raw = raw;
    for (unsigned i = 0; i < c->e->condition_count && all; i++) {
        all = value_true(formula_evaluate(c->e->conditions[i], &w, NULL));
    }
    return all;
}

void plan_answered(struct conditions *c)
{
    free(c->list);
}
