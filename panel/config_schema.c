/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config_schema.h"

#include <stdio.h>
#include <string.h>

#include "experiment.h"
#include "experiment_schema.h"
#include "isa/insn.h"
#include "lab.h"

#define KIB UINT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define MILLION UINT64_C(1000000)

const struct config_choice config_choices[] = {
#define VARIANT(id, name, text, ...) {LIST_isa, name, VARIANT_##id, text},
#include "isa/variant.def"
#define CHOICE(list, name, value, help) {LIST_##list, name, value, help},
#define SECTION(member, type, shape, help)
#define KEY(...)
#define END(type)
#include "schema.def"
#define CHOICE(list, name, value, help) {LIST_##list, name, value, help},
#define SECTION(member, type, shape, help)
#define KEY(...)
#define END(type)
#include "experiment.def"
#define CHOICE(list, name, value, help) {LIST_##list, name, value, help},
#define SECTION(member, type, shape, help)
#define KEY(...)
#define END(type)
#include "lab.def"
    {LIST_no, NULL, 0, NULL},
};

/* The keys of each section: keys_machine[], keys_vm[], ... */
#define CHOICE(...)
#define SECTION(member, type, shape, help) static const struct config_key keys_##type[] = {
#define KEY(section, ...) KEY_ROW(config_##section, __VA_ARGS__)
#define END(type)                                                                                  \
    }                                                                                              \
    ;
#include "schema.def"

