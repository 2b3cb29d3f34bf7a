/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result as a file, schema trapeze-point/1. Whatever else a file with its name may hold is no
 * result, and the point is run again.
 */
#include "point_json.h"

#include <stdlib.h>
#include <string.h>

#include "json_text.h"
#include "machine/file.h"
#include "options_table.h"
#include "output.h"

/* What is larger than this was not written by us. */
enum { RESULT_SIZE = 64 << 20, ITEMS_MOST = 4096 };

static const char schema[] = "trapeze-point/1";

/* --- to a file --- */

json_t *point_values_json(const struct point_result *r, unsigned from, unsigned to)
{
    json_t *object = json_object();
    for (unsigned i = from; i < to; i++) {
        const struct point_value *v = &r->values[i];
        if (!json_object_get(object, v->name)) {
            json_object_set_new(object, v->name, json_value(v->value));
        }
    }
    return object;
}

static json_t *figures_array(const struct point_result *r)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < r->figure_count; i++) {
        json_array_append_new(array, json_pack("{s:i, s:o}", "chart", (int)r->figures[i].chart,
                                               "text", json_text(r->figures[i].text)));
    }
    return array;
}

json_t *point_aliases_json(const struct point_result *r)
{
    json_t *object = json_object();
    for (unsigned i = 0; i < r->alias_count; i++) {
        json_object_set_new(object, r->aliases[i].name, json_text(r->aliases[i].alias));
    }
    return object;
}

json_t *point_inputs_json(const struct point_result *r)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < r->input_count; i++) {
        struct hash_digits hash = hash_digits(r->inputs[i].hash);
        json_array_append_new(array, json_pack("{s:o, s:s}", "file", json_text(r->inputs[i].name),
                                               "hash", hash.text));
    }
    return array;
}

int point_save(const struct point_result *r, const char *path)
{
    struct output o;
    int status = output_open(&o, path, (struct where){NULL, 0, 0});
    if (status) {
        return status;
    }
    json_t *root = json_pack("{s:s, s:s, s:I, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "schema",
                             schema, "version", TRAPEZE_VERSION, "point", (json_int_t)r->number,
                             "identity", r->identity, "status", point_status_names[r->status],
                             "message", json_text_or_null(r->message), "inputs",
                             point_inputs_json(r), "keys", point_values_json(r, 0, r->key_count),
                             "values", point_values_json(r, r->key_count, r->value_count),
                             "aliases", point_aliases_json(r), "figures", figures_array(r));
    json_write(root, o.file);
    json_decref(root);
    return output_commit(&o);
}

/* --- from a file --- */

/* The text of member `name`, or NULL. */
static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool take_status(struct point_result *r, const json_t *root)
{
    const char *name = text_of(root, "status");
    for (int i = 0; name && i < POINT_MISSING; i++) {
        if (strcmp(name, point_status_names[i]) == 0) {
            r->status = (enum point_status)i;
            return true;
        }
    }
    return false;
}

static bool take_head(struct point_result *r, const json_t *root)
{
    const char *kind = text_of(root, "schema");
    const char *identity = text_of(root, "identity");
    json_t *number = json_object_get(root, "point");
    json_t *message = json_object_get(root, "message");
    if (!kind || strcmp(kind, schema) != 0 || !identity ||
        strlen(identity) != sizeof r->identity - 1 || !json_is_integer(number) ||
        json_integer_value(number) <= 0 || (!json_is_string(message) && !json_is_null(message))) {
        return false;
    }
    r->number = (uint64_t)json_integer_value(number);
    memcpy(r->identity, identity, sizeof r->identity);
    r->message = json_is_string(message) ? xstrdup(json_string_value(message)) : NULL;
    return take_status(r, root);
}

static bool take_values(struct point_result *r, json_t *root, const char *member)
{
    json_t *object = json_object_get(root, member);
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        if (json_is_string(value)) {
            point_put_text(r, name, json_string_value(value));
        } else if (json_is_number(value)) {
            point_put_number(r, name, json_number_value(value));
        } else if (json_is_null(value)) {
            point_put_none(r, name);
        } else {
            return false;
        }
    }
    return json_is_object(object);
}

static bool take_keys(struct point_result *r, json_t *root)
{
    bool ok = take_values(r, root, "keys");
    r->key_count = r->value_count;
    return ok;
}

static bool take_figures(struct point_result *r, json_t *root)
{
    json_t *array = json_object_get(root, "figures");
    size_t i;
    json_t *figure;
    json_array_foreach(array, i, figure)
    {
        json_t *chart = json_object_get(figure, "chart");
        const char *text = text_of(figure, "text");
        if (!text || !json_is_integer(chart) || json_integer_value(chart) < 0 ||
            json_integer_value(chart) > INT32_MAX) {
            return false;
        }
        point_put_figure(r, (unsigned)json_integer_value(chart), text);
    }
    return json_is_array(array);
}

static bool take_aliases(struct point_result *r, json_t *root)
{
    json_t *object = json_object_get(root, "aliases");
    const char *name;
    json_t *alias;
    json_object_foreach(object, name, alias)
    {
        if (!json_is_string(alias) || r->alias_count == ITEMS_MOST) {
            return false;
        }
        point_put_alias(r, name, json_string_value(alias));
    }
    return json_is_object(object);
}

static bool take_inputs(struct point_result *r, json_t *root)
{
    json_t *array = json_object_get(root, "inputs");
    size_t i;
    json_t *input;
    json_array_foreach(array, i, input)
    {
        const char *name = text_of(input, "file");
        uint64_t hash;
        if (!name || !hash_from(text_of(input, "hash"), &hash) || r->input_count == ITEMS_MOST) {
            return false;
        }
        point_put_input(r, name, hash);
    }
    return json_is_array(array);
}

bool point_load(struct point_result *r, const char *path)
{
    uint8_t *bytes;
    size_t size;
    struct error e;
    *r = (struct point_result){.number = 0};
    if (!file_read(path, RESULT_SIZE, &bytes, &size, &e)) {
        return false;
    }
    json_t *root = json_loadb((const char *)bytes, size, JSON_REJECT_DUPLICATES, NULL);
    free(bytes);
    bool ok = root && take_head(r, root) && take_keys(r, root) && take_values(r, root, "values") &&
              take_figures(r, root) && take_aliases(r, root) && take_inputs(r, root);
    json_decref(root);
    if (ok) {
        point_index(r);
    } else {
        point_free(r);
    }
    return ok;
}

bool point_find(struct point_result *r, const char *folder, uint64_t number)
{
    char *path = point_path(folder, number);
    bool there = point_load(r, path) && r->number == number;
    free(path);
    if (!there) {
        point_free(r);
        *r = (struct point_result){.number = number, .status = POINT_MISSING};
    }
    return there;
}
