/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Putting values into a struct config: the one place where the text of a value becomes a member,
 * whoever wrote the text (the file, --set, a default). Called by config.c and config_yaml.c.
 */
#ifndef PANEL_CONFIG_STORE_H
#define PANEL_CONFIG_STORE_H

#include "config_schema.h"

struct yaml_tree;

/* An empty configuration about `file`, every key of machine, monitor and limits at its default. */
void config_init(struct config *c, const char *file);

/* Memory that the config owns. */
void *config_room(struct config *c, size_t size);

/* Take over all texts of `from`, which owns none then. */
void config_adopt(struct config *c, struct config *from);

/* A copy of s that the config owns. */
const char *config_keep(struct config *c, const char *s);

/*
 * One more VM, in VM `parent` or on the machine, its keys at their defaults; NULL after a message
 * if there are too many, or too deep. All VMs of one monitor must be added before those of the
 * next.
 */
struct config_vm *config_add_vm(struct config *c, unsigned parent, struct where at);

/* VMs in VMs, of a configuration whose VMs have names: their memory, their clocks, their devices.
 */
int config_check_levels(struct config *c);

/* Make the copies that vms.count asks for. */
int config_expand(struct config *c);

/* A file that will be read: there, a file, readable. `hint` ends the message, "" or more. */
int config_check_file(const char *path, struct where at, const char *what, const char *hint);

/* All files that are read; and none is written twice. */
int config_check_files(const struct config *c);

/* The place of a value, or of what it is part of if it was left to its default. */
struct where config_place(struct where value, struct where whole);

/* The struct of a section; of vms the one with this index. */
void *config_member(struct config *c, const struct config_section *s, unsigned index);

/*
 * Set key k of section s, whose struct is `member`. Files are relative to the folder of `at.file`,
 * if `at` is a line of it. 0, or EXIT_USAGE after a message that `text` is not what k expects.
 */
int config_put(struct config *c, const struct config_section *s, void *member,
               const struct config_key *k, const char *text, struct where at);

/* A list of timed items; and plain text, as an item at the beginning. */
int config_put_input(struct config *c, struct config_input *input, const struct yaml_tree *list);
int config_archive_input(struct archive *a, struct config *c, struct config_input *input);
void config_put_typed(struct config *c, struct config_input *input, const char *text);

/*
 * Every key that a path stands for, `vms.*.weight` for several: 0, the first status of a visit that
 * is not 0, or EXIT_USAGE after a message, with `at`, that there is none.
 */
typedef int config_key_visitor(void *context, const struct config_section *s, void *member,
                               const struct config_key *k);
int config_find(struct config *c, const char *path, struct where at, config_key_visitor *visit,
                void *context);

/* Name a VM that has none after its image. */
void config_name_vm(struct config *c, struct config_vm *vm);

/* Its path, and those that it is in have one already. */
void config_place_vm(struct config *c, unsigned vm);

#endif
