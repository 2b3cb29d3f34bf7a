/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * experiment.def as structs and tables, in the form that schema.def has: what prints the one prints
 * the other. Owns the tables. Values of its keys are taken into the structs by
 * experiment_keys.c; strings are kept in a struct config.
 */
#ifndef PANEL_EXPERIMENT_SCHEMA_H
#define PANEL_EXPERIMENT_SCHEMA_H

#include "config_schema.h"
#include "formula.h"
#include "yaml_tree.h"

enum allowed { ALLOWED_NO, ALLOWED_YES };

struct formula_list {
    struct formula **list;
    unsigned count;
};

/* C types of the types that only experiment.def has. What was not given is NULL. */
#define FIELD_FORMULA struct formula *
#define FIELD_FORMULAS struct formula_list
#define FIELD_COLUMN const char *
#define FIELD_MEASURES const struct yaml_tree *
#define FIELD_AXES const struct yaml_tree *
#define FIELD_VALUE const char *
#define FIELD_TREE const struct yaml_tree *

/* struct plan_about, plan_repeat, ...: a member and its place for each key. */
#define CHOICE(list, name, value, help)
#define SECTION(member, type, shape, help) struct plan_##type {
#define KEY(section, name, type, ...)                                                              \
    FIELD_##type name;                                                                             \
    struct where name##_at;
#define END(type)                                                                                  \
    struct where at;                                                                               \
    }                                                                                              \
    ;
#include "experiment.def"

/* The sections, by their types: &plan_sections[PLAN_chart]. */
enum plan_section {
#define CHOICE(...)
#define SECTION(member, type, shape, help) PLAN_##type,
#define KEY(...)
#define END(type)
#include "experiment.def"
    PLAN_COUNT
};
extern const struct config_section plan_sections[PLAN_COUNT];

/*
 * Take the mapping t into `member`, the struct of section s, all of whose keys have been put to
 * their defaults. `others`: whether keys that s does not have are left to the caller. 0, or
 * EXIT_USAGE after a message.
 */
int plan_take(struct config *keeper, const struct config_section *s, void *member,
              const struct yaml_tree *t, bool others);

/* The same for an item of EACH or NAMED, which may be the value of its first key. */
int plan_take_item(struct config *keeper, const struct config_section *s, void *member,
                   const struct yaml_tree *t);

/* Whether s has a key of that name. */
bool plan_has_key(const struct config_section *s, const char *name);

/* The formula of a scalar, or NULL after a message. */
struct formula *plan_formula(const struct yaml_tree *t, const char *what);

#endif
