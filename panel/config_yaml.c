/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "config_store.h"
#include "yaml_tree.h"

/* An experiment file being taken into a config. */
struct reading {
    struct config *config;
    const char *folder; /* what paths are relative to */
};

static int read_key(struct reading *r, const struct config_section *s, void *member,
                    const struct yaml_tree *t)
{
    const struct config_key *k = config_find_key(s, t->key, t->key_at);
    if (k == NULL) {
        return EXIT_USAGE;
    }
    if (t->shape != YAML_SCALAR) {
        return diag_at(t->at, "%s.%s: %s: expected %s", s->name, k->name, yaml_shape_name(t->shape),
                       config_expected(k).text);
    }
    return config_put(r->config, s, member, k, t->text, t->at, r->folder);
}

static int read_keys(struct reading *r, const struct config_section *s, void *member,
                     const struct yaml_tree *t)
{
    memcpy((char *)member + s->at, &t->at, sizeof t->at);
    if (t->shape != YAML_MAPPING && !yaml_tree_empty(t)) {
        return diag_at(t->at, "%s: %s: expected a mapping, lines of `key: value`", s->name,
                       yaml_shape_name(t->shape));
    }
    int status = 0;
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        status = read_key(r, s, member, m);
    }
    return status;
}

static int read_vm(struct reading *r, const struct config_section *s, const struct yaml_tree *t)
{
    struct config_vm *vm = config_add_vm(r->config, t->at);
    if (vm == NULL) {
        return EXIT_USAGE;
    }
    int status = read_keys(r, s, vm, t);
    config_name_vm(r->config, vm);
    return status;
}

static int read_section(struct reading *r, const struct yaml_tree *t)
{
    const struct config_section *s = config_find_section(t->key, t->key_at);
    if (s == NULL) {
        return EXIT_USAGE;
    }
    if (s->shape == SHAPE_ONE) {
        return read_keys(r, s, config_member(r->config, s, 0), t);
    }
    if (t->shape != YAML_SEQUENCE && !yaml_tree_empty(t)) {
        return diag_at(t->at, "%s: %s: expected a list, items that begin with `- name: ...`",
                       s->name, yaml_shape_name(t->shape));
    }
    int status = 0;
    for (const struct yaml_tree *item = t->first; item != NULL && status == 0; item = item->next) {
        status = read_vm(r, s, item);
    }
    return status;
}

int config_load_file(struct config *c, const char *path)
{
    config_init(c, path);
    struct yaml_tree *root = yaml_tree_load(c->file);
    if (root == NULL) {
        return EXIT_USAGE;
    }
    struct reading r = {c, config_folder(c, path)};
    int status = 0;
    if (root->shape != YAML_MAPPING) {
        status = diag_at(root->at, "%s: expected an experiment, a mapping with a key `vms`",
                         yaml_shape_name(root->shape));
    }
    for (const struct yaml_tree *t = root->first; t != NULL && status == 0; t = t->next) {
        status = read_section(&r, t);
    }
    yaml_tree_free(root);
    return status;
}
