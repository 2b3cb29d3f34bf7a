/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `sweep.when`: which of all combinations are points. Nothing has run: what it may ask is little.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

enum { WORD = 64 };

/* What is computed at most: nodes of formulas, and keys that stars are compared with. */
enum { CONDITION_WORK = 50 * 1000 * 1000, CONDITION_KEYS = 100 };

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

/* Names of keys that a star may stand for are looked through for each combination. */
static int check_work(const struct experiment *e)
{
    uint64_t work = 0;
    for (unsigned i = 0; i < e->condition_count; i++) {
        bool family = formula_has_star(e->conditions[i]);
        uint64_t keys = family ? CONDITION_KEYS * (1 + e->base.vms_count) : 1;
        work += e->raw_count * formula_size(e->conditions[i]) * keys;
    }
    return work <= CONDITION_WORK ? 0
                                  : diag_at(formula_place(e->conditions[0]),
                                            "sweep.when: too much to compute for %" PRIu64
                                            " combinations: expected fewer, or shorter formulas",
                                            e->raw_count);
}

int plan_keep(struct experiment *e)
{
    int status = check_conditions(e);
    status = status != 0 ? status : check_work(e);
    if (status != 0 || e->condition_count == 0) {
        return status;
    }
    size_t words = (e->raw_count + WORD - 1) / WORD;
    uint64_t count = 0;
    struct conditions c = {.e = e};
    e->kept = xmalloc(words * sizeof *e->kept);
    e->kept_before = xmalloc(words * sizeof *e->kept_before);
    memset(e->kept, 0, words * sizeof *e->kept);
    for (uint64_t raw = 0; raw < e->raw_count && status == 0; raw++) {
        if (raw % WORD == 0) {
            e->kept_before[raw / WORD] = count;
        }
        unsigned kept = plan_holds(&c, raw);
        status = c.status;
        e->kept[raw / WORD] |= (uint64_t)kept << raw % WORD;
        count += kept;
    }
    plan_answered(&c);
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
