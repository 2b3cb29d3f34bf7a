/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of experiment.def's keys, out of a tree and into structs. */
#include <stdlib.h>
#include <string.h>

#include "config_store.h"
#include "experiment_schema.h"

struct formula *plan_formula(const struct yaml_tree *t, const char *what)
{
    if (t->shape != YAML_SCALAR) {
        diag_at(t->at, "%s: %s: expected a formula", what, yaml_shape_name(t->shape));
        return NULL;
    }
    if (t->spans) {
        return formula_parse_spanning(t->text, t->at);
    }
    struct where at = t->at;
    at.column += t->bare ? 0 : 1; /* behind the quote */
    return formula_parse(t->text, at);
}

static int take_formulas(struct formula_list *list, const struct yaml_tree *t, const char *what)
{
    const struct yaml_tree *item = t->shape == YAML_SEQUENCE ? t->first : t;
    while (item != NULL) {
        struct formula *f = plan_formula(item, what);
        if (f == NULL) {
            return EXIT_USAGE;
        }
        list->list = xrealloc(list->list, (list->count + 1) * sizeof(struct formula *));
        list->list[list->count++] = f;
        item = item != t ? item->next : NULL;
    }
    return 0;
}

/* What has to be a single value. */
static int take_scalar(struct config *keeper, const struct config_section *s, void *member,
                       const struct config_key *k, const struct yaml_tree *t)
{
    if (t->shape != YAML_SCALAR) {
        return diag_at(t->at, "%s.%s: %s: expected %s", s->name, k->name, yaml_shape_name(t->shape),
                       config_expected(k).text);
    }
    if (k->type == KEY_COLUMN || k->type == KEY_VALUE) {
        const char *text = config_keep(keeper, t->text);
        memcpy((char *)member + k->field, &text, sizeof text);
        return 0;
    }
    return config_put(keeper, s, member, k, t->text, t->at);
}

static int take_key(struct config *keeper, const struct config_section *s, void *member,
                    const struct config_key *k, const struct yaml_tree *t)
{
    void *field = (char *)member + k->field;
    char *what = xformat("%s.%s", s->name, k->name);
    int status = 0;
    if (k->type == KEY_FORMULA) {
        struct formula *f = plan_formula(t, what);
        memcpy(field, &f, sizeof f);
        status = f != NULL ? 0 : EXIT_USAGE;
    } else if (k->type == KEY_FORMULAS) {
        status = take_formulas(field, t, what);
    } else if (k->type == KEY_AXES || k->type == KEY_MEASURES || k->type == KEY_TREE) {
        memcpy(field, &t, sizeof t);
    } else {
        status = take_scalar(keeper, s, member, k, t);
    }
    free(what);
    memcpy((char *)member + k->at, &t->at, sizeof t->at);
    return status;
}

static void put_defaults(struct config *keeper, const struct config_section *s, void *member)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        if (s->keys[i].standard != NULL) {
            config_put(keeper, s, member, &s->keys[i], s->keys[i].standard,
                       (struct where){NULL, 0, 0});
        }
    }
}

int plan_take(struct config *keeper, const struct config_section *s, void *member,
              const struct yaml_tree *t, bool others)
{
    put_defaults(keeper, s, member);
    memcpy((char *)member + s->at, &t->at, sizeof t->at);
    if (t->shape != YAML_MAPPING && !yaml_tree_empty(t)) {
        return diag_at(t->at, "%s: %s: expected a mapping, lines of `key: value`", s->name,
                       yaml_shape_name(t->shape));
    }
    int status = 0;
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        if (others && !plan_has_key(s, m->key)) {
            continue;
        }
        const struct config_key *k = config_find_key(s, m->key, m->key_at);
        status = k != NULL ? take_key(keeper, s, member, k, m) : EXIT_USAGE;
    }
    return status;
}

int plan_take_item(struct config *keeper, const struct config_section *s, void *member,
                   const struct yaml_tree *t)
{
    if (t->shape != YAML_SCALAR || yaml_tree_empty(t)) {
        return plan_take(keeper, s, member, t, false);
    }
    put_defaults(keeper, s, member);
    memcpy((char *)member + s->at, &t->at, sizeof t->at);
    return take_key(keeper, s, member, &s->keys[0], t);
}
