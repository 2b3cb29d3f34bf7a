/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of a configuration as values for formulas. */
#include <stdlib.h>
#include <string.h>

#include "experiment_parts.h"

static struct value value_of_choice(const struct config_key *k, unsigned value)
{
    for (const struct config_choice *c = config_choices; c->name != NULL; c++) {
        if (c->list == k->list && c->value == value) {
            return (struct value){VALUE_TEXT, 0, c->name};
        }
    }
    return (struct value){VALUE_NONE, 0, NULL};
}

static struct value value_of_key(const void *member, const struct config_key *k)
{
    const void *field = (const char *)member + k->field;
    unsigned choice;
    uint64_t number;
    const char *text;
    switch (k->type) {
    case KEY_CHOICE:
        memcpy(&choice, field, sizeof choice);
        return value_of_choice(k, choice);
    case KEY_SIZE:
    case KEY_COUNT:
        memcpy(&number, field, sizeof number);
        return (struct value){VALUE_NUMBER, (double)number, NULL};
    default:
        memcpy(&text, field, sizeof text);
        break;
    }
    if (text == NULL) {
        return (struct value){VALUE_NONE, 0, NULL};
    }
    bool string = k->type == KEY_STRING || k->type == KEY_TEXT;
    return string ? value_of_text(text) : (struct value){VALUE_TEXT, 0, text};
}

static struct value value_in(const struct config_section *s, const void *member, const char *key)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        if (strcmp(s->keys[i].name, key) == 0) {
            return value_of_key(member, &s->keys[i]);
        }
    }
    return (struct value){VALUE_NONE, 0, NULL};
}

/* Whether VM i of a monitor is chosen by a path that goes on with .NAME or [i], which is stepped
 * over. */
static bool chooses(const struct config *c, unsigned vm, const char **path)
{
    const char *s = *path + 1;
    size_t length = strcspn(s, **path == '[' ? "]" : ".");
    char *index = xformat("%u", c->kin[vm].index);
    const char *name = c->vms[vm].name != NULL ? c->vms[vm].name : "";
    const char *word = **path == '[' ? index : name;
    bool same = strlen(word) == length && strncmp(word, s, length) == 0;
    free(index);
    s += length + (s[length] == ']');
    if (!same || *s != '.') {
        return false;
    }
    *path = s + 1;
    return true;
}

/* The VM that a path behind `vms` leads to, and the key that is left of it; CONFIG_VMS if none. */
static unsigned find_vm(const struct config *c, const char **path)
{
    unsigned first = 0;
    unsigned count = c->top_count;
    for (unsigned i = first; i < first + count; i++) {
        if (!chooses(c, i, path)) {
            continue;
        }
        if (strncmp(*path, "vms.", 4) != 0 && strncmp(*path, "vms[", 4) != 0) {
            return i;
        }
        *path += 3;
        first = c->kin[i].first;
        count = c->kin[i].count;
        i = first - 1; /* from its first on */
    }
    return CONFIG_VMS;
}

struct value experiment_key_value(const struct config *c, const char *path)
{
    size_t length = strcspn(path, ".[");
    for (unsigned i = 0; i < config_section_count; i++) {
        const struct config_section *s = &config_sections[i];
        if (strlen(s->name) != length || strncmp(s->name, path, length) != 0) {
            continue;
        }
        if (s->shape == SHAPE_ONE && path[length] == '.') {
            return value_in(s, (const char *)c + s->member, path + length + 1);
        }
        const char *rest = path + length;
        unsigned vm = s->shape == SHAPE_EACH && *rest != '\0' ? find_vm(c, &rest) : CONFIG_VMS;
        return vm != CONFIG_VMS ? value_in(s, &c->vms[vm], rest)
                                : (struct value){VALUE_NONE, 0, NULL};
    }
    return (struct value){VALUE_NONE, 0, NULL};
}
