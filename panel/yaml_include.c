/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a YAML file includes, and how their trees are put together. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "yaml_tree.h"

/* A file that is being loaded, and the one that includes it. */
struct nest {
    const struct nest *outer;
    unsigned depth;
    dev_t device;
    ino_t inode;
};

/* All that one call loads. */
struct including {
    struct yaml_name *names;
    unsigned files;
    uint64_t size;
};

static const char *keep_name(struct including *in, const char *text)
{
    size_t size = strlen(text) + 1;
    struct yaml_name *n = xmalloc(sizeof *n + size);
    n->next = in->names;
    in->names = n;
    return memcpy(n->text, text, size);
}

/* Take the member with this key out of t; NULL if there is none. */
static struct yaml_tree *take_member(struct yaml_tree *t, const char *key)
{
    for (struct yaml_tree **m = &t->first; *m != NULL; m = &(*m)->next) {
        if (strcmp((*m)->key, key) == 0) {
            struct yaml_tree *found = *m;
            *m = found->next;
            found->next = NULL;
            return found;
        }
    }
    return NULL;
}

static struct yaml_tree *overlay(struct yaml_tree *low, struct yaml_tree *high);

/* Put a member into `low`: in place of the one with its key, or at the end. */
static void put_member(struct yaml_tree *low, struct yaml_tree *member)
{
    struct yaml_tree **m = &low->first;
    while (*m != NULL && strcmp((*m)->key, member->key) != 0) {
        m = &(*m)->next;
    }
    struct yaml_tree *before = *m;
    struct yaml_tree *next = before != NULL ? before->next : NULL;
    if (before != NULL) {
        before->next = NULL;
        member = overlay(before, member);
    }
    member->next = next;
    *m = member;
}

/* `low` with `high` over it, each a single tree and no longer the caller's. */
static struct yaml_tree *overlay(struct yaml_tree *low, struct yaml_tree *high)
{
    if (low->shape == YAML_MAPPING && yaml_tree_empty(high)) {
        yaml_tree_free(high);
        return low;
    }
    if (low->shape != YAML_MAPPING || high->shape != YAML_MAPPING) {
        yaml_tree_free(low);
        return high;
    }
    for (struct yaml_tree *m = high->first, *next; m != NULL; m = next) {
        next = m->next;
        m->next = NULL;
        put_member(low, m);
    }
    high->first = NULL;
    low->at = high->at;
    low->key_at = high->key_at;
    yaml_tree_free(high);
    return low;
}

/* Whether a mapping in t has more members than one of a file may have. */
static bool crowded(const struct yaml_tree *t)
{
    unsigned count = 0;
    bool within = false;
    for (const struct yaml_tree *m = t->first; m != NULL && !within; m = m->next) {
        within = crowded(m);
        count++;
    }
    return within || (t->shape == YAML_MAPPING && count > YAML_MEMBERS);
}

static struct yaml_tree *load(struct including *in, const char *path, const struct nest *outer,
                              struct where at);

/* The file that `item` names, in the folder of the file that it stands in; a new name. */
static const char *file_named(struct including *in, const struct yaml_tree *item)
{
    const char *slash = strrchr(item->at.file, '/');
    int folder = slash != NULL && item->text[0] != '/' ? (int)(slash - item->at.file) + 1 : 0;
    char *path = xformat("%.*s%s", folder, item->at.file, item->text);
    const char *kept = keep_name(in, path);
    free(path);
    return kept;
}

/* Put the file that `item` names over *base, which may be NULL. False after a message. */
static bool include_file(struct including *in, const struct nest *nest,
                         const struct yaml_tree *item, struct yaml_tree **base)
{
    if (item->shape != YAML_SCALAR || item->text[0] == '\0') {
        diag_at(item->at, "include: %s: expected the name of a file, or a list of names",
                item->shape == YAML_SCALAR ? "nothing" : yaml_shape_name(item->shape));
        return false;
    }
    struct yaml_tree *t = load(in, file_named(in, item), nest, item->at);
    if (t == NULL) {
        return false;
    }
    *base = *base != NULL ? overlay(*base, t) : t;
    if (crowded(*base)) {
        diag_at(item->at, "include: too many keys together: expected at most %d", YAML_MEMBERS);
        return false;
    }
    return true;
}

