/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What came of one point of an experiment: how it ended, and everything that it measured, by name.
 * It is kept as DIR/points/NUMBER/result.json, put in place whole, and is all that the tables,
 * plots and expectations are made from: nothing that a result says depends on who ran it when, or
 * in which folder.
 *
 * Names, in this order: every key of the configuration by its path (`machine.tlb`,
 * `vms.alice.weight`; what was not given has no value); the columns of the sweep that are no keys
 * (`program`, `repeat`, `seed`, `vms.many.count`); `passed`, `status`, and for each VM
 * `vms.NAME.passed`, `.exit_code`, `.outcome`,
 * `.output` (a hash of what it printed) and `.output_bytes`; all counters that are not 0. A counter
 * that is not among them is 0, unless the point has crashed or is missing.
 *
 * point_run.c runs one, point_config.c puts the configuration in, point_files.c what files hold,
 * point_json.c has the file of a result, point_world.c its names for formulas.
 */
#ifndef PANEL_POINT_H
#define PANEL_POINT_H

#include "experiment.h"
#include "machine/image.h"

enum point_status {
    POINT_PASSED,
    POINT_FAILED,  /* a guest did */
    POINT_LIMIT,   /* it was stopped at a limit */
    POINT_CRASHED, /* Trapeze itself did not survive it */
    POINT_MISSING, /* there is no result */
    POINT_STATUSES
};
extern const char *const point_status_names[POINT_STATUSES];

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

/* A file that went into it, as the user names it, and a hash of what it holds. */
struct point_input {
    char *name;
    uint64_t hash;
};

struct point_result {
    uint64_t number;
    char identity[17]; /* hash of configuration, images, other input, and version */
    enum point_status status;
    char *message; /* what is to be said if it did not pass, or NULL */
    struct point_value *values;
    unsigned value_count, key_count; /* of all; of those before it ran, columns and keys */
    struct point_figure *figures;
    unsigned figure_count;
    struct point_alias *aliases;
    unsigned alias_count;
    struct point_input *inputs;
    unsigned input_count;
    unsigned *index; /* of values, by name, for looking up */
};

/* Filling a result: texts are copied. After the last value, and before the first is looked up. */
void point_put(struct point_result *r, const char *name, struct value v);
void point_put_number(struct point_result *r, const char *name, double number);
void point_put_text(struct point_result *r, const char *name, const char *text);
void point_put_none(struct point_result *r, const char *name);
void point_put_figure(struct point_result *r, unsigned chart, const char *text);
void point_put_alias(struct point_result *r, const char *name, const char *alias);
void point_put_input(struct point_result *r, const char *name, uint64_t hash);
void point_index(struct point_result *r);
void point_free(struct point_result *r);

/* The value of that name, or NULL. */
const struct value *point_value(const struct point_result *r, const char *name);

/* Whether a name, stars included, is of what was given before it ran: a key, or a column. */
bool point_is_given(const struct point_result *r, const char *name);

/* --- files --- */

/*
 * What files hold: hashed once, and sources compiled once, for all points that this process runs
 * or has run. All zeros at first.
 */
struct point_file {
    char *path;
    bool image; /* it is hashed as one, and not by its bytes */
    uint64_t hash;
    char *compiled; /* a source's image, or NULL */
};

struct point_files {
    struct point_file *item;
    unsigned count;
    int status; /* why the last one that was asked for is not known */
};

/* What is known of file `path`, an image or not; NULL after a message. Lives until the next call.
 */
const struct point_file *point_file(struct point_files *files, const char *path, bool image,
                                    struct where at);
void point_files_free(struct point_files *files);

/* --- configurations --- */

/*
 * Every key of a configuration into a result, and into a hash, with what the files hold that it
 * names. 0, or a status after a message about a file.
 */
int point_put_config(struct point_result *r, const struct config *c, struct point_files *files,
                     uint64_t *hash);

/* --- a point --- */

/* A point that is ready to run: its configuration, sources compiled, and its identity. */
struct point_job {
    const struct experiment *experiment;
    struct point point;
    struct config config;
    struct point_result known; /* what can be said of it without running it */
};

/* 0, or a status after a message; to be closed in either case. */
int point_open(struct point_job *j, const struct experiment *e, struct point p,
               struct point_files *files);
void point_close(struct point_job *j);

/* Whether a result of it is in the folder of its experiment that need not be made again: how it
 * ended. */
bool point_is_done(const struct point_job *j, const char *folder, enum point_status *status);

/*
 * Run it in this process, quietly, once; the files that its VMs write go into `folder`, which is
 * there. 0 with a result in j->known, however the guests fared; or a status if none came, after a
 * message unless it was interrupted.
 */
int point_run(struct point_job *j, const char *folder);

/* To its file: 0, or a status after a message. From it: false if it holds no whole result. */
int point_save(const struct point_result *r, const char *path);
bool point_load(struct point_result *r, const char *path);

/* The result of a point in the folder of its experiment; if it has none there, false, and one that
 * is missing. To be freed in either case. */
bool point_find(struct point_result *r, const char *folder, uint64_t number);

/* The folder of a point, and its result there, in new memory. */
#define POINT_RESULT "result.json"
char *point_folder(const char *folder, uint64_t number);
char *point_path(const char *folder, uint64_t number);

/* --- formulas --- */

/* The world of a point: its values, and the measures of its experiment by their names. */
struct point_world {
    const struct experiment *experiment;
    const struct point_result *result;
    struct formula_world world;
    unsigned depth;                   /* measures within measures */
    const struct point_result *given; /* if not NULL: keys and columns are that point's */
};

/* baseline: that of the point that it is compared with, or NULL if it is not known. */
const struct formula_world *point_world(struct point_world *w, const struct experiment *e,
                                        const struct point_result *r,
                                        const struct formula_world *baseline);

#endif
