/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Running an experiment: its points in child processes, several at a time, each into its own
 * folder; then what came of them all. Only experiment_command.c, _run.c, _child.c,
 * _folder.c, _merge.c and results*.c include it. What returns a status returns 0, or an exit status
 * to give up with, after a message.
 *
 *     FOLDER/experiment.json         which experiment it is
 *     FOLDER/points/N/result.json    and the files of that point's VMs
 *     FOLDER/results.csv, results.json, report.md, report.html, plots/
 *
 * Whatever is in FOLDER/points is a result of the experiment in experiment.json: what is not, is
 * removed before that file is replaced. So several processes can fill one folder.
 */
#ifndef PANEL_EXPERIMENT_RUN_H
#define PANEL_EXPERIMENT_RUN_H

#include <stdio.h>

#include "chart.h"
#include "process.h"

/* --- experiment_folder.c: the folder --- */

enum folder_use {
    FOLDER_NEW,     /* nothing of ours may be there */
    FOLDER_RESUME,  /* results that are right are kept */
    FOLDER_REPLACE, /* what is ours is removed first */
    FOLDER_SHARE    /* others may be at work in it, on the same experiment */
};

#define EXPERIMENT_FILE "experiment.json"

/* Where an experiment goes unless --out says so, in new memory. */
char *experiment_folder(const char *file);

int experiment_folder_open(const struct experiment *e, const char *folder, enum folder_use use,
                           struct point_files *files);

/* The text of its experiment.json, in new memory; NULL if there is none that can be read. */
char *experiment_folder_read(const char *folder);

/* Each point that has a folder there: its number. */
typedef int point_visitor(void *context, const char *path, uint64_t number);
int experiment_folder_points(const char *folder, point_visitor *visit, void *context);

/* While it is held nobody else has it; -1 if the system cannot tell. */
int folder_lock(const char *folder);
void folder_unlock(int lock);

/* --- experiment_child.c: one point in a process of its own --- */

/* How it ended. */
enum child_end {
    CHILD_SAVED,       /* its result is in place, with `status` */
    CHILD_CRASHED,     /* it could not say; there is a result that says so */
    CHILD_REFUSED,     /* the user's file is wrong: p->text says how */
    CHILD_INTERRUPTED, /* before it had come to an end */
    CHILD_UNWRITABLE   /* its result cannot be put in place; that has been said */
};

/* Start one; resume: a result that is right is kept. */
int child_start(struct process *p, struct point_job *j, const char *folder, bool resume);

/* It has ended, as of process_wait(). */
enum child_end child_ended(const struct process *p, int ended, struct point point,
                           const struct experiment *e, const char *folder,
                           struct point_files *files, enum point_status *status);

/* --- experiment_run.c: all of them --- */

/* Which points: all, or one; and how. */
struct experiment_run {
    const struct experiment *experiment;
    const char *folder;
    uint64_t only; /* 0: all */
    unsigned jobs;
    bool resume;
    struct point_files *files;
    /* What came of it: */
    uint64_t total, done;
    enum point_status status; /* of the last one */
};

/*
 * 0, also if points failed; EXIT_GUEST without a message if it was interrupted. Interrupts are
 * caught already.
 */
int experiment_run(struct experiment_run *r);

/* --- results.c: what came of all points --- */

/* Rows and verdicts, out of the results in folder/points. */
int results_gather(struct rows *rows, struct verdicts *v, const struct experiment *e,
                   const char *folder);
void verdicts_free(struct verdicts *v, const struct experiment *e);

/* The names in a formula with their values: "total = 12, share = 0.5"; in new memory. */
char *results_values(const struct formula *f, const struct formula_world *w, const char *member);

/* results_csv.c, results_json.c: one of the files that are made of them. */
int results_csv(struct rows *rows, const char *folder);
int results_json(struct rows *rows, const struct verdicts *v, const char *folder);

/* results_say.c: all of them; then what there is to say, on standard output: a status. */
int results_make(const struct experiment *e, const char *folder);

/* What came of one point, likewise. */
int results_say_point(const struct experiment *e, struct point p, const char *folder);

/* --- experiment_json.c: which experiment it is --- */

/* Its file experiment.json, in new memory; whether two are of the same experiment. */
char *experiment_json(const struct experiment *e);
bool experiment_json_same(const char *a, const char *b);

/*
 * An experiment out of such a text, which came from `path`, without looking for the files that it
 * names. The sets are to live as long as it does; both are to be freed in either case.
 */
struct experiment_sets {
    const char **item;
    unsigned count;
};
int experiment_from_json(struct experiment *e, struct experiment_sets *sets, const char *text,
                         const char *path);
void experiment_sets_free(struct experiment_sets *sets);

/* Where a point stands in the sweep: "monitor.soft_tlb=64 program=small"; in new memory. */
char *experiment_place(const struct experiment *e, struct point p, const char *separator);

#endif
