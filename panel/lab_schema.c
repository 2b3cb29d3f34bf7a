/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lab_parts.h"

#define MILLION UINT64_C(1000000)

/* The keys of each section, and one without a name at the end. */
#define CHOICE(...)
#define SECTION(member, type, shape, help) static const struct config_key keys_##type[] = {
#define KEY(section, name, type, low, high, step, list, standard, help)                            \
    {#name,                                                                                        \
     KEY_##type,                                                                                   \
     low,                                                                                          \
     high,                                                                                         \
     step,                                                                                         \
     LIST_##list,                                                                                  \
     standard,                                                                                     \
     help,                                                                                         \
     offsetof(struct lab_of_##section, name),                                                      \
     offsetof(struct lab_of_##section, name##_at)},
#define END(type)                                                                                  \
    {                                                                                              \
        .name = NULL                                                                               \
    }                                                                                              \
    }                                                                                              \
    ;
#include "lab.def"

const struct config_section lab_sections[LAB_OF_COUNT] = {
#define CHOICE(...)
#define SECTION(member, type, shape, help)                                                         \
    {#member,                                                                                      \
     SHAPE_##shape,                                                                                \
     help,                                                                                         \
     0,                                                                                            \
     offsetof(struct lab_of_##type, at),                                                           \
     keys_##type,                                                                                  \
     sizeof keys_##type / sizeof keys_##type[0] - 1},
#define KEY(...)
#define END(type)
#include "lab.def"
};
