/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of axes: taken from lists, tried on a configuration, and compared with each other. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

/* --- values of one path --- */

int plan_add_value(struct value_list *values, struct setting s)
{
    if (values->count == AXIS_VALUES) {
        return diag_at(s.at, "%s: too many values: expected at most %d", s.path, AXIS_VALUES);
    }
    if ((values->count & (values->count - 1)) == 0) {
        values->list = xrealloc(values->list, 2 * (values->count + 1) * sizeof *values->list);
    }
    values->list[values->count++] = s;
    return 0;
}

static int first_key(void *context, const struct config_section *s, void *member,
                     const struct config_key *k)
{
    const struct config_key **found = context;
    (void)member;
    *found = *found == NULL ? k : *found;
    return s->shape == SHAPE_EACH && k->type == KEY_NAME && strcmp(k->name, "name") == 0;
}

const struct config_key *plan_find_key(struct experiment *e, const char *path, struct where at)
{
    const struct config_key *k = NULL;
    int status = config_find(&e->trial, path, at, first_key, &k);
    if (status == 1) {
        diag_at(at, "`%s`: a VM's name cannot be varied", excerpt(path).text);
    }
    return status == 0 ? k : NULL;
}

static int add_scalar(struct experiment *e, const char *path, const struct yaml_tree *t,
                      struct value_list *values)
{
    if (t->shape != YAML_SCALAR) {
        return diag_at(t->at, "%s: %s: expected a single value", path, yaml_shape_name(t->shape));
    }
    return plan_add_value(values, (struct setting){path, plan_text(e, t), t->at});
}

static int add_all(struct experiment *e, const char *path, const struct yaml_tree *t,
                   struct value_list *values)
{
    if (t->shape == YAML_MAPPING) {
        const struct config_key *k = plan_find_key(e, path, t->at);
        return k != NULL ? plan_range(e, k, path, t, values) : EXIT_USAGE;
    }
    if (t->shape == YAML_SCALAR) {
        return add_scalar(e, path, t, values);
    }
    int status = 0;
    for (const struct yaml_tree *item = t->first; item != NULL && status == 0; item = item->next) {
        status = add_scalar(e, path, item, values);
    }
    if (status == 0 && t->first == NULL) {
        status = diag_at(t->at, "%s: an empty list: expected one value or more", path);
    }
    return status;
}

/* Values that are tried on a key. */
struct trying {
    struct config *trial;
    const struct value_list *values;
    unsigned first;
};

static int try_values(void *context, const struct config_section *s, void *member,
                      const struct config_key *k)
{
    const struct trying *t = context;
    int status = 0;
    for (unsigned i = t->first; i < t->values->count && status == 0; i++) {
        const struct setting *value = &t->values->list[i];
        status = config_put(t->trial, s, member, k, value->text, value->at);
    }
    return status;
}

int plan_values(struct experiment *e, const char *path, const struct yaml_tree *t,
                struct value_list *values)
{
    struct trying trying = {&e->trial, values, values->count};
    int status = add_all(e, path, t, values);
    return status != 0 ? status : config_find(&e->trial, path, t->at, try_values, &trying);
}

/* --- values of one axis: none twice --- */

static int compare_values(const struct axis *a, const struct axis_value *x,
                          const struct axis_value *y)
{
    int order = 0;
    for (unsigned i = 0; i < a->column_count && order == 0; i++) {
        order = strcmp(x->texts[i], y->texts[i]);
    }
    return order;
}

/* For sorting, which has no context: a value with its axis. */
struct sorted {
    const struct axis *axis;
    const struct axis_value *value;
};

static int by_value(const void *a, const void *b)
{
    const struct sorted *x = a;
    const struct sorted *y = b;
    int order = compare_values(x->axis, x->value, y->value);
    return order != 0 ? order : x->value < y->value ? -1 : x->value > y->value;
}

static int check_different(const struct axis *a)
{
    struct sorted *sorted = xmalloc(a->count * sizeof *sorted);
    const struct axis_value *twice = NULL;
    for (unsigned i = 0; i < a->count; i++) {
        sorted[i] = (struct sorted){a, &a->values[i]};
    }
    qsort(sorted, a->count, sizeof *sorted, by_value);
    for (unsigned i = 1; i < a->count; i++) {
        const struct axis_value *v = sorted[i].value;
        if (compare_values(a, sorted[i - 1].value, v) == 0 && (twice == NULL || v < twice)) {
            twice = v;
        }
    }
    free(sorted);
    if (twice == NULL) {
        return 0;
    }
    struct where at = twice->setting_count > 0 ? twice->settings[0].at : a->at;
    return diag_at(at, "%s: `%s` stands here a second time", a->columns[0],
                   excerpt(twice->texts[0]).text);
}

/* --- keys: none set by two axes --- */

/* Who sets each key of the configuration: e->owners[slot] is an axis and 1, stamps[slot] a value.
 */
struct owners {
    struct experiment *e;
    unsigned *stamps;
    unsigned axis, stamp;
    struct where at;
    const char *path;
};

