/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run: everything that `trapeze run` has open beside its session. run.c opens, reports and
 * closes; run_machine.c lets the machine run, with input and snapshot at their instants. Only
 * these, point_run.c, for which a point of an experiment is a run without options, and what else of
 * an experiment an interrupt ends include it.
 */
#ifndef PANEL_RUN_H
#define PANEL_RUN_H

#include "files.h"
#include "isolation.h"
#include "keyboard.h"
#include "pipeline.h"
#include "record.h"
#include "saved.h"

struct run {
    const struct options *options;
    struct config config;
    struct files files;
    struct recording replay; /* of --replay */
    struct recording typed;  /* at the keyboard */
    struct keyboard keyboard;
    struct saved saved; /* of --restore */
    bool save_pending;  /* of --save: still to be taken */
    bool save_missed;   /* the run ended before */
    int save_status;
    struct pipeline pipeline;   /* of --pipeline */
    struct isolation isolation; /* of --check-isolation */
};

/* From now on an interrupt (Ctrl-C, or the like) ends the run, which is reported all the same. */
void run_catch_interrupts(void);
bool run_interrupted(void);

/* Run to the end, typing what `replay` (or null) has recorded. */
void run_machine(struct run *r, struct session *s, struct recording *replay);

#endif
