/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What experiment_*.c share: an experiment on its way from a tree to its points. Owns nothing; for
 * those files only. Everything that returns int returns 0, or EXIT_USAGE after a message.
 */
#ifndef PANEL_EXPERIMENT_PARTS_H
#define PANEL_EXPERIMENT_PARTS_H

#include "config_keys.h"
#include "config_store.h"
#include "counters.h"
#include "experiment.h"
#include "experiment_schema.h"
#include "names.h"

/* Values of one axis; and axes. */
enum { AXIS_VALUES = 100000, AXES_MOST = 32 };

/* --- sections, each from its tree, or NULL if the file has none --- */

int plan_sweep(struct experiment *e, const struct yaml_tree *t);
int plan_measure(struct experiment *e, const struct yaml_tree *t);
int plan_expect(struct experiment *e, const struct yaml_tree *t);
int plan_baseline(struct experiment *e, const struct yaml_tree *t);
int plan_report(struct experiment *e, const struct yaml_tree *t);

/* --- axes --- */

/* A list of values, a range, or one value, of a path. */
struct value_list {
    struct setting *list;
    unsigned count;
};
int plan_values(struct experiment *e, const char *path, const struct yaml_tree *t,
                struct value_list *values);

/* The values of a range, to be added with plan_add_value(). */
int plan_range(struct experiment *e, const struct config_key *k, const char *path,
               const struct yaml_tree *t, struct value_list *values);
int plan_add_value(struct value_list *values, struct setting s);

/* What is wrong with axes together: a point twice, a key set twice, one set by --set too. */
int plan_check_axes(struct experiment *e);

/* The key that a path sets, or the first of several; NULL after a message. */
const struct config_key *plan_find_key(struct experiment *e, const char *path, struct where at);

/* Whether a set of the command line is about the configuration of a run. */
bool plan_set_of_run(const char *set);

/* A copy of t's text that e owns. */
const char *plan_text(struct experiment *e, const struct yaml_tree *t);

/* --- points --- */

/* Which points the conditions keep; e's counts. */
int plan_keep(struct experiment *e);

/* Whether all conditions hold at a raw point; with what was found out on the way, to be ended by
 * plan_answered(). */
struct conditions {
    struct experiment *e;
    uint64_t raw;
    struct question *list;
    unsigned count;
    int status; /* not 0 after a message */
};
bool plan_holds(struct conditions *c, uint64_t raw);
void plan_answered(struct conditions *c);

/*
 * The configuration of the file with what one value of one axis sets, and with --set; of no axis:
 * axis_count. Not checked; to be freed. And the axis that sets the key of this path.
 */
int plan_axis_config(const struct experiment *e, unsigned axis, unsigned choice, struct config *c);
unsigned plan_owner(struct experiment *e, const char *path);

/* A point in words, for messages: "point 7 (machine.tlb=8, program=small)". */
struct point_text {
    char text[200];
};
struct point_text plan_point_text(const struct experiment *e, struct point p);

/* --- names --- */

/* Refuse a name of the user's that formulas could not tell from others. */
int plan_check_name(const char *section, const char *name, struct where at);

/* An axis that has a column of that name, and which one it is there; e->axis_count if none has. */
unsigned plan_axis_of(const struct experiment *e, const char *column, unsigned *place);

/* Measures that are families are families in formulas that name them. */
void plan_spread(const struct experiment *e, struct formula *f);

/* Refuse a formula with a value for each of many where one is wanted. */
int plan_check_single(const struct formula *f, const char *key);

/*
 * Names that formulas may have: those of columns and keys of a configuration, and with `results`
 * what is known after a run too; and the VMs that there are, "vms.outer.vms.inner".
 */
struct known {
    struct names names, vms;
};
void plan_know(const struct experiment *e, bool results, struct known *k);
void plan_know_vms(struct known *k, const struct config *c);
void plan_forget(struct known *k);

/* Refuse a name that is none of them. */
int plan_check_vm(const struct known *k, const char *vm, struct where at);
int plan_check_known(const struct experiment *e, const struct known *k, const char *name,
                     struct where at);

/* All formulas but those of sweep.when: 0 if what they name is known, measures included. */
int plan_check_formulas(struct experiment *e, const struct known *k);

/* Every key of a configuration whose name matches. */
void plan_each_key(const struct config *c, const char *pattern,
                   void (*visit)(void *context, const char *name), void *context);

/* Refuse a column that there is not. */
int plan_check_column(const struct experiment *e, const char *key, const char *column,
                      struct where at);

#endif
