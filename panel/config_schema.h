/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.def as tables, and values as text. Owns the tables. Called by the other config_*.c,
 * which fill a struct config, and by what documents the keys.
 */
#ifndef PANEL_CONFIG_SCHEMA_H
#define PANEL_CONFIG_SCHEMA_H

#include "config.h"

enum key_type {
    KEY_CHOICE,
    KEY_SIZE,
    KEY_COUNT,
    KEY_NAME,
    KEY_STRING,
    KEY_TEXT,
    KEY_INPUT,
    KEY_PATH,
    KEY_IMAGE,
    KEY_FORMULA, /* these only in experiment.def */
    KEY_FORMULAS,
    KEY_COLUMN,
    KEY_MEASURES,
    KEY_AXES,
    KEY_VALUE,
    KEY_TREE /* only in lab.def */
};
enum section_shape { SHAPE_ONE, SHAPE_EACH, SHAPE_NAMED, SHAPE_FREE, SHAPE_VALUE };
enum choice_list {
    LIST_no,
    LIST_allowed,
    LIST_unsound,
    LIST_chart,
    LIST_log,
    LIST_spread,
    LIST_isa,
    LIST_timing,
    LIST_predictor,
    LIST_replacement,
    LIST_fence_i,
    LIST_cache_write,
    LIST_allocate,
    LIST_core,
    LIST_misaligned,
    LIST_virtio,
    LIST_console,
    LIST_monitor_kind,
    LIST_asids,
    LIST_fast_paths,
    LIST_special_page,
    LIST_effective_r,
    LIST_scheduler,
    LIST_idle,
    LIST_vm_monitor,
    LIST_clock,
    LIST_lab_kind,
    LIST_lab_judge,
    LIST_lab_visibility
};

struct config_choice {
    enum choice_list list;
    const char *name;
    unsigned value;
    const char *help;
};
extern const struct config_choice config_choices[]; /* ends with a NULL name */

struct config_key {
    const char *name;
    enum key_type type;
    uint64_t low, high, step;
    enum choice_list list;
    const char *standard; /* the default, as text */
    const char *help;
    size_t field, at; /* offsets in the section's struct of the value and its struct where */
};

/* A row KEY of schema.def or experiment.def in such a table; `owner` is the struct of its section.
 */
#define KEY_ROW(owner, name, type, low, high, step, list, standard, help)                          \
    {#name,                                                                                        \
     KEY_##type,                                                                                   \
     low,                                                                                          \
     high,                                                                                         \
     step,                                                                                         \
     LIST_##list,                                                                                  \
     standard,                                                                                     \
     help,                                                                                         \
     offsetof(struct owner, name),                                                                 \
     offsetof(struct owner, name##_at)},

struct config_section {
    const char *name;
    enum section_shape shape;
    const char *help;
    size_t member; /* offset in struct config */
    size_t at;     /* offset in the section's struct of the place of the section itself */
    const struct config_key *keys;
    unsigned key_count;
};
extern const struct config_section config_sections[];
extern const unsigned config_section_count;
extern const struct config_section config_input_section; /* struct input_item, in a key INPUT */

/* Whether a section of this name is about points of an experiment, not about one run. */
bool config_of_experiment(const char *section);

/* By name; NULL after a message if there is none. */
const struct config_section *config_find_section(const char *name, struct where at);
const struct config_key *config_find_key(const struct config_section *s, const char *name,
                                         struct where at);

/* The name of one of a key's choices; NULL if it has none of that value. */
const char *config_choice_name(const struct config_key *k, unsigned value);

/* What a key may be: "a size from 1MiB to 1GiB in multiples of 4KiB", "one of none, vmm". */
struct key_expected {
    char text[200];
};
struct key_expected config_expected(const struct config_key *k);

/* A number of k's type (SIZE, COUNT) from all of s; false if it is none. */
bool config_number(const struct config_key *k, const char *s, uint64_t *value);

/* A number as short as it can be written: 16777216 as a SIZE is 16MiB. */
struct number_text {
    char text[32];
};
struct number_text config_number_text(enum key_type type, uint64_t value);

#endif
