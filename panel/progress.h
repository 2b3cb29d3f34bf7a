/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Progress of many pieces of work, on standard error: a bar on a terminal, else a line for each in
 * order of completion. Knows them by their numbers; whoever opens it says what they are called. For
 * experiment_run.c and grade_class.c.
 */
#ifndef PANEL_PROGRESS_H
#define PANEL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What pieces of work are called, each in new memory. */
struct progress_names {
    const void *context;
    char *(*whole)(const void *context, uint64_t number); /* "point 7  machine.tlb=8" */
    char *(*brief)(const void *context, uint64_t number); /* "tlb=8": while it runs */
};

struct progress {
    struct progress_names names;
    FILE *out;
    bool bar;   /* redrawn in place: a terminal */
    bool quiet; /* nothing, as for a single piece */
    bool drawn;
    uint64_t total, done, bad, ran; /* ran: of those done, not there before */
    double started;
};

void progress_open(struct progress *p, struct progress_names names, uint64_t total, bool quiet);

/* One is done, with `word` to say of it. */
void progress_done(struct progress *p, uint64_t number, const char *word, bool bad, bool ran);

void progress_draw(struct progress *p, const uint64_t *numbers, unsigned count);
void progress_close(struct progress *p);

#endif
