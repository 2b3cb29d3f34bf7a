/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranges: {from: 8, to: 64, times: 2}, in whole numbers, written as the key's values are. */
#include "experiment_parts.h"

struct range {
    uint64_t from, to, step, times; /* one of the two last is 0 */
};

/* A number of the range, as the key that is varied would be written. */
static int number(const struct config_key *k, const char *path, const char *text, struct where at,
                  uint64_t *value)
{
    if (text != NULL && !config_number(k, text, value)) {
        return diag_at(at, "%s: `%s`: expected %s", path, excerpt(text).text,
                       config_expected(k).text);
    }
    return 0;
}

static int check_given(const struct plan_range *r, const char *path)
{
    if (r->from == NULL || r->to == NULL) {
        return diag_at(r->at,
                       "%s: a range without `%s`: expected {from: A, to: B, step: C} or "
                       "{from: A, to: B, times: C}",
                       path, r->from == NULL ? "from" : "to");
    }
    if (r->step != NULL && r->times_at.file != NULL) {
        return diag_at(r->times_at, "%s: a range with `step` and `times`: expected one of the two",
                       path);
    }
    return 0;
}

/* A range that never ends, or has no value. */
static int check_ends(const struct plan_range *p, const struct range *r, const char *path)
{
    if (r->from > r->to) {
        return diag_at(p->to_at, "%s: a range from %s to %s: expected to end at or above its start",
                       path, p->from, p->to);
    }
    if (r->times == 0 && r->step == 0) {
        return diag_at(p->step_at, "%s: a range with step 0 does not end: expected a larger step",
                       path);
    }
    if (r->times > 0 && r->from == 0) {
        return diag_at(p->from_at,
                       "%s: a range from 0 by a factor does not end: expected a larger "
                       "start",
                       path);
    }
    return 0;
}

static bool next(const struct range *r, uint64_t *value)
{
    if (r->times > 0 ? *value > r->to / r->times : r->to - *value < r->step) {
        return false;
    }
    *value = r->times > 0 ? *value * r->times : *value + r->step;
    return true;
}

static int add_all(struct experiment *e, const struct config_key *k, const struct range *r,
                   struct setting s, struct value_list *values)
{
    uint64_t value = r->from;
    do {
        s.text = config_keep(&e->keeper, config_number_text(k->type, value).text);
        if (plan_add_value(values, s) != 0) {
            return EXIT_USAGE;
        }
    } while (next(r, &value));
    return 0;
}

int plan_range(struct experiment *e, const struct config_key *k, const char *path,
               const struct yaml_tree *t, struct value_list *values)
{
    struct plan_range p = {.from = NULL};
    struct range r = {0, 0, 1, 0};
    if (k->type != KEY_SIZE && k->type != KEY_COUNT) {
        return diag_at(t->at, "%s: a mapping: expected a value or a list of values, each %s", path,
                       config_expected(k).text);
    }
    int status = plan_take(&e->keeper, &plan_sections[PLAN_range], &p, t, false);
    status = status != 0 ? status : check_given(&p, path);
    status = status != 0 ? status : number(k, path, p.from, p.from_at, &r.from);
    status = status != 0 ? status : number(k, path, p.to, p.to_at, &r.to);
    status = status != 0 ? status : number(k, path, p.step, p.step_at, &r.step);
    r.times = p.times;
    status = status != 0 ? status : check_ends(&p, &r, path);
    return status != 0 ? status : add_all(e, k, &r, (struct setting){path, NULL, t->at}, values);
}
