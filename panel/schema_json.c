/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same as a JSON Schema, draft 7, which editors know: it says of a file what can be said
 * without looking at two keys at once. A value's text counts, as for the program: 64 is `64` is
 * "64".
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

static json_t *reference(const char *name)
{
    char *path = xformat("#/definitions/%s", name);
    json_t *object = json_pack("{s:s}", "$ref", path);
    free(path);
    return object;
}

static json_t *any_of(json_t *a, json_t *b)
{
    return json_pack("{s:[o, o]}", "anyOf", a, b);
}

static json_t *list_of(json_t *items)
{
    return json_pack("{s:s, s:o}", "type", "array", "items", items);
}

static json_t *one_or_list(const char *name)
{
    return any_of(reference(name), list_of(reference(name)));
}

/* --- single values --- */

/* A number by itself, or with a suffix: how large that is cannot be told by a pattern. */
static json_t *number_schema(const struct config_key *k)
{
    json_t *plain = json_pack("{s:s, s:I, s:I}", "type", "integer", "minimum", (json_int_t)k->low,
                              "maximum", (json_int_t)k->high);
    if (k->step > 1) {
        json_object_set_new(plain, "multipleOf", json_integer((json_int_t)k->step));
    }
    return any_of(plain,
                  json_pack("{s:s, s:s}", "type", "string", "pattern",
                            k->type == KEY_SIZE ? "^[0-9]+(KiB|MiB|GiB)?$" : "^[0-9]+[kMG]?$"));
}

static json_t *choice_schema(const struct config_key *k)
{
    json_t *names = json_array();
    for (const struct config_choice *c = config_choices; c->name != NULL; c++) {
        if (c->list == k->list) {
            json_array_append_new(names, json_string(c->name));
        }
    }
    return json_pack("{s:o}", "enum", names);
}

/* A pattern, and the lengths, hold for texts; `8` is one for the program, and a number here. */
static json_t *text_schema(const struct config_key *k)
{
    json_t *t = json_pack("{s:[s, s, s], s:I, s:I}", "type", "string", "number", "boolean",
                          "minLength", (json_int_t)k->low, "maxLength", (json_int_t)k->high);
    if (k->type == KEY_NAME) {
        json_object_set_new(t, "pattern", json_string("^[A-Za-z0-9_-]+$"));
    } else if (k->type != KEY_TEXT && k->type != KEY_INPUT) {
        json_object_set_new(t, "pattern", json_string("^[^\\u0000-\\u001f\\u007f]*$"));
    }
    return t;
}

static json_t *value_schema(const struct config_key *k)
{
    switch (k->type) {
    case KEY_CHOICE:
        return choice_schema(k);
    case KEY_SIZE:
    case KEY_COUNT:
        return number_schema(k);
    case KEY_INPUT:
        return any_of(text_schema(k),
                      list_of(any_of(reference("scalar"), reference(config_input_section.name))));
    case KEY_FORMULA:
    case KEY_VALUE:
        return reference("scalar");
    case KEY_FORMULAS:
        return one_or_list("scalar");
    case KEY_COLUMN:
        return json_pack("{s:s}", "type", "string");
    case KEY_MEASURES:
        return one_or_list("scalar");
    case KEY_AXES:
        return one_or_list("zip");
    case KEY_NAME:
    case KEY_STRING:
    case KEY_TEXT:
    case KEY_PATH:
    case KEY_IMAGE:
        break;
    }
    return text_schema(k);
}

/* The default as YAML reads it: a number, or a word. */
static json_t *default_schema(const struct config_key *k)
{
    uint64_t value;
    bool digits = k->standard[strspn(k->standard, "0123456789")] == '\0';
    bool number = (k->type == KEY_SIZE || k->type == KEY_COUNT) && digits;
    return number && config_number(k, k->standard, &value) ? json_integer((json_int_t)value)
                                                           : json_string(k->standard);
}

static json_t *description(const struct config_key *k)
{
    char *text = xstrdup(k->help);
    for (const struct config_choice *c = config_choices; c->name != NULL; c++) {
        if (k->type == KEY_CHOICE && c->list == k->list) {
            char *longer = xformat("%s\n%s: %s", text, c->name, c->help);
            free(text);
            text = longer;
        }
    }
    json_t *string = json_string(text);
    free(text);
    return string;
}

