/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An experiment: a configuration with what is to be varied, measured, expected and shown. Loaded
 * and checked as a whole before anything runs; then it is only read. Its points are numbered from
 * 1, without gaps, and are never all in memory: each is made from its number.
 *
 * experiment.def has the keys, experiment_schema.h their tables. experiment_load.c loads the whole
 * and puts --set in, _sweep.c, _axis.c, _range.c, _measure.c, _baseline.c, _report.c take in what
 * their names say, _names.c knows which names formulas may have, _check.c tries every point, and
 * experiment_points.c counts points and makes their configurations.
 */
#ifndef PANEL_EXPERIMENT_H
#define PANEL_EXPERIMENT_H

#include "config.h"
#include "formula.h"
#include "yaml_tree.h"

/* --- what is varied --- */

/* One key of the configuration, set as --set would set it. */
struct setting {
    const char *path, *text;
    struct where at;
};

/* What one value of an axis means: a text for each column, and what is set. */
struct axis_value {
    const char **texts;
    struct setting *settings;
    unsigned setting_count;
};

/*
 * One dimension of the sweep. It has a column for each path that it sets (`machine.tlb`), several
 * if they are zipped; or, if its values are named sets of settings, one of its own name (`case`).
 */
struct axis {
    struct where at;
    const char **columns;
    unsigned column_count;
    struct axis_value *values;
    unsigned count;
};

/* --- what is measured --- */

struct measure {
    const char *name;
    struct where at;
    struct formula *formula;
    const char *unit; /* or NULL */
};

struct expectation {
    struct formula *that;
    struct formula *when; /* NULL: at every point */
    const char *because;  /* or NULL */
    struct where at;
};

/* --- what is shown --- */

enum chart_kind { CHART_TABLE, CHART_LINES, CHART_POINTS, CHART_BARS, CHART_STACKED, CHART_FLOW };
enum chart_log { LOG_NONE, LOG_X, LOG_Y, LOG_XY };
enum chart_spread { SPREAD_NONE, SPREAD_RANGE, SPREAD_DEVIATION, SPREAD_CONFIDENCE };

/* One item of `report`. Texts that were not given are NULL. */
struct chart {
    enum chart_kind kind;
    struct where at;
    const char *title, *note;
    const char *x;  /* a column; NULL in a table: all columns; "*": members of all of y */
    const char **y; /* names of measures */
    unsigned y_count;
    const char *series;   /* a column, or NULL */
    struct formula *when; /* which points; NULL: all */
    enum chart_log log;
    enum chart_spread spread; /* over repetitions, whose mean is shown */
    const char *x_label, *y_label;
    const char *episode, *vm, *columns; /* of CHART_FLOW, as of `trapeze trace` */
    struct where vm_at;
};

struct experiment {
    const char *file;
    struct yaml_tree *root; /* of the file, with what it includes in place */
    const char *title, *question, *source, *expected; /* or NULL */
    bool failures_allowed;   /* a point whose run fails is no failure of the experiment */
    bool unsound_allowed;    /* a monitor may run where theory does not allow it */
    const char *const *sets; /* of the command line: for all points, after the sweep's own; those
                                of the experiment's own sections are in the tree */
    unsigned set_count;
    struct axis *axes; /* the last varies fastest */
    unsigned axis_count;
    struct formula **conditions; /* a point is kept if all hold */
    unsigned condition_count;
    unsigned repeats; /* 1 if not given; varies faster than all axes */
    uint64_t seed;    /* of the first repetition: machine.seed */
    bool repeated;
    struct measure *measures;
    unsigned measure_count;
    struct expectation *expectations;
    unsigned expectation_count;
    unsigned *baseline; /* for each axis, the value that the baseline has; or AXIS_SAME */
    bool has_baseline;
    struct chart *charts;
    unsigned chart_count;
    uint64_t raw_count;    /* combinations of the axes' values: a raw number is one of them */
    uint64_t point_count;  /* those that the conditions leave, times the repetitions */
    uint64_t *kept;        /* bit raw: it is a point; null: all are */
    uint64_t *kept_before; /* for each word of kept, how many are in the words before it */
    struct config base;    /* of the file, with nothing varied, unchecked */
    struct config keeper;  /* owns every string */
    struct config trial;   /* what values are tried on while axes are loaded */
    unsigned *owners;      /* the axis, and 1, that sets each key; 0: none does */
    char *cells;           /* texts of the last `repeat` and `seed` that were asked for */
};

enum { EXPERIMENT_CELL = 32 };
enum { AXIS_SAME = ~0u, EXPERIMENT_POINTS = 1000000 };

/*
 * Load, with --set of the command line (kept by the caller), and check all that can be checked
 * without running: every value of every axis, every name in a formula, every point's configuration.
 * 0, or a status after a message; to be freed in either case.
 */
int experiment_load(struct experiment *e, const char *file, const char *const *sets,
                    unsigned set_count);

/*
 * The same in two steps, for who wants one point of many, or has results already: without trying
 * the points' configurations, and, which needs them, names in formulas; then those. `root`: the
 * tree, which e owns from now on, or NULL to load it from the file.
 */
int experiment_open(struct experiment *e, const char *file, struct yaml_tree *root,
                    const char *const *sets, unsigned set_count);
int experiment_check(struct experiment *e);
void experiment_free(struct experiment *e);

/* A point, by value. */
struct point {
    uint64_t number; /* from 1; 0: there is none */
    uint64_t raw;
    unsigned repeat; /* from 0 */
};

struct point experiment_point(const struct experiment *e, uint64_t number);
struct point experiment_next(const struct experiment *e, struct point p);

/* The point that p is compared with, maybe p itself; number 0 without a baseline. */
struct point experiment_baseline(const struct experiment *e, struct point p);

/* Which value of an axis it has. */
unsigned experiment_choice(const struct experiment *e, struct point p, unsigned axis);

/*
 * Its columns in order: those of the axes, then `repeat` (from 1) and `seed` if it is repeated.
 * The name of a column; the column of a name, or false; and the text that p has there. The text
 * lives as long as e, or, for the two last, until the next call.
 */
unsigned experiment_columns(const struct experiment *e);
const char *experiment_column(const struct experiment *e, unsigned column);
bool experiment_find_column(const struct experiment *e, const char *name, unsigned *column);
const char *experiment_cell(const struct experiment *e, struct point p, unsigned column);

/* The same as a value for formulas: a number if it is one, 64KiB and 5k included, else a text. */
struct value experiment_value(const struct experiment *e, struct point p, unsigned column);

/* The value of a key of a configuration by its path, likewise; VALUE_NONE if it was not given. */
struct value experiment_key_value(struct config *c, const char *path);

/* Its configuration, checked; without a limit in the file one of EXPERIMENT_LIMIT instructions. */
#define EXPERIMENT_LIMIT (UINT64_C(20) * 1000 * 1000 * 1000)
int experiment_config(const struct experiment *e, struct point p, struct config *c);

#endif
