/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What came of one point of an experiment: how it ended, and everything that it measured, by name.
 * It is kept as DIR/points/NUMBER/result.json, put in place whole, and is all that the tables,
 * plots and expectations are made from: nothing that a result says depends on who ran it when.
 *
 * Names, in this order: the columns of the sweep; every key of the configuration by its path
 * (`machine.tlb`, `vms.alice.weight`); `passed`, `status`, and for each VM `vms.NAME.passed`,
 * `.exit_code`, `.outcome`, `.output` (a hash of what it printed) and `.output_bytes`; all counters
 * that are not 0.
 */
#ifndef PANEL_POINT_H
#define PANEL_POINT_H

#include "experiment.h"

enum point_status {
    POINT_PASSED,
    POINT_FAILED,  /* a guest did */
    POINT_LIMIT,   /* it was stopped at a limit */
    POINT_CRASHED, /* Trapeze itself did not survive it */
    POINT_MISSING  /* there is no result */
};
extern const char *const point_status_names[];

struct point_value {
    char *name;
    struct value value; /* its text is the result's */
};

/* A figure that a chart asked for: CHART_FLOW, in Markdown. */
struct point_figure {
    unsigned chart;
    char *text;
};

/* A name that people know something by: of `call_12` that is `write`. */
struct point_alias {
    char *name, *alias;
};

struct point_result {
    uint64_t number;
    char identity[17]; /* hash of configuration, images, other input, and version */
    enum point_status status;
    char *message; /* what is to be said if it did not pass, or NULL */
    struct point_value *values;
    unsigned value_count;
    struct point_figure *figures;
    unsigned figure_count;
    struct point_alias *aliases;
    unsigned alias_count;
    unsigned *index; /* of values, by name, for looking up */
};

/* Run it in this process. 0, or a status after a message if not even a result came of it. */
int point_run(const struct experiment *e, struct point p, const char *folder,
              struct point_result *r);

/* To and from its file; false if there is none, or a status after a message if it is no result. */
int point_save(const struct point_result *r, const struct experiment *e, const char *path);
bool point_load(struct point_result *r, const char *path);
void point_free(struct point_result *r);

/* What a run of p now would have as identity, or "" if its files cannot be read. */
void point_identity(const struct experiment *e, struct point p, char identity[17]);

/* The world of a point for formulas; measures of e by their names included. */
struct point_world {
    const struct experiment *experiment;
    const struct point_result *result, *baseline; /* baseline: null if it is not known */
    struct formula_world world, baseline_world;
    unsigned depth; /* measures within measures */
};
const struct formula_world *point_world(struct point_world *w, const struct experiment *e,
                                        const struct point_result *r,
                                        const struct point_result *baseline);

#endif
