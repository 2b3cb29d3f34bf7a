/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "config_store.h"
#include "yaml_tree.h"

/* An experiment file being taken into a config. */
struct reading {
    struct config *config;
    const struct yaml_tree *inner[CONFIG_VMS]; /* the list of VMs that a VM has, or NULL */
};

static int read_key(struct reading *r, const struct config_section *s, void *member,
                    const struct yaml_tree *t)
{
    const struct config_key *k = config_find_key(s, t->key, t->key_at);
    if (k == NULL) {
        return EXIT_USAGE;
    }
    if (k->type == KEY_INPUT && t->shape == YAML_SEQUENCE) {
        memcpy((char *)member + k->at, &t->at, sizeof t->at);
        return config_put_input(r->config, (struct config_input *)((char *)member + k->field), t);
    }
    if (t->shape != YAML_SCALAR) {
        return diag_at(t->at, "%s.%s: %s: expected %s", s->name, k->name, yaml_shape_name(t->shape),
                       config_expected(k).text);
    }
    return config_put(r->config, s, member, k, t->text, t->at);
}

/* inner: where to keep a list of VMs that is found among the keys, if one may be there. */
static int read_keys(struct reading *r, const struct config_section *s, void *member,
                     const struct yaml_tree *t, const struct yaml_tree **inner)
{
    memcpy((char *)member + s->at, &t->at, sizeof t->at);
    if (t->shape != YAML_MAPPING && !yaml_tree_empty(t)) {
        return diag_at(t->at, "%s: %s: expected a mapping, lines of `key: value`", s->name,
                       yaml_shape_name(t->shape));
    }
    int status = 0;
    for (const struct yaml_tree *m = t->first; m != NULL && status == 0; m = m->next) {
        if (inner && strcmp(m->key, s->name) == 0) {
            *inner = m;
        } else {
            status = read_key(r, s, member, m);
        }
    }
    return status;
}

static int read_vm(struct reading *r, const struct config_section *s, unsigned parent,
                   const struct yaml_tree *t)
{
    unsigned index = r->config->vms_count;
    struct config_vm *vm = config_add_vm(r->config, parent, t->at);
    if (vm == NULL) {
        return EXIT_USAGE;
    }
    int status = read_keys(r, s, vm, t, &r->inner[index]);
    config_name_vm(r->config, vm);
    return status;
}

static int read_vms(struct reading *r, const struct config_section *s, unsigned parent,
                    const struct yaml_tree *t)
{
    if (t->shape != YAML_SEQUENCE && !yaml_tree_empty(t)) {
        return diag_at(t->at, "%s: %s: expected a list, items that begin with `- name: ...`",
                       s->name, yaml_shape_name(t->shape));
    }
    int status = 0;
    for (const struct yaml_tree *item = t->first; item != NULL && status == 0; item = item->next) {
        status = read_vm(r, s, parent, item);
    }
    return status;
}

/* The machine's VMs, then those in them, and so on: each list of VMs in one piece. */
static int read_all_vms(struct reading *r, const struct config_section *s,
                        const struct yaml_tree *t)
{
    int status = read_vms(r, s, CONFIG_MACHINE, t);
    for (unsigned i = 0; i < r->config->vms_count && status == 0; i++) {
        status = r->inner[i] ? read_vms(r, s, i, r->inner[i]) : 0;
    }
    return status;
}

static int read_section(struct reading *r, const struct yaml_tree *t)
{
    if (config_of_experiment(t->key)) {
        return 0;
    }
    const struct config_section *s = config_find_section(t->key, t->key_at);
    if (s == NULL) {
        return EXIT_USAGE;
    }
    return s->shape == SHAPE_ONE ? read_keys(r, s, config_member(r->config, s, 0), t, NULL)
                                 : read_all_vms(r, s, t);
}

static int read_tree(struct config *c, const struct yaml_tree *root)
{
    struct reading r = {.config = c};
    if (root->shape != YAML_MAPPING) {
        return diag_at(root->at, "%s: expected an experiment, a mapping with a key `vms`",
                       yaml_shape_name(root->shape));
    }
    int status = 0;
    for (const struct yaml_tree *t = root->first; t != NULL && status == 0; t = t->next) {
        status = read_section(&r, t);
    }
    return status;
}

int config_load_tree(struct config *c, const struct yaml_tree *root, const char *path)
{
    config_init(c, path);
    return read_tree(c, root);
}

int config_load_file(struct config *c, const char *path)
{
    config_init(c, path);
    c->tree = yaml_tree_load_all(c->file);
    return c->tree != NULL ? read_tree(c, c->tree) : EXIT_USAGE;
}
