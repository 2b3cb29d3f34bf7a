/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiment_schema.h"

#include <string.h>

/* The keys of each section, and one without a name at the end. */
#define CHOICE(...)
#define SECTION(member, type, shape, help) static const struct config_key keys_##type[] = {
#define KEY(section, ...) KEY_ROW(plan_##section, __VA_ARGS__)
#define END(type)                                                                                  \
    {                                                                                              \
        .name = NULL                                                                               \
    }                                                                                              \
    }                                                                                              \
    ;
#include "experiment.def"

const struct config_section plan_sections[PLAN_COUNT] = {
#define CHOICE(...)
#define SECTION(member, type, shape, help)                                                         \
    {#member,                                                                                      \
     SHAPE_##shape,                                                                                \
     help,                                                                                         \
     0,                                                                                            \
     offsetof(struct plan_##type, at),                                                             \
     keys_##type,                                                                                  \
     sizeof keys_##type / sizeof keys_##type[0] - 1},
#define KEY(...)
#define END(type)
#include "experiment.def"
};

bool plan_has_key(const struct config_section *s, const char *name)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        if (strcmp(s->keys[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}
