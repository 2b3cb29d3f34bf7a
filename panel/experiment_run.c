/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All points of an experiment, as many at a time as there are to be processes. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "experiment_run.h"
#include "run.h"

/* How often a person sees something new, and how long children may take to end. */
enum { LOOK_MILLISECONDS = 500, PATIENCE_SECONDS = 5 };

/* A run under way. */
struct running {
    struct experiment_run *run;
    struct child *children;
    unsigned count;
    struct progress progress;
    struct point next; /* number 0: there is none */
    int status;        /* why no more are started */
    bool ending;       /* children have been told so */
    time_t told;
};

static void count_done(struct running *g, struct point p, bool ran)
{
    g->run->done++;
    progress_done(&g->progress, p, g->run->status, ran);
}

static int start(struct running *g)
{
    struct experiment_run *r = g->run;
    struct point_job j;
    int status = point_open(&j, r->experiment, g->next, r->files);
    if (status == 0 && r->resume && point_is_done(&j, r->folder, &r->status)) { /* not started */
        count_done(g, g->next, false);
    } else if (status == 0) {
        status = child_start(&g->children[g->count], &j, r->folder, r->resume);
        g->count += status == 0;
    }
    point_close(&j);
    g->next = r->only ? (struct point){.number = 0} : experiment_next(r->experiment, g->next);
    return status;
}

/* A child is at its end. */
static void finish(struct running *g, unsigned i)
{
    struct child *c = &g->children[i];
    struct experiment_run *r = g->run;
    switch (child_wait(c, r->experiment, r->folder, r->files, &r->status)) {
    case CHILD_SAVED:
    case CHILD_CRASHED:
        count_done(g, c->point, true);
        break;
    case CHILD_REFUSED:
        if (g->status == 0) {
            progress_close(&g->progress);
            fprintf(stderr, "%s (point %llu)\n", c->text, (unsigned long long)c->point.number);
            g->status = EXIT_USAGE;
        }
        break;
    case CHILD_INTERRUPTED:
        g->status = g->status ? g->status : EXIT_GUEST;
        break;
    case CHILD_UNWRITABLE:
        g->status = EXIT_USAGE;
        break;
    }
    g->children[i] = g->children[--g->count];
}

/* Wait until a child says something or ends, or for a while. */
static void look(struct running *g)
{
    struct pollfd *files = xmalloc((g->count + 1) * sizeof *files);
    for (unsigned i = 0; i < g->count; i++) {
        files[i] = (struct pollfd){.fd = g->children[i].pipe, .events = POLLIN};
    }
    int ready = poll(files, g->count, LOOK_MILLISECONDS);
    for (unsigned i = g->count; i > 0 && ready > 0; i--) {
        if (files[i - 1].revents && !child_read(&g->children[i - 1])) {
            finish(g, i - 1);
        }
    }
    free(files);
}

/* Children are asked to end, so that they leave nothing half made; and made to, in the end. */
static void end_children(struct running *g)
{
    time_t t = time(NULL);
    bool late = g->ending && t - g->told > PATIENCE_SECONDS;
    for (unsigned i = 0; i < g->count && (!g->ending || late); i++) {
        g->children[i].told = true;
        kill(g->children[i].pid, late ? SIGKILL : SIGTERM);
    }
    g->told = g->ending ? g->told : t;
    g->ending = true;
}

static void go(struct running *g)
{
    while (g->count > 0 || (g->status == 0 && g->next.number)) {
        if (run_interrupted() && g->status == 0) {
            g->status = EXIT_GUEST;
        }
        while (g->status == 0 && g->next.number && g->count < g->run->jobs && !run_interrupted()) {
            g->status = start(g);
        }
        if (g->status) {
            end_children(g);
        }
        progress_draw(&g->progress, g->children, g->count);
        if (g->count > 0) {
            look(g);
        }
    }
}

int experiment_run(struct experiment_run *r)
{
    struct running g = {.run = r};
    r->total = r->only ? 1 : r->experiment->point_count;
    r->done = 0;
    g.children = xmalloc(r->jobs * sizeof *g.children);
    g.next = experiment_point(r->experiment, r->only ? r->only : 1);
    progress_open(&g.progress, r->experiment, r->total, r->only != 0);
    go(&g);
    progress_close(&g.progress);
    free(g.children);
    return g.status;
}
