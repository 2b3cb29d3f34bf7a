/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names: of columns, of the user's own things, and of what formulas may ask. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

/* A name that formulas can tell from all that they know. */
int plan_check_name(const char *section, const char *name, struct where at)
{
    enum { MOST = 64 };
    static const char *const taken[] = {"repeat", "seed", "point", "passed", "status",
                                        "and",    "or",   "not",   "levels"};
    bool letter = (name[0] >= 'a' && name[0] <= 'z') || (name[0] >= 'A' && name[0] <= 'Z');
    for (const char *s = name; letter && *s != '\0'; s++) {
        bool plain = (*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') ||
                     (*s >= '0' && *s <= '9') || *s == '_' || (*s == '-' && s[1] != '\0');
        letter = plain && s - name < MOST;
    }
    if (!letter) {
        return diag_at(at,
                       "%s: `%s`: expected a name of a letter and then letters, digits, - and _, "
                       "%d at most",
                       section, excerpt(name).text, MOST);
    }
    bool used = config_of_experiment(name);
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        used = used || strcmp(taken[i], name) == 0;
    }
    for (unsigned i = 0; i < config_section_count; i++) {
        used = used || strcmp(config_sections[i].name, name) == 0;
    }
    return used ? diag_at(at, "%s: `%s` means something else: expected another name", section, name)
                : 0;
}

unsigned plan_axis_of(const struct experiment *e, const char *column, unsigned *place)
{
    for (unsigned i = 0; i < e->axis_count; i++) {
        for (unsigned n = 0; n < e->axes[i].column_count; n++) {
            if (strcmp(e->axes[i].columns[n], column) == 0) {
                *place = n;
                return i;
            }
        }
    }
    return e->axis_count;
}

int plan_check_column(const struct experiment *e, const char *key, const char *column,
                      struct where at)
{
    struct nearest n = nearest_to(column);
    unsigned count = experiment_columns(e), found;
    if (experiment_find_column(e, column, &found)) {
        return 0;
    }
    for (unsigned i = 0; i < count; i++) {
        nearest_offer(&n, experiment_column(e, i));
    }
    return diag_at(at, "%s: the sweep has no column `%s`: %s", key, excerpt(column).text,
                   count > 0 ? nearest_advice(&n) : "expected a key `sweep`");
}

int plan_check_single(const struct formula *f, const char *key)
{
    return formula_is_family(f)
               ? diag_at(formula_place(f),
                         "%s: `%s` has many values: expected one, such as sum(...) or max(...)",
                         key, excerpt(formula_text(f)).text)
               : 0;
}

/* --- keys of the configuration --- */

/* A visit of those whose path matches. */
struct matching {
    const char *pattern;
    void (*visit)(void *context, const char *name);
    void *context;
};

static void visit_matching(void *context, const char *path, const struct config_key *k,
                           const void *member)
{
    const struct matching *m = context;
    (void)k;
    (void)member;
    if (formula_matches(m->pattern, path)) {
        m->visit(m->context, path);
    }
}

void plan_each_key(const struct config *c, const char *pattern,
                   void (*visit)(void *context, const char *name), void *context)
{
    struct matching m = {pattern, visit, context};
    config_each_key(c, visit_matching, &m);
}

/* A key being looked for. */
struct wanted_key {
    struct config *config;
    const char *path;
    struct value value;
};

static void take_value(void *context, const char *path, const struct config_key *k,
                       const void *member)
{
    struct wanted_key *w = context;
    char *made;
    if (strcmp(path, w->path) == 0) {
        w->value = config_key_value(k, member, &made);
        if (made != NULL) {
            w->value.text = config_keep(w->config, made);
        }
        free(made);
    }
}

struct value experiment_key_value(struct config *c, const char *path)
{
    struct wanted_key w = {c, path, {VALUE_NONE, 0, NULL}};
    config_each_key(c, take_value, &w);
    return w.value;
}
