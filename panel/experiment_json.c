/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * experiment.json, schema trapeze-experiment/1: which experiment a folder is of. Everything that
 * the file said, with the files that it includes in place, and what the command line added. Where
 * files were is said, and makes no difference.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "experiment_run.h"
#include "json_text.h"
#include "options_table.h"

#define SCHEMA "trapeze-experiment/1"

/* What was left empty is null. */
static json_t *tree_json(const struct yaml_tree *t)
{
    if (t->shape == YAML_SCALAR) {
        return yaml_tree_empty(t) ? json_null() : json_text(t->text);
    }
    bool mapping = t->shape == YAML_MAPPING;
    json_t *json = mapping ? json_object() : json_array();
    for (const struct yaml_tree *m = t->first; m; m = m->next) {
        if (mapping) {
            json_object_set_new(json, m->key, tree_json(m));
        } else {
            json_array_append_new(json, tree_json(m));
        }
    }
    return json;
}

char *experiment_json(const struct experiment *e)
{
    json_t *sets = json_array();
    for (unsigned i = 0; i < e->set_count; i++) {
        json_array_append_new(sets, json_text(e->sets[i]));
    }
    json_t *root =
        json_pack("{s:s, s:s, s:o, s:I, s:o, s:o}", "schema", SCHEMA, "version", TRAPEZE_VERSION,
                  "file", json_text(e->file), "points", (json_int_t)e->point_count, "sets", sets,
                  "experiment", tree_json(e->root));
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    json_write(root, f);
    fclose(f);
    json_decref(root);
    return text;
}

/* --- and back --- */

static struct yaml_tree *tree_from(json_t *json, const char *path, unsigned depth);

/* The members of an object, or the items of an array. */
static bool add_members(struct yaml_tree *t, json_t *json, const char *path, unsigned depth)
{
    struct yaml_tree **end = &t->first;
    const char *key;
    json_t *member;
    size_t i;
    json_array_foreach(json, i, member)
    {
        *end = tree_from(member, path, depth + 1);
        if (!*end) {
            return false;
        }
        end = &(*end)->next;
    }
    json_object_foreach(json, key, member)
    {
        *end = tree_from(member, path, depth + 1);
        if (!*end) {
            return false;
        }
        (*end)->key = xstrdup(key);
        (*end)->key_at = t->at;
        end = &(*end)->next;
    }
    return true;
}

/* NULL if it is none that tree_json() makes. */
static struct yaml_tree *tree_from(json_t *json, const char *path, unsigned depth)
{
    struct yaml_tree *t = xmalloc(sizeof *t);
    *t = (struct yaml_tree){.shape = YAML_SCALAR, .at = {path, 0, 0}};
    bool ok = depth <= YAML_DEPTH;
    if (json_is_string(json) || json_is_null(json)) {
        t->bare = json_is_null(json);
        t->text = xstrdup(t->bare ? "" : json_string_value(json));
    } else {
        t->shape = json_is_object(json) ? YAML_MAPPING : YAML_SEQUENCE;
        ok = ok && (json_is_object(json) || json_is_array(json)) &&
             add_members(t, json, path, depth);
    }
    if (!ok) {
        yaml_tree_free(t);
        t = NULL;
    }
    return t;
}

static bool take_sets(struct experiment_sets *sets, json_t *array)
{
    size_t i;
    json_t *set;
    bool ok = json_is_array(array);
    sets->item = xmalloc((json_array_size(array) + 1) * sizeof *sets->item);
    json_array_foreach(array, i, set)
    {
        ok = ok && json_is_string(set);
        if (ok) {
            sets->item[sets->count++] = xstrdup(json_string_value(set));
        }
    }
    return ok;
}

int experiment_from_json(struct experiment *e, struct experiment_sets *sets, const char *text,
                         const char *path)
{
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    const char *schema = json_string_value(json_object_get(root, "schema"));
    const char *version = json_string_value(json_object_get(root, "version"));
    const char *file = json_string_value(json_object_get(root, "file"));
    struct where at = {path, 0, 0};
    int status = 0;
    *e = (struct experiment){.file = NULL};
    *sets = (struct experiment_sets){.count = 0};
    if (!schema || !version || !file || strcmp(schema, SCHEMA) != 0 ||
        !take_sets(sets, json_object_get(root, "sets"))) {
        status = diag_at(at, "is no %s", SCHEMA);
    } else if (strcmp(version, TRAPEZE_VERSION) != 0) {
        status = diag_at(at, "is of version %s of Trapeze, and this is %s: expected the same",
                         excerpt(version).text, TRAPEZE_VERSION);
    }
    if (status == 0) {
        struct yaml_tree *tree = tree_from(json_object_get(root, "experiment"), path, 1);
        status = tree ? experiment_open(e, file, tree, sets->item, sets->count)
                      : diag_at(at, "is no %s", SCHEMA);
    }
    json_decref(root);
    return status;
}

void experiment_sets_free(struct experiment_sets *sets)
{
    for (unsigned i = 0; i < sets->count; i++) {
        free((char *)sets->item[i]);
    }
    free(sets->item);
    *sets = (struct experiment_sets){.count = 0};
}

/* --- comparing --- */

/* Without what makes no difference, in new memory; NULL if it is no experiment. */
static char *essence(const char *text)
{
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    json_object_del(root, "file");
    char *rest = json_dumps(root, JSON_COMPACT); /* in order: that of axes makes a difference */
    json_decref(root);
    return rest;
}

bool experiment_json_same(const char *a, const char *b)
{
    char *x = essence(a);
    char *y = essence(b);
    bool same = x && y && strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

char *experiment_place(const struct experiment *e, struct point p, const char *separator)
{
    char *place = xstrdup("");
    for (unsigned i = 0; i < experiment_columns(e); i++) {
        const char *name = experiment_column(e, i);
        char *longer = xformat("%s%s%s=%s", place, i ? separator : "", name,
                               excerpt(experiment_cell(e, p, i)).text);
        free(place);
        place = longer;
    }
    return place;
}
