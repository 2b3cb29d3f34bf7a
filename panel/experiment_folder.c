/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of an experiment: what may be in it, and what of it is kept. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "experiment_run.h"
#include "folder.h"
#include "machine/file.h"
#include "output.h"
#include "run.h"

enum { EXPERIMENT_FILE_SIZE = 64 << 20 };

/* What is ours in it, beside experiment.json and the points. */
static const char *const made[] = {"results.csv", "results.json", "report.md", "report.html"};
enum { MADE = sizeof made / sizeof made[0] };

char *experiment_folder(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *base = slash ? slash + 1 : file;
    const char *dot = strrchr(base, '.');
    bool yaml = dot && dot != base && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
    return xformat("%.*s.results", yaml ? (int)(dot - base) : (int)strlen(base), base);
}

int folder_lock(const char *folder)
{
    int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (lock >= 0 && flock(lock, LOCK_EX) != 0 && errno == EINTR && !run_interrupted()) {
    } /* not every file system has locks: then it is not shared that way */
    return lock;
}

/* Whether somebody is at work in it. */
static bool is_locked(const char *folder)
{
    int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool locked = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    folder_unlock(lock);
    return locked;
}

void folder_unlock(int lock)
{
    if (lock >= 0) {
        close(lock);
    }
}

char *experiment_folder_read(const char *folder)
{
    uint8_t *bytes;
    size_t size;
    struct error error;
    char *path = folder_path(folder, EXPERIMENT_FILE);
    char *text = NULL;
    if (file_read(path, EXPERIMENT_FILE_SIZE, &bytes, &size, &error)) {
        text = xformat("%.*s", (int)size, (const char *)bytes);
        free(bytes);
    }
    free(path);
    return text;
}

static int write_experiment(const char *folder, const char *text)
{
    struct output o;
    char *path = folder_path(folder, EXPERIMENT_FILE);
    int status = output_open(&o, path, (struct where){NULL, 0, 0});
    if (status == 0) {
        fputs(text, o.file);
        status = output_commit(&o);
    }
    free(path);
    return status;
}

/* --- points that are there --- */

/* The number that the folder of a point is called by; 0 if it is none. */
static uint64_t number_of(const char *name)
{
    bool digits = *name >= '1' && *name <= '9' && strlen(name) < 19 &&
                  strspn(name, "0123456789") == strlen(name);
    return digits ? strtoull(name, NULL, 10) : 0;
}

/* A visit of the points that have folders. */
struct points_visit {
    point_visitor *visit;
    void *context;
};

static int visit_point(void *context, const char *path, const char *name)
{
    const struct points_visit *v = context;
    uint64_t number = number_of(name);
    return number ? v->visit(v->context, path, number) : 0;
}

int experiment_folder_points(const char *folder, point_visitor *visit, void *context)
{
    struct points_visit v = {visit, context};
    char *points = folder_path(folder, "points");
    int status = folder_has(folder, "points") ? folder_visit(points, visit_point, &v) : 0;
    free(points);
    return status;
}

struct keeping {
    const struct experiment *experiment; /* NULL: nothing is kept */
    const char *folder;
    struct point_files *files;
};

/* Whether a result is what a run of its point would have. */
static int is_right(const struct keeping *k, uint64_t number, bool *right)
{
    struct point_result r;
    struct point_job j;
    int status = 0;
    *right = false;
    if (point_find(&r, k->folder, number)) {
        status = point_open(&j, k->experiment, experiment_point(k->experiment, number), k->files);
        *right = status == 0 && strcmp(j.known.identity, r.identity) == 0;
        point_close(&j);
    }
    point_free(&r);
    return status;
}

static int keep_point(void *context, const char *path, uint64_t number)
{
    const struct keeping *k = context;
    bool right = false;
    int status = 0;
    bool wanted = k->experiment && number <= k->experiment->point_count;
    if (wanted) {
        status = is_right(k, number, &right);
    }
    if (status || is_locked(path)) {
        return status;
    }
    if (right) {
        folder_sweep(path);
        return 0;
    }
    return wanted && folder_entry(path) == ENTRY_FOLDER ? folder_clear(path) : folder_remove(path);
}

/*
 * Remove all points but those that are right. The folder of one that is still wanted stays: another
 * process may be about to fill it.
 */
static int keep_points(struct keeping *k)
{
    int status = experiment_folder_points(k->folder, keep_point, k);
    if (status == 0 && !k->experiment) {
        char *points = folder_path(k->folder, "points");
        rmdir(points); /* if nothing else is in it */
        free(points);
    }
    return status;
}

static int remove_plot(void *context, const char *path, const char *name)
{
    size_t n = strlen(name);
    (void)context;
    if (n > 4 && strcmp(name + n - 4, ".svg") == 0) {
        unlink(path);
    }
    return 0;
}

/* What was made of results that are there no more, or not all. */
static void remove_made(const char *folder)
{
    char *plots = folder_path(folder, "plots");
    for (unsigned i = 0; i < MADE; i++) {
        char *path = folder_path(folder, made[i]);
        unlink(path);
        free(path);
    }
    if (folder_has(folder, "plots")) {
        folder_sweep(plots);
        folder_visit(plots, remove_plot, NULL);
        rmdir(plots);
    }
    free(plots);
}

/* --- opening --- */

/* Something that we would write over, and have not written. */
static int check_strange(const char *folder)
{
    const char *found = folder_has(folder, "points")  ? "points"
                        : folder_has(folder, "plots") ? "plots"
                                                      : NULL;
    for (unsigned i = 0; i < MADE && !found; i++) {
        found = folder_has(folder, made[i]) ? made[i] : NULL;
    }
    return found ? diag("%s: there is %s in it, and no %s: expected another --out",
                        excerpt(folder).text, found, EXPERIMENT_FILE)
                 : 0;
}

static int prepare(const struct experiment *e, const char *folder, enum folder_use use,
                   const char *before, const char *now, struct point_files *files)
{
    struct keeping k = {use == FOLDER_RESUME ? e : NULL, folder, files};
    bool same = before && experiment_json_same(before, now);
    if (!before) {
        return check_strange(folder);
    }
    if (use == FOLDER_NEW) {
        return diag("%s: there is an experiment in it: expected --resume (what is done is kept), "
                    "--overwrite, or another --out",
                    excerpt(folder).text);
    }
    if (use == FOLDER_SHARE) {
        return same ? 0
                    : diag("%s: there is another experiment in it: expected another --out, or "
                           "--overwrite",
                           excerpt(folder).text);
    }
    int status = keep_points(&k);
    if (status == 0) {
        folder_sweep_flat(folder);
        remove_made(folder);
    }
    return status;
}

int experiment_folder_open(const struct experiment *e, const char *folder, enum folder_use use,
                           struct point_files *files)
{
    int status = folder_make(folder);
    if (status) {
        return status;
    }
    int lock = folder_lock(folder);
    char *before = experiment_folder_read(folder);
    char *now = experiment_json(e);
    status = prepare(e, folder, use, before, now, files);
    if (status == 0 && (!before || strcmp(before, now) != 0)) {
        status = write_experiment(folder, now);
    }
    free(before);
    free(now);
    folder_unlock(lock);
    return status;
}