static json_t *key_schema(const struct config_key *k)
{
    json_t *object = value_schema(k);
    json_object_set_new(object, "description", description(k));
    if (k->standard != NULL) {
        json_object_set_new(object, "default", default_schema(k));
    }
    return object;
}

/* --- sections --- */

/* A mapping of a section's keys; of others too, if that is what it is for. */
static json_t *mapping_schema(const struct config_section *s)
{
    json_t *keys = json_object();
    for (unsigned i = 0; i < s->key_count; i++) {
        json_object_set_new(keys, s->keys[i].name, key_schema(&s->keys[i]));
    }
    if (strcmp(s->name, "vms") == 0) {
        json_object_set_new(keys, "vms", list_of(reference("vms")));
    }
    json_t *object = json_pack("{s:s, s:o, s:b}", "type", "object", "properties", keys,
                               "additionalProperties", 0);
    if (strcmp(s->name, "sweep") == 0) {
        json_object_set_new(object, "patternProperties",
                            json_pack("{s:o, s:o}", "[.\\[]", reference("axis"),
                                      "^(?!(zip|when)$)[^.\\[]+$", reference("cases")));
    } else if (s->shape == SHAPE_FREE) {
        json_object_set_new(object, "additionalProperties", reference("scalar"));
    }
    return object;
}

/* What stands under the name of a section: nothing is a section whose keys are all left out. */
static json_t *section_schema(const struct config_section *s)
{
    json_t *item = reference(s->name);
    json_t *object = item;
    if (schema_alone(s)) {
        item = any_of(reference("scalar"), item);
    }
    if (s->shape == SHAPE_EACH) {
        object = list_of(item);
    } else if (s->shape == SHAPE_NAMED) {
        object = json_pack("{s:s, s:o}", "type", "object", "additionalProperties", item);
    }
    object = any_of(object, json_pack("{s:s}", "type", "null"));
    json_object_set_new(object, "description", json_string(s->help));
    return object;
}

/* Under `vms` and others, where items are mappings, the definition is that of an item. */
static json_t *definitions(void)
{
    json_t *all = json_pack("{s:{s:[s, s, s]}, s:{s:s, s:o}, s:{s:s, s:{s:s, s:o}}}", /* */
                            "scalar", "type", "string", "number", "boolean", /* one value */
                            "zip", "type", "object", "additionalProperties",
                            reference("axis"), /* lists side by side */
                            "cases", "type", "object", "additionalProperties", "type", "object",
                            "additionalProperties", reference("scalar"));
    json_object_set_new(all, "axis",
                        json_pack("{s:[o, o, o]}", "anyOf", reference("scalar"),
                                  list_of(reference("scalar")), reference("range")));
    for (unsigned i = 0; schema_section(i) != NULL; i++) {
        json_object_set_new(all, schema_section(i)->name, mapping_schema(schema_section(i)));
    }
    return all;
}

static json_t *root_schema(void)
{
    json_t *keys = json_object();
    json_t *include = one_or_list("scalar");
    json_object_set_new(include, "description", json_string(schema_include));
    json_object_set_new(keys, "include", include);
    for (unsigned i = 0; schema_section(i) != NULL; i++) {
        const struct config_section *s = schema_section(i);
        if (schema_is_key(s)) {
            json_object_set_new(keys, s->name, section_schema(s));
        }
    }
    return json_pack("{s:s, s:s, s:s, s:o, s:b, s:o}", "$schema",
                     "http://json-schema.org/draft-07/schema#", "title", "Trapeze: an experiment",
                     "type", "object", "properties", keys, "additionalProperties", 0, "definitions",
                     definitions());
}

int schema_json(FILE *out)
{
    json_t *root = root_schema();
    int status = root && json_dumpf(root, out, JSON_INDENT(2)) == 0
                     ? 0
                     : diag_internal("the schema cannot be put together");
    fputc('\n', out);
    json_decref(root);
    return status;
}
