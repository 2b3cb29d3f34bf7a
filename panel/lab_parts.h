/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lab.def as structs and tables, and what lab_*.c share. Owns nothing; for those files, and for
 * what documents the keys. What returns int returns 0, or a status after a message.
 */
#ifndef PANEL_LAB_PARTS_H
#define PANEL_LAB_PARTS_H

#include "experiment_schema.h"
#include "lab.h"

/* struct lab_of_about, lab_of_test, ...: a member and its place for each key. */
#define CHOICE(list, name, value, help)
#define SECTION(member, type, shape, help) struct lab_of_##type {
#define KEY(section, name, type, ...)                                                              \
    FIELD_##type name;                                                                             \
    struct where name##_at;
#define END(type)                                                                                  \
    struct where at;                                                                               \
    }                                                                                              \
    ;
#include "lab.def"

/* The sections, by their types: &lab_sections[LAB_OF_test]. */
enum lab_section {
#define CHOICE(...)
#define SECTION(member, type, shape, help) LAB_OF_##type,
#define KEY(...)
#define END(type)
#include "lab.def"
    LAB_OF_COUNT
};
extern const struct config_section lab_sections[LAB_OF_COUNT];

/* The tests of a list, added to l's. */
int lab_take_tests(struct lab *l, const struct yaml_tree *list, bool hidden);

/* What can be known of a test only when all of the lab has been read. */
int lab_check_test(const struct lab *l, const struct lab_test *t);

#endif
