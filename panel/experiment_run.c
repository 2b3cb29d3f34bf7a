/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All points of an experiment, as many at a time as there are to be processes. */
#include <stdlib.h>
#include <string.h>

#include "experiment_run.h"
#include "pool.h"
#include "progress.h"
#include "run.h"

/* A run under way. */
struct running {
    struct experiment_run *run;
    struct progress progress;
    struct point next; /* number 0: there is none */
    bool refused;      /* and that has been told */
};

static void count_done(struct running *g, struct point p, bool ran)
{
    g->run->done++;
    progress_done(&g->progress, p.number, point_status_names[g->run->status],
                  g->run->status != POINT_PASSED, ran);
}

static enum pool_next start(void *context, struct process *p, uint64_t *number, int *failed)
{
    struct running *g = context;
    struct experiment_run *r = g->run;
    struct point_job j;
    enum pool_next next = POOL_STARTED;
    if (!g->next.number) {
        return POOL_END;
    }
    *number = g->next.number;
    *failed = point_open(&j, r->experiment, g->next, r->files);
    if (*failed == 0 && r->resume && point_is_done(&j, r->folder, &r->status)) { /* not started */
        count_done(g, g->next, false);
        next = POOL_DONE;
    } else if (*failed == 0) {
        *failed = child_start(p, &j, r->folder, r->resume);
    }
    point_close(&j);
    g->next = r->only ? (struct point){.number = 0} : experiment_next(r->experiment, g->next);
    return *failed ? POOL_FAILED : next;
}

/* A child is at its end. Of several that are refused, the first is told. */
static int finish(void *context, struct process *p, int ended, uint64_t number)
{
    struct running *g = context;
    struct experiment_run *r = g->run;
    struct point point = experiment_point(r->experiment, number);
    switch (child_ended(p, ended, point, r->experiment, r->folder, r->files, &r->status)) {
    case CHILD_SAVED:
    case CHILD_CRASHED:
        count_done(g, point, true);
        break;
    case CHILD_REFUSED:
        if (!g->refused) {
            progress_close(&g->progress);
            fprintf(stderr, "%s (point %llu)\n", p->text, (unsigned long long)number);
            g->refused = true;
        }
        return EXIT_USAGE;
    case CHILD_INTERRUPTED:
        return EXIT_GUEST;
    case CHILD_UNWRITABLE:
        return EXIT_USAGE;
    }
    return 0;
}

static void look(void *context, const uint64_t *numbers, unsigned count)
{
    struct running *g = context;
    progress_draw(&g->progress, numbers, count);
}

/* --- what points are called --- */

static char *whole(const void *context, uint64_t number)
{
    const struct experiment *e = context;
    char *place = experiment_place(e, experiment_point(e, number), " ");
    char *name = xformat("point %llu%s%s", (unsigned long long)number, *place ? "  " : "", place);
    free(place);
    return name;
}

/* By the last words of its columns: "soft_tlb=64 program=small". */
static char *brief(const void *context, uint64_t number)
{
    const struct experiment *e = context;
    struct point p = experiment_point(e, number);
    char *all = xstrdup("");
    for (unsigned k = 0; k < experiment_columns(e); k++) {
        const char *name = experiment_column(e, k);
        const char *dot = strrchr(name, '.');
        char *longer = xformat("%s%s%s=%s", all, k ? " " : "", dot ? dot + 1 : name,
                               excerpt(experiment_cell(e, p, k)).text);
        free(all);
        all = longer;
    }
    return all;
}

int experiment_run(struct experiment_run *r)
{
    struct running g = {.run = r};
    const struct pool pool = {&g, start, finish, look};
    r->total = r->only ? 1 : r->experiment->point_count;
    r->done = 0;
    g.next = experiment_point(r->experiment, r->only ? r->only : 1);
    progress_open(&g.progress, (struct progress_names){r->experiment, whole, brief}, r->total,
                  r->only != 0);
    int status = pool_run(&pool, r->jobs);
    progress_close(&g.progress);
    return status;
}
