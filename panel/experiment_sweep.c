/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `sweep`: its axes, one for each path, zip, or named sets of settings. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

/* One more; NULL after a message. */
static struct axis *add_axis(struct experiment *e, struct where at)
{
    if (e->axis_count == AXES_MOST) {
        diag_at(at, "sweep: too many axes: expected at most %d", AXES_MOST);
        return NULL;
    }
    e->axes = xrealloc(e->axes, (e->axis_count + 1) * sizeof *e->axes);
    struct axis *a = &e->axes[e->axis_count++];
    *a = (struct axis){.at = at};
    return a;
}

static void add_column(struct axis *a, const char *name)
{
    a->columns = xrealloc(a->columns, (a->column_count + 1) * sizeof *a->columns);
    a->columns[a->column_count++] = name;
}

/* --- paths with values --- */

/* Lists as long as each other become the columns of one axis. */
static void add_values(struct axis *a, const struct value_list *lists, unsigned count)
{
    a->count = lists[0].count;
    a->values = xmalloc(a->count * sizeof *a->values);
    for (unsigned v = 0; v < a->count; v++) {
        struct axis_value *value = &a->values[v];
        *value = (struct axis_value){xmalloc(count * sizeof *value->texts),
                                     xmalloc(count * sizeof *value->settings), count};
        for (unsigned i = 0; i < count; i++) {
            value->settings[i] = lists[i].list[v];
            value->texts[i] = lists[i].list[v].text;
        }
    }
}

static int add_path(struct experiment *e, const struct yaml_tree *t)
{
    struct value_list values = {NULL, 0};
    const char *path = config_keep(&e->keeper, t->key);
    int status = plan_find_key(e, path, t->key_at) == NULL ? EXIT_USAGE : 0;
    status = status != 0 ? status : plan_values(e, path, t, &values);
    struct axis *a = status == 0 ? add_axis(e, t->key_at) : NULL;
    if (a != NULL) {
        add_column(a, path);
        add_values(a, &values, 1);
    }
    free(values.list);
    return a != NULL ? 0 : EXIT_USAGE;
}

/* --- zip --- */

enum { ZIP_MOST = 32 };

/* The lists of a zip, one by one, each as long as the first. */
static int zip_lists(struct experiment *e, struct axis *a, const struct yaml_tree *t,
                     struct value_list lists[ZIP_MOST])
{
    int status = 0;
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        unsigned i = a->column_count;
        if (i == ZIP_MOST) {
            return diag_at(m->key_at, "sweep.zip: too many paths: expected at most %d", ZIP_MOST);
        }
        add_column(a, config_keep(&e->keeper, m->key));
        const char *path = a->columns[i];
        status = plan_find_key(e, path, m->key_at) == NULL ? EXIT_USAGE
                                                           : plan_values(e, path, m, &lists[i]);
        if (status == 0 && lists[i].count != lists[0].count) {
            status =
                diag_at(m->at, "sweep.zip: `%s` has %u value%s, and `%s` has %u: expected as many",
                        excerpt(path).text, lists[i].count, lists[i].count == 1 ? "" : "s",
                        excerpt(a->columns[0]).text, lists[0].count);
        }
    }
    return status;
}

static int add_zip(struct experiment *e, const struct yaml_tree *t)
{
    struct value_list lists[ZIP_MOST] = {{NULL, 0}};
    if (t->shape != YAML_MAPPING || t->first == NULL) {
        return diag_at(t->at, "sweep.zip: %s: expected a mapping of paths to lists of values",
                       t->shape == YAML_MAPPING ? "nothing" : yaml_shape_name(t->shape));
    }
    struct axis *a = add_axis(e, t->at);
    int status = a != NULL ? zip_lists(e, a, t, lists) : EXIT_USAGE;
    if (status == 0) {
        add_values(a, lists, a->column_count);
    }
    for (unsigned i = 0; i < ZIP_MOST; i++) {
        free(lists[i].list);
    }
    return status;
}

