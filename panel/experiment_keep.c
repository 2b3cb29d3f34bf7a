/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `sweep.when`: which of all combinations are points. Nothing has run: what it may ask is little.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

enum { WORD = 64 };

/* A raw point that conditions ask about. Its configuration is made if they want to know it. */
struct asked {
    const struct experiment *e;
    uint64_t raw;
    bool made;
    int status;
    struct config config;
};

static const struct config *config_asked(struct asked *a)
{
    if (!a->made) {
        a->made = true;
        a->status = plan_raw_config(a->e, a->raw, 0, &a->config);
    }
    return &a->config;
}

static struct value value_asked(void *context, const char *name)
{
    struct asked *a = context;
    unsigned place = 0;
    unsigned i = plan_axis_of(a->e, name, &place);
    if (i < a->e->axis_count) {
        struct point p = {0, a->raw, 0};
        return value_of_text(a->e->axes[i].values[experiment_choice(a->e, p, i)].texts[place]);
    }
    const struct config *c = config_asked(a);
    return a->status == 0 ? experiment_key_value(c, name) : (struct value){VALUE_NONE, 0, NULL};
}

static void each_asked(void *context, const char *pattern,
                       void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    plan_each_key(config_asked(context), pattern, visit, visit_context);
}

/* What a condition may name. */
struct allowed_names {
    const struct experiment *e;
    struct known known, known_later;
};

static int check_name(void *context, const char *name, struct where at, bool baseline)
{
    const struct allowed_names *a = context;
    if (!baseline && names_known(&a->known.names, name)) {
        return plan_check_known(a->e, &a->known, name, at);
    }
    if (baseline || names_known(&a->known_later.names, name)) {
        return diag_at(at,
                       "sweep.when: `%s` is known after a run only: expected a column or a key of "
                       "the configuration",
                       baseline ? "baseline()" : name);
    }
    return plan_check_known(a->e, &a->known, name, at);
}

static int check_conditions(struct experiment *e)
{
    struct allowed_names a = {.e = e};
    int status = 0;
    plan_know(e, false, &a.known);
    plan_know(e, true, &a.known_later);
    plan_know_vms(&a.known, &e->base);
    for (unsigned i = 0; i < e->condition_count && status == 0; i++) {
        status = plan_check_single(e->conditions[i], "sweep.when");
        status = status != 0 ? status : formula_names(e->conditions[i], check_name, &a);
    }
    plan_forget(&a.known);
    plan_forget(&a.known_later);
    return status;
}

/* 1 or 0; or a status in *status after a message. */
static unsigned holds(const struct experiment *e, uint64_t raw, int *status)
{
    struct asked a = {.e = e, .raw = raw};
    struct formula_world w = {&a, value_asked, each_asked, NULL};
    bool all = true;
    for (unsigned i = 0; i < e->condition_count && all; i++) {
        all = value_true(formula_evaluate(e->conditions[i], &w, NULL));
    }
    *status = a.status;
    if (a.made) {
        config_free(&a.config);
    }
    return all;
}

int plan_keep(struct experiment *e)
{
    int status = check_conditions(e);
    if (status != 0 || e->condition_count == 0) {
        return status;
    }
    size_t words = (e->raw_count + WORD - 1) / WORD;
    uint64_t count = 0;
    e->kept = xmalloc(words * sizeof *e->kept);
    e->kept_before = xmalloc(words * sizeof *e->kept_before);
    memset(e->kept, 0, words * sizeof *e->kept);
    for (uint64_t raw = 0; raw < e->raw_count && status == 0; raw++) {
        if (raw % WORD == 0) {
            e->kept_before[raw / WORD] = count;
        }
        unsigned kept = holds(e, raw, &status);
        e->kept[raw / WORD] |= (uint64_t)kept << raw % WORD;
        count += kept;
    }
    e->point_count = count * e->repeats;
    if (status == 0 && count == 0) {
        const struct formula *f = e->conditions[0];
        status =
            diag_at(formula_place(f),
                    "sweep.when: `%s` is true at none of %" PRIu64 " points: expected one or more",
                    excerpt(formula_text(f)).text, e->raw_count);
    }
    return status;
}
