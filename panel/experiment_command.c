/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze experiment: from a file with a sweep to results. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cc.h"
#include "experiment_run.h"
#include "options.h"
#include "run.h"
#include "wanted.h"

enum { JOBS_MOST = 256 };

static int check_options(const struct options *o)
{
    if (o->resume && o->overwrite) {
        return diag("--resume and --overwrite exclude each other: expected one of them");
    }
    if (o->point.given && o->overwrite) {
        return diag("--point and --overwrite exclude each other: expected one of them");
    }
    if (o->jobs.given && (o->jobs.value == 0 || o->jobs.value > JOBS_MOST)) {
        return diag("--jobs %llu: expected 1 to %d", (unsigned long long)o->jobs.value, JOBS_MOST);
    }
    return 0;
}

static unsigned jobs(const struct options *o)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    long usual = online < 1 ? 1 : online > JOBS_MOST ? JOBS_MOST : online;
    return o->jobs.given ? (unsigned)o->jobs.value : (unsigned)usual;
}

/* A line for each point: number, then what it has in each column, with tabs between. */
static void list(const struct experiment *e)
{
    for (struct point p = experiment_point(e, 1); p.number; p = experiment_next(e, p)) {
        char *place = experiment_place(e, p, "\t");
        printf("%llu%s%s\n", (unsigned long long)p.number, *place ? "\t" : "", place);
        free(place);
    }
}

/* In one line, what was done and how to go on. */
static void say_interrupted(const struct experiment_run *r)
{
    fprintf(stderr,
            "trapeze: interrupted: %llu of %llu points are done; the same command with --resume "
            "goes on (%s)\n",
            (unsigned long long)r->done, (unsigned long long)r->total, r->folder);
}

/* What is wrong with the first point is wrong with most: nothing is made then. */
static int try_point(const struct experiment *e, uint64_t number, struct point_files *files)
{
    struct point_job j;
    int status = point_open(&j, e, experiment_point(e, number), files);
    point_close(&j);
    return status;
}

static int run(const struct experiment *e, const struct options *o, const char *folder)
{
    struct point_files files = {.count = 0};
    run_catch_interrupts();
    signal(SIGXFSZ, SIG_IGN); /* a file that gets too large is one that cannot be written */
    enum folder_use use = o->point.given ? FOLDER_SHARE
                          : o->resume    ? FOLDER_RESUME
                          : o->overwrite ? FOLDER_REPLACE
                                         : FOLDER_NEW;
    struct experiment_run r = {.experiment = e,
                               .folder = folder,
                               .only = o->point.given ? o->point.value : 0,
                               .jobs = jobs(o),
                               .resume = o->resume,
                               .files = &files};
    int status = try_point(e, r.only ? r.only : 1, &files);
    status = status ? status : experiment_folder_open(e, folder, use, &files);
    status = status ? status : experiment_run(&r);
    bool ran = status == 0;
    if (ran) {
        status = r.only ? results_say_point(e, experiment_point(e, r.only), folder)
                        : results_make(e, folder);
    }
    if (status == EXIT_GUEST && r.total > 0 && (!ran || run_interrupted())) {
        say_interrupted(&r);
    }
    point_files_free(&files);
    compile_cleanup();
    return status;
}

int cmd_experiment(const struct options *o)
{
    struct experiment e;
    int status = check_options(o);
    if (status) {
        return status;
    }
    char *folder = o->out ? xstrdup(o->out) : experiment_folder(o->file);
    status = experiment_load(&e, o->file, o->sets.item, o->sets.count);
    status = status || !o->point.given ? status : wanted_point(o, &e);
    if (status == 0 && o->list) {
        list(&e);
    } else if (status == 0) {
        status = run(&e, o, folder);
    }
    experiment_free(&e);
    free(folder);
    return status;
}
