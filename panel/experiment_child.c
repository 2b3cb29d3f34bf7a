/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A point in a process of its own: what befalls it befalls nobody else. The child puts its result
 * in place itself, and tells by its exit status which; its parent does so for one that cannot.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "experiment_run.h"
#include "folder.h"
#include "run.h"

/* Exit statuses of a child: CHILD_STATUS and how the point ended; interrupted; or an EXIT_... */
enum { CHILD_GONE = 8, CHILD_STATUS = 16 };

/* --- in the child --- */

static int run_point(struct point_job *j, const char *folder, bool resume)
{
    char *place = point_folder(folder, j->point.number);
    char *path = point_path(folder, j->point.number);
    enum point_status there;
    int status = folder_make(place);
    if (status == 0) {
        folder_lock(place); /* until this process ends */
        if (run_interrupted()) {
            status = EXIT_GUEST;
        } else if (resume && point_is_done(j, folder, &there)) {
            j->known.status = there; /* another process has seen to it */
        } else {
            status = folder_clear(place);
            status = status ? status : point_run(j, place);
            status = status ? status : point_save(&j->known, path);
        }
    }
    free(place);
    free(path);
    bool interrupted = status == EXIT_GUEST;
    return interrupted ? CHILD_GONE : status ? status : CHILD_STATUS + (int)j->known.status;
}

/* What one is started with. */
struct start {
    struct point_job *job;
    const char *folder;
    bool resume;
};

static int work(void *context)
{
    const struct start *s = context;
    return run_point(s->job, s->folder, s->resume);
}

/* --- in the parent --- */

int child_start(struct process *p, struct point_job *j, const char *folder, bool resume)
{
    struct start s = {j, folder, resume};
    char *what = xformat("point %llu", (unsigned long long)j->point.number);
    int status = process_start(p, work, &s, what);
    free(what);
    return status;
}

/* A result for one that has none, made of what is known. */
static int save_crash(const struct process *p, int ended, struct point point,
                      const struct experiment *e, const char *folder, struct point_files *files)
{
    struct point_job j;
    char *place = point_folder(folder, point.number);
    char *path = point_path(folder, point.number);
    int status = point_open(&j, e, point, files);
    if (status == 0) {
        j.known.status = POINT_CRASHED;
        j.known.message = process_crash(p, ended);
        point_put_number(&j.known, "passed", 0);
        point_put_text(&j.known, "status", point_status_names[POINT_CRASHED]);
        status = folder_make(place);
    }
    if (status == 0) {
        folder_sweep(place);
        status = point_save(&j.known, path);
    }
    point_close(&j);
    free(place);
    free(path);
    return status;
}

enum child_end child_ended(const struct process *p, int ended, struct point point,
                           const struct experiment *e, const char *folder,
                           struct point_files *files, enum point_status *status)
{
    int code = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    *status = POINT_CRASHED;
    if (code >= CHILD_STATUS && code < CHILD_STATUS + POINT_MISSING) {
        *status = (enum point_status)(code - CHILD_STATUS);
        return CHILD_SAVED;
    }
    if (code == CHILD_GONE || ((p->told || run_interrupted()) && code < 0)) {
        return CHILD_INTERRUPTED;
    }
    if (code == EXIT_USAGE) {
        return CHILD_REFUSED;
    }
    return save_crash(p, ended, point, e, folder, files) ? CHILD_UNWRITABLE : CHILD_CRASHED;
}
