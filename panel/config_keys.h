/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys of a configuration as formulas and results name them: each by its path,
 * vms.outer.vms.inner.weight, with its value. Owns nothing. For experiment_*.c and point_*.c.
 */
#ifndef PANEL_CONFIG_KEYS_H
#define PANEL_CONFIG_KEYS_H

#include "config_schema.h"
#include "formula.h"

/* A VM as names begin with it, "vms.outer.vms.inner", in new memory. */
char *config_vm_name(const struct config *c, unsigned vm);

/* Every key; `member` is the struct of its section. */
typedef void config_path_visitor(void *context, const char *path, const struct config_key *k,
                                 const void *member);
void config_each_key(const struct config *c, config_path_visitor *visit, void *context);

/*
 * The value of a key: a choice is its name, a text that is a number is one, a file is called as by
 * its user, a value that was not given is VALUE_NONE. *made is to be freed once it is not needed.
 */
struct value config_key_value(const struct config_key *k, const void *member, char **made);

/* Where it was given, or nowhere. */
struct where config_key_place(const struct config_key *k, const void *member);

/* A file's name as the user wrote it at `at`, in new memory: without the folder that it is in. */
char *config_file_name(const char *path, struct where at);

#endif