enum { KEYS_MOST = 64, REPEAT_OWNER = AXES_MOST + 1 };

static unsigned slot_of(const struct config *c, const struct config_section *s, const void *member,
                        const struct config_key *k)
{
    unsigned of = (unsigned)(s - config_sections);
    if (s->shape == SHAPE_EACH) {
        of = config_section_count + (unsigned)((const struct config_vm *)member - c->vms);
    }
    return of * KEYS_MOST + (unsigned)(k - s->keys) % KEYS_MOST;
}

static int refuse_twice(const struct owners *o, unsigned owner)
{
    const struct axis *a = owner < REPEAT_OWNER ? &o->e->axes[owner - 1] : NULL;
    return diag_at(o->at, "`%s` is set by `%s` too: expected it in one of the two",
                   excerpt(o->path).text, a ? excerpt(a->columns[0]).text : "repeat");
}

static int own(void *context, const struct config_section *s, void *member,
               const struct config_key *k)
{
    struct owners *o = context;
    unsigned slot = slot_of(&o->e->trial, s, member, k);
    unsigned before = o->e->owners[slot];
    if (before != 0 && (before != o->axis + 1 || o->stamps[slot] == o->stamp)) {
        return refuse_twice(o, before);
    }
    o->e->owners[slot] = o->axis + 1;
    o->stamps[slot] = o->stamp;
    return 0;
}

/* Values of a path differ in their texts only; named sets may set what they like. */
static unsigned values_to_own(const struct axis *a)
{
    return strpbrk(a->columns[0], ".[") != NULL ? 1 : a->count;
}

static int own_axis(struct owners *o)
{
    const struct axis *a = &o->e->axes[o->axis];
    int status = 0;
    for (unsigned v = 0; v < values_to_own(a) && status == 0; v++) {
        o->stamp++;
        for (unsigned i = 0; i < a->values[v].setting_count && status == 0; i++) {
            const struct setting *s = &a->values[v].settings[i];
            o->path = s->path;
            o->at = s->at;
            status = config_find(&o->e->trial, s->path, s->at, own, o);
        }
    }
    return status;
}

static int own_seed(struct owners *o)
{
    o->axis = REPEAT_OWNER - 1;
    o->path = "machine.seed";
    o->at = (struct where){o->e->file, 0, 0};
    return o->e->repeated ? config_find(&o->e->trial, o->path, o->at, own, o) : 0;
}

static int refuse_set(void *context, const struct config_section *s, void *member,
                      const struct config_key *k)
{
    const struct owners *o = context;
    unsigned owner = o->e->owners[slot_of(&o->e->trial, s, member, k)];
    if (owner == 0) {
        return 0;
    }
    if (owner == REPEAT_OWNER) {
        return diag_at(o->at, "`repeat` sets it: expected --set repeat.seed=N");
    }
    return diag_at(o->at, "the sweep varies it: expected --set 'sweep.%s=[VALUE, ...]'",
                   o->e->axes[owner - 1].columns[0]);
}

/* What the command line sets, it sets at all points: nothing that is varied. */
static int check_sets(struct owners *o)
{
    int status = 0;
    for (unsigned i = 0; i < o->e->set_count && status == 0; i++) {
        const char *set = o->e->sets[i];
        if (!plan_set_of_run(set)) {
            continue;
        }
        status = config_set(&o->e->trial, set);
        char *path = xformat("%.*s", (int)strcspn(set, "="), set);
        char *place = xformat("--set %s", excerpt(set).text);
        o->at = (struct where){place, 0, 0};
        status = status != 0 ? status : config_find(&o->e->trial, path, o->at, refuse_set, o);
        free(place);
        free(path);
    }
    return status;
}

int plan_check_axes(struct experiment *e)
{
    size_t slots = (size_t)(config_section_count + e->trial.vms_count) * KEYS_MOST;
    struct owners o = {.e = e, .stamps = xmalloc(slots * sizeof *o.stamps)};
    e->owners = xmalloc(slots * sizeof *e->owners);
    memset(e->owners, 0, slots * sizeof *e->owners);
    memset(o.stamps, 0, slots * sizeof *o.stamps);
    int status = own_seed(&o);
    for (o.axis = 0; o.axis < e->axis_count && status == 0; o.axis++) {
        status = check_different(&e->axes[o.axis]);
        status = status != 0 ? status : own_axis(&o);
    }
    status = status != 0 ? status : check_sets(&o);
    free(o.stamps);
    return status;
}

/* A key being looked for, and who sets it. */
static int find_owner(void *context, const struct config_section *s, void *member,
                      const struct config_key *k)
{
    struct owners *o = context;
    o->axis = o->e->owners[slot_of(&o->e->base, s, member, k)];
    return 0;
}

unsigned plan_owner(struct experiment *e, const char *path)
{
    struct owners o = {.e = e, .axis = 0};
    config_find(&e->base, path, (struct where){e->file, 0, 0}, find_owner, &o);
    return o.axis > 0 && o.axis < REPEAT_OWNER ? o.axis - 1 : e->axis_count;
}