/* What `root` includes, as one tree with root over it; NULL after a message. */
static struct yaml_tree *with_included(struct including *in, const struct nest *nest,
                                       struct yaml_tree *root)
{
    struct yaml_tree *include = root->shape == YAML_MAPPING ? take_member(root, "include") : NULL;
    struct yaml_tree *base = NULL;
    bool done = true;
    if (include != NULL && include->shape == YAML_SEQUENCE) {
        for (const struct yaml_tree *i = include->first; i != NULL && done; i = i->next) {
            done = include_file(in, nest, i, &base);
        }
    } else if (include != NULL && !yaml_tree_empty(include)) {
        done = include_file(in, nest, include, &base);
    }
    yaml_tree_free(include);
    if (base != NULL) {
        root = overlay(base, root);
    }
    if (!done) {
        yaml_tree_free(root);
    }
    return done ? root : NULL;
}

/* Whether the file may be loaded: it is one, it is not being loaded, there are not too many. */
static bool may_load(struct including *in, const char *path, struct where at, struct nest *nest)
{
    struct stat st;
    const struct excerpt name = excerpt(path);
    if (stat(path, &st) != 0 || access(path, R_OK) != 0) {
        diag_at(at, "include: %s: %s", name.text, strerror(errno));
        return false;
    }
    if (!S_ISREG(st.st_mode)) {
        diag_at(at, "include: %s: expected a regular file", name.text);
        return false;
    }
    nest->device = st.st_dev;
    nest->inode = st.st_ino;
    for (const struct nest *n = nest->outer; n != NULL; n = n->outer) {
        if (n->device == st.st_dev && n->inode == st.st_ino) {
            diag_at(at, "include: %s includes itself: expected another file", name.text);
            return false;
        }
    }
    in->size += (uint64_t)st.st_size;
    if (++in->files > YAML_INCLUDE_FILES || nest->depth > YAML_INCLUDE_DEPTH ||
        in->size > YAML_INCLUDE_SIZE) {
        diag_at(at,
                "include: too much: expected at most %d files of %d MiB together, and %d one in "
                "the other",
                YAML_INCLUDE_FILES, YAML_INCLUDE_SIZE >> 20, YAML_INCLUDE_DEPTH);
        return false;
    }
    return true;
}

/* File `path`, which was included at `at`, with all that it includes. */
static struct yaml_tree *load(struct including *in, const char *path, const struct nest *outer,
                              struct where at)
{
    struct nest nest = {outer, outer->depth + 1, 0, 0};
    if (!may_load(in, path, at, &nest)) {
        return NULL;
    }
    struct yaml_tree *t = yaml_tree_load(path);
    if (t == NULL) {
        return NULL;
    }
    if (t->shape != YAML_MAPPING) {
        diag_at(t->at, "%s: expected a mapping, since this file is included",
                yaml_shape_name(t->shape));
        yaml_tree_free(t);
        return NULL;
    }
    return with_included(in, &nest, t);
}

struct yaml_tree *yaml_tree_load_all(const char *path)
{
    struct including in = {.files = 1};
    struct nest nest = {.depth = 0};
    struct stat st;
    if (stat(path, &st) == 0) {
        nest.device = st.st_dev;
        nest.inode = st.st_ino;
        in.size = (uint64_t)st.st_size;
    }
    struct yaml_tree *t = yaml_tree_load(path);
    t = t != NULL ? with_included(&in, &nest, t) : NULL;
    if (t != NULL) {
        t->names = in.names;
        return t;
    }
    while (in.names != NULL) {
        struct yaml_name *next = in.names->next;
        free(in.names);
        in.names = next;
    }
    return NULL;
}