const struct config_section config_sections[] = {
#define CHOICE(...)
#define SECTION(member, type, shape, help)                                                         \
    {#member,                                                                                      \
     SHAPE_##shape,                                                                                \
     help,                                                                                         \
     offsetof(struct config, member),                                                              \
     offsetof(struct config_##type, at),                                                           \
     keys_##type,                                                                                  \
     sizeof keys_##type / sizeof keys_##type[0]},
#define KEY(...)
#define END(type)
#include "schema.def"
};

static const struct config_key input_keys[] = {
    {.name = "type",
     .type = KEY_TEXT,
     .low = 1,
     .high = 65536,
     .help = "what is typed",
     .field = offsetof(struct input_item, type),
     .at = offsetof(struct input_item, type_at)},
    {.name = "after",
     .type = KEY_TEXT,
     .low = 1,
     .high = 1000,
     .help =
         "text that the VM's console has to put out first, since the item before was typed; its "
         "carriage returns do not count",
     .field = offsetof(struct input_item, after),
     .at = offsetof(struct input_item, after_at)},
    {.name = "at",
     .type = KEY_COUNT,
     .high = 1000 * MILLION * MILLION,
     .step = 1,
     .standard = "0",
     .help = "cycle of the machine; with `after`, so many cycles later than that",
     .field = offsetof(struct input_item, at),
     .at = offsetof(struct input_item, at_at)},
};

const struct config_section config_input_section = {
    .name = "vms.input",
    .shape = SHAPE_EACH,
    .help = "an item of a list of what is typed, such as `- {after: \"$ \", type: \"ls\\n\"}`, "
            "each after the "
            "one before it",
    .at = offsetof(struct input_item, place),
    .keys = input_keys,
    .key_count = sizeof input_keys / sizeof input_keys[0]};

const unsigned config_section_count = sizeof config_sections / sizeof config_sections[0];

/* The other keys that a file may have; `include` is gone when a tree is loaded. */
static const struct other_section {
    const char *name;
    enum section_shape shape;
} other_sections[] = {
#define CHOICE(...)
#define SECTION(member, type, shape, help) {#member, SHAPE_##shape},
#define KEY(...)
#define END(type)
#include "experiment.def"
    {"include", SHAPE_EACH}};

enum { OTHER_SECTIONS = sizeof other_sections / sizeof other_sections[0] };

bool config_of_experiment(const char *section)
{
    for (unsigned i = 0; i < OTHER_SECTIONS; i++) {
        const struct other_section *o = &other_sections[i];
        if (o->shape != SHAPE_VALUE && strcmp(section, o->name) == 0) {
            return true;
        }
    }
    return false;
}

const struct config_section *config_find_section(const char *name, struct where at)
{
    struct nearest n = nearest_to(name);
    for (unsigned i = 0; i < config_section_count; i++) {
        if (strcmp(name, config_sections[i].name) == 0) {
            return &config_sections[i];
        }
        nearest_offer(&n, config_sections[i].name);
    }
    for (unsigned i = 0; i < OTHER_SECTIONS; i++) {
        if (other_sections[i].shape != SHAPE_VALUE) {
            nearest_offer(&n, other_sections[i].name);
        }
    }
    diag_at(at, "unknown key `%s`: %s", excerpt(name).text, nearest_advice(&n));
    return NULL;
}

/* The section of a run that has a key of this name; NULL if there is none. */
static const struct config_section *section_with(const char *key)
{
    for (unsigned i = 0; i < config_section_count; i++) {
        for (unsigned k = 0; k < config_sections[i].key_count; k++) {
            if (strcmp(key, config_sections[i].keys[k].name) == 0) {
                return &config_sections[i];
            }
        }
    }
    return NULL;
}

const struct config_key *config_find_key(const struct config_section *s, const char *name,
                                         struct where at)
{
    struct nearest n = nearest_to(name);
    for (unsigned i = 0; i < s->key_count; i++) {
        if (strcmp(name, s->keys[i].name) == 0) {
            return &s->keys[i];
        }
        nearest_offer(&n, s->keys[i].name);
    }
    const struct config_section *other = n.best == NULL ? section_with(name) : NULL;
    if (other != NULL) {
        diag_at(at, "unknown key `%s` in %s: did you mean %s.%s?", name, s->name, other->name,
                name);
    } else {
        diag_at(at, "unknown key `%s` in %s: %s", excerpt(name).text, s->name, nearest_advice(&n));
    }
    return NULL;
}

const char *config_choice_name(const struct config_key *k, unsigned value)
{
    const struct config_choice *c = config_choices;
    while (c->name != NULL && !(c->list == k->list && c->value == value)) {
        c++;
    }
    return c->name;
}

/* Suffixes of numbers, the largest first. */
struct number_unit {
    enum key_type type;
    const char *suffix;
    uint64_t factor;
};

static const struct number_unit number_units[] = {
    {KEY_SIZE, "GiB", GIB},           {KEY_SIZE, "MiB", MIB},
    {KEY_SIZE, "KiB", KIB},           {KEY_SIZE, "", 1},
    {KEY_COUNT, "G", 1000 * MILLION}, {KEY_COUNT, "M", MILLION},
    {KEY_COUNT, "k", 1000},           {KEY_COUNT, "", 1},
};

enum { NUMBER_UNITS = sizeof number_units / sizeof number_units[0] };

static const struct number_unit *unit_named(enum key_type type, const char *suffix)
{
    for (unsigned i = 0; i < NUMBER_UNITS; i++) {
        if (number_units[i].type == type && strcmp(number_units[i].suffix, suffix) == 0) {
            return &number_units[i];
        }
    }
    return NULL;
}

bool config_number(const struct config_key *k, const char *s, uint64_t *value)
{
    uint64_t v = 0;
    const char *digits = s;
    for (; *s >= '0' && *s <= '9'; s++) {
        unsigned digit = (unsigned)(*s - '0');
        if (v > (UINT64_MAX - digit) / 10) {
            return false;
        }
        v = 10 * v + digit;
    }
    const struct number_unit *unit = unit_named(k->type, s);
    if (s == digits || unit == NULL || v > UINT64_MAX / unit->factor) {
        return false;
    }
    *value = v * unit->factor;
    return true;
}

struct number_text config_number_text(enum key_type type, uint64_t value)
{
    struct number_text t = {"0"};
    bool plain = type == KEY_COUNT && value < 10000; /* not 1k for a thousand */
    for (unsigned i = 0; i < NUMBER_UNITS && value != 0; i++) {
        const struct number_unit *u = &number_units[i];
        if (u->type == type && value % u->factor == 0 && (u->factor == 1 || !plain)) {
            snprintf(t.text, sizeof t.text, "%llu%s", (unsigned long long)(value / u->factor),
                     u->suffix);
            break;
        }
    }
    return t;
}

static struct key_expected expected_number(const struct config_key *k)
{
    struct key_expected e;
    char step[64] = "";
    if (k->step > 1) {
        snprintf(step, sizeof step, " in multiples of %s",
                 config_number_text(k->type, k->step).text);
    }
    snprintf(e.text, sizeof e.text, "a %s from %s to %s%s", k->type == KEY_SIZE ? "size" : "number",
             config_number_text(k->type, k->low).text, config_number_text(k->type, k->high).text,
             step);
    return e;
}

static struct key_expected expected_choice(const struct config_key *k)
{
    struct key_expected e = {"one of "};
    const char *joint = "";
    for (const struct config_choice *c = config_choices; c->name != NULL; c++) {
        if (c->list == k->list) {
            size_t used = strlen(e.text);
            snprintf(e.text + used, sizeof e.text - used, "%s%s", joint, c->name);
            joint = ", ";
        }
    }
    return e;
}

struct key_expected config_expected(const struct config_key *k)
{
    static const char *const what[] = {
        [KEY_NAME] = "letters, digits, - and _",
        [KEY_STRING] = "one line of text",
        [KEY_TEXT] = "text",
        [KEY_INPUT] = "text, or a list of items with `type`",
        [KEY_PATH] = "the name of a file",
        [KEY_IMAGE] = "the name of a file or of a shipped guest",
        [KEY_FORMULA] = "a formula",
        [KEY_FORMULAS] = "a formula, or a list of formulas",
        [KEY_COLUMN] = "a column of the sweep",
        [KEY_MEASURES] = "a measure, or a list of measures",
        [KEY_AXES] = "a mapping of paths to lists of values, or a list of such mappings",
        [KEY_VALUE] = "a value of the key that is varied",
        [KEY_TREE] = "a list",
    };
    if (k->type == KEY_CHOICE) {
        return expected_choice(k);
    }
    if (k->type == KEY_SIZE || k->type == KEY_COUNT) {
        return expected_number(k);
    }
    struct key_expected e = {""};
    bool text = k->type == KEY_NAME || k->type == KEY_STRING || k->type == KEY_TEXT;
    size_t used = (size_t)snprintf(e.text, sizeof e.text, "%s", what[k->type]);
    if (text) {
        snprintf(e.text + used, sizeof e.text - used, ", %llu to %llu characters",
                 (unsigned long long)k->low, (unsigned long long)k->high);
    }
    return e;
}