static int add_zips(struct experiment *e, const struct yaml_tree *t)
{
    int status = 0;
    if (t->shape != YAML_SEQUENCE) {
        return add_zip(e, t);
    }
    for (const struct yaml_tree *item = t->first; item != NULL && status == 0; item = item->next) {
        status = add_zip(e, item);
    }
    return status;
}

/* --- named sets of settings --- */

static int add_case(struct experiment *e, struct axis *a, const struct yaml_tree *t)
{
    a->values = xrealloc(a->values, (a->count + 1) * sizeof *a->values);
    struct axis_value *value = &a->values[a->count++];
    *value = (struct axis_value){xmalloc(sizeof *value->texts), NULL, 0};
    value->texts[0] = config_keep(&e->keeper, t->key);
    if (t->shape != YAML_MAPPING && !yaml_tree_empty(t)) {
        return diag_at(t->at, "sweep.%s: %s: expected settings, such as {machine.tlb: 16}",
                       a->columns[0], yaml_shape_name(t->shape));
    }
    int status = 0;
    struct value_list settings = {NULL, 0};
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        const char *path = config_keep(&e->keeper, m->key);
        bool list = m->shape != YAML_SCALAR;
        status = plan_find_key(e, path, m->key_at) == NULL ? EXIT_USAGE
                 : list ? diag_at(m->at, "%s: %s: expected one value in a named set", m->key,
                                  yaml_shape_name(m->shape))
                        : plan_values(e, path, m, &settings);
    }
    value->settings = settings.list;
    value->setting_count = settings.count;
    return status;
}

static int add_cases(struct experiment *e, const struct yaml_tree *t)
{
    if (t->shape != YAML_MAPPING || t->first == NULL) {
        return diag_at(t->key_at,
                       "sweep: `%s` is no path: expected one such as machine.tlb, or named sets "
                       "of settings, such as {small: {machine.tlb: 16}}",
                       excerpt(t->key).text);
    }
    int status = plan_check_name("sweep", t->key, t->key_at);
    struct axis *a = status == 0 ? add_axis(e, t->key_at) : NULL;
    if (a == NULL) {
        return EXIT_USAGE;
    }
    add_column(a, config_keep(&e->keeper, t->key));
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        status = add_case(e, a, m);
    }
    return status;
}

/* --- the whole --- */

static int add_axis_of(struct experiment *e, const struct yaml_tree *t)
{
    if (strcmp(t->key, "zip") == 0) {
        return add_zips(e, t);
    }
    return strpbrk(t->key, ".[") != NULL ? add_path(e, t) : add_cases(e, t);
}

/* All combinations of all values: not more than there may be. */
static int count_points(struct experiment *e, struct where at)
{
    e->raw_count = 1;
    for (unsigned i = 0; i < e->axis_count; i++) {
        e->raw_count *= e->axes[i].count;
        if (e->raw_count * e->repeats > EXPERIMENT_POINTS) {
            return diag_at(at, "too many points: expected at most %d with all repetitions",
                           EXPERIMENT_POINTS);
        }
    }
    e->point_count = e->raw_count * e->repeats;
    return 0;
}

int plan_sweep(struct experiment *e, const struct yaml_tree *t)
{
    struct plan_sweep sweep = {.zip = NULL};
    struct where at = t != NULL ? t->key_at : (struct where){e->file, 0, 0};
    int status = config_load_tree(&e->trial, e->root, e->file);
    if (t != NULL && status == 0) {
        status = plan_take(&e->keeper, &plan_sections[PLAN_sweep], &sweep, t, true);
        e->conditions = sweep.when.list;
        e->condition_count = sweep.when.count;
    }
    for (const struct yaml_tree *m = t ? t->first : NULL; m != NULL && status == 0; m = m->next) {
        status = strcmp(m->key, "when") == 0 ? 0 : add_axis_of(e, m);
    }
    status = status != 0 ? status : plan_check_axes(e);
    config_free(&e->trial);
    return status != 0 ? status : count_points(e, at);
}
