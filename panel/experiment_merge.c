/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze merge: points that were run in several folders, brought together in one. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "experiment_run.h"
#include "folder.h"
#include "grade_class.h"
#include "machine/file.h"
#include "options.h"
#include "output.h"
#include "run.h"

/* A folder being merged into another. */
struct merging {
    const struct experiment *experiment;
    const char *from, *into;
};

enum { COPIED_MOST = 1 << 30 };

/* --- copying --- */

static int copy_file(const char *from, const char *to)
{
    uint8_t *bytes;
    size_t size;
    struct error e;
    struct output o;
    if (!file_read(from, COPIED_MOST, &bytes, &size, &e)) {
        return diag_at((struct where){from, 0, 0}, "%s", e.text);
    }
    int status = output_open(&o, to, (struct where){NULL, 0, 0});
    if (status == 0) {
        fwrite(bytes, 1, size, o.file);
        status = output_commit(&o);
    }
    free(bytes);
    return status;
}

static int copy_folder(const char *from, const char *to);

/* The result comes last: where it is, the rest is. What a run does not make, a link or a pipe, is
 * left where it is. */
static int copy_entry(void *context, const char *path, const char *name)
{
    char *to = xformat("%s/%s", (const char *)context, name);
    enum folder_entry entry = folder_entry(path);
    int status = 0;
    if (entry == ENTRY_FOLDER) {
        status = copy_folder(path, to);
    } else if (entry == ENTRY_FILE && strcmp(name, POINT_RESULT) != 0) {
        status = copy_file(path, to);
    }
    free(to);
    return status;
}

static int copy_folder(const char *from, const char *to)
{
    int status = folder_make(to);
    return status ? status : folder_visit(from, copy_entry, (void *)to);
}

/* --- one point --- */

static int compare(const char *one, const char *other)
{
    uint8_t *a = NULL, *b = NULL;
    size_t a_size, b_size;
    struct error e;
    bool same = file_read(one, COPIED_MOST, &a, &a_size, &e) &&
                file_read(other, COPIED_MOST, &b, &b_size, &e) && a_size == b_size &&
                memcmp(a, b, a_size) == 0;
    free(a);
    free(b);
    return same ? 0
                : diag_at((struct where){other, 0, 0},
                          "is not what %s is: expected the same result for the same point",
                          excerpt(one).text);
}

static bool has_result(const char *folder, uint64_t number)
{
    struct point_result r;
    bool has = point_find(&r, folder, number);
    point_free(&r);
    return has;
}

static int merge_point(void *context, const char *path, uint64_t number)
{
    const struct merging *m = context;
    if (run_interrupted()) {
        return EXIT_GUEST;
    }
    char *from = point_path(m->from, number);
    char *to = point_path(m->into, number);
    char *folder = point_folder(m->into, number);
    int status = 0;
    if (number > m->experiment->point_count) {
        status = diag_at((struct where){path, 0, 0},
                         "the experiment has %llu points: expected "
                         "one of them",
                         (unsigned long long)m->experiment->point_count);
    } else if (has_result(m->from, number)) {
        if (has_result(m->into, number)) {
            status = compare(to, from);
        } else {
            status = copy_folder(path, folder);
            status = status ? status : copy_file(from, to);
        }
    }
    free(from);
    free(to);
    free(folder);
    return status;
}

/* --- all folders --- */

/* What the first of them is of, all are. */
static int read_all(const struct options *o, char **text)
{
    int status = 0;
    *text = NULL;
    for (unsigned i = 0; i < o->operands.count && status == 0; i++) {
        const char *folder = o->operands.item[i];
        char *this = experiment_folder_read(folder);
        if (!this) {
            status = diag_at((struct where){folder, 0, 0},
                             "there is no %s in it: expected the folder of an experiment",
                             EXPERIMENT_FILE);
        } else if (*text && !experiment_json_same(*text, this)) {
            status = diag_at((struct where){folder, 0, 0},
                             "is of another experiment than %s: expected the same",
                             excerpt(o->operands.item[0]).text);
        }
        if (*text || status) {
            free(this);
        } else {
            *text = this;
        }
    }
    return status;
}

static bool same_folder(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_ino == y.st_ino && x.st_dev == y.st_dev;
}

static int merge(const struct experiment *e, const struct options *o, const char *into)
{
    struct point_files files = {.count = 0};
    run_catch_interrupts();
    int status = experiment_folder_open(e, into, FOLDER_SHARE, &files);
    for (unsigned i = 0; i < o->operands.count && status == 0; i++) {
        struct merging m = {e, o->operands.item[i], into};
        if (!same_folder(m.from, into)) {
            status = experiment_folder_points(m.from, merge_point, &m);
        }
    }
    point_files_free(&files);
    status = status ? status : results_make(e, into);
    if (status == EXIT_GUEST && run_interrupted()) {
        diag("interrupted: the same command goes on");
    }
    return status;
}

int cmd_merge(const struct options *o)
{
    struct experiment e;
    struct experiment_sets sets;
    char *text;
    if (class_is(o->file)) {
        return class_merge(o);
    }
    int status = read_all(o, &text);
    if (status == 0) {
        char *path = xformat("%s/%s", o->file, EXPERIMENT_FILE);
        status = experiment_from_json(&e, &sets, text, path);
        status = status ? status : merge(&e, o, o->out ? o->out : o->file);
        experiment_free(&e);
        experiment_sets_free(&sets);
        free(path);
    }
    free(text);
    return status;
}
