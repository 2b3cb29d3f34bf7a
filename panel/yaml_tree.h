/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A YAML file as a tree of mappings, sequences and scalars with their places; what they mean is
 * the caller's business. Only the plain part of YAML is taken: one document, no anchors, aliases
 * or tags, keys that are scalars and different from each other, bounded in every direction, since
 * the file may be hostile. The tree owns its texts; the name of the file stays the caller's.
 * For those in panel/ that load files; libyaml is seen by yaml_tree.c only. yaml_include.c puts
 * trees together.
 */
#ifndef PANEL_YAML_TREE_H
#define PANEL_YAML_TREE_H

#include <stdbool.h>

#include "diag.h"

enum {
    YAML_FILE_SIZE = 1 << 20,
    YAML_SCALAR_SIZE = 64 << 10,
    YAML_DEPTH = 16,
    YAML_EVENTS = 100000,
    YAML_MEMBERS = 1000, /* of one mapping: each new key is compared with those before */
    YAML_INCLUDE_DEPTH = 8,
    YAML_INCLUDE_FILES = 64,
    YAML_INCLUDE_SIZE = 4 << 20, /* of all files together */
};

enum yaml_shape { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

/* A file that was included, and that places of the tree name. */
struct yaml_name {
    struct yaml_name *next;
    char text[];
};

struct yaml_tree {
    enum yaml_shape shape;
    struct where at;
    char *text; /* of a scalar */
    bool bare;  /* a scalar without quotes and not a block */
    bool spans; /* a scalar of several lines: `at` is where it begins, and nothing else is known */
    char *key;  /* if this is a member of a mapping */
    struct where key_at;
    struct yaml_tree *first, *next; /* members or items; the next sibling */
    struct yaml_name *names;        /* at the root: of the files that were included */
};

/* The tree of file `path`; NULL after one line on standard error. */
struct yaml_tree *yaml_tree_load(const char *path);

/*
 * The same with the files that its key `include` names, and those that these include, put in:
 * mappings are merged key by key, the including file wins over what it includes, and a later file
 * of a list over an earlier one. Keys stand in the order in which they came first. The key itself
 * is gone. Names are relative to the folder of the file that they stand in.
 */
struct yaml_tree *yaml_tree_load_all(const char *path);
void yaml_tree_free(struct yaml_tree *t);

/* The tree of a text that has no file, such as an option's value: every place is `at`. */
struct yaml_tree *yaml_tree_of_text(const char *text, struct where at);

/* In words, for messages: "a mapping". */
const char *yaml_shape_name(enum yaml_shape shape);

/* Whether a section was left empty, as when all that stood in it is commented out. */
bool yaml_tree_empty(const struct yaml_tree *t);

#endif
