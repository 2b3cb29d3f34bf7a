/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze grade: one submission, or with --all a class of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cc.h"
#include "grade.h"
#include "options.h"
#include "output.h"
#include "run.h"

/* What is told of one submission, as it comes. */
struct telling {
    enum grade_format format;
    const char *out; /* a file, or NULL: standard output */
};

/* The file is whole after each test, from the beginning on: a grader may be killed at any time. */
static int write_file(const struct telling *t, const struct grade *g)
{
    struct output o;
    int status = output_open(&o, t->out, (struct where){"--out", 0, 0});
    if (status == 0) {
        grade_write(g, t->format, o.file);
        status = output_commit(&o);
    }
    return status;
}

static int tell(void *context, const struct grade *g, unsigned done)
{
    const struct telling *t = context;
    bool all = done == g->lab->test_count;
    if (t->out != NULL) {
        return write_file(t, g);
    }
    if (t->format != GRADE_TEXT && all) {
        grade_write(g, t->format, stdout);
    }
    if (t->format == GRADE_TEXT && done > 0) {
        grade_write_test(&g->tests[done - 1], stdout);
    }
    if (t->format == GRADE_TEXT && all) {
        grade_write_score(g, stdout);
    }
    fflush(stdout);
    return 0;
}

/* The last part of a folder's path. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

/* A submission's folder as it is from anywhere, in new memory; NULL after a message. */
static char *submission_folder(const char *path)
{
    struct stat st;
    struct where at = {path, 0, 0};
    char *real = realpath(path, NULL);
    if (real == NULL || stat(real, &st) != 0) {
        diag_at(at, "%s", strerror(errno));
    } else if (!S_ISDIR(st.st_mode)) {
        diag_at(at, "is no folder: expected the folder of a submission");
    } else {
        return real;
    }
    free(real);
    return NULL;
}

static int grade_one(const struct lab *l, struct grade_means *m, const char *folder,
                     struct telling *t)
{
    struct grade_build b;
    struct grade g;
    int status = grade_build_open(&b, l, folder);
    grade_open(&g, l, m, name_of(folder));
    if (status == 0) {
        g.identity = grade_identity(m->hash, &b);
        status = grade_run(&g, &b, tell, t);
    }
    if (status == 0) {
        status = grade_points(&g) == l->points ? EXIT_SUCCESS : EXIT_GUEST;
    }
    grade_close(&g);
    grade_build_close(&b);
    return status;
}

static int grade_submission(const struct lab *l, const struct options *o)
{
    struct grade_means means = {.hash = 0};
    struct telling t = {.format = GRADE_TEXT, .out = o->grade_out};
    t.format = o->grade_format != NULL ? grade_format_named(o->grade_format) : GRADE_TEXT;
    char *folder = t.format < GRADE_FORMATS ? submission_folder(o->operands.item[1]) : NULL;
    int status = folder != NULL ? grade_prepare(&means, l) : EXIT_USAGE;
    if (status == 0) {
        run_catch_interrupts();
        status = grade_one(l, &means, folder, &t);
    }
    free(folder);
    grade_means_free(&means);
    return status;
}

int cmd_grade(const struct options *o)
{
    struct lab l;
    if (o->operands.count != 2) {
        return diag("expected a lab and the folder of a submission");
    }
    char *folder = lab_folder(o->file);
    if (folder == NULL) {
        return EXIT_USAGE;
    }
    int status = lab_load(&l, folder);
    status = status != 0 ? status : grade_submission(&l, o);
    compile_cleanup();
    lab_free(&l);
    free(folder);
    return status;
}
