/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trapeze grade: one submission, or with --all a class of them. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cc.h"
#include "grade_class.h"
#include "machine/file.h"
#include "options.h"
#include "output.h"
#include "run.h"

/* What is told of one submission, as it comes. */
struct telling {
    enum grade_format format;
    const char *out;   /* a file, or NULL: standard output */
    const char *image; /* where to keep one, or NULL */
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

/* Nobody reads on: that ends it as an interrupt does. All else main() will find out. */
static int flush(void)
{
    return fflush(stdout) != 0 && errno == EPIPE ? EXIT_GUEST : 0;
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
    return flush();
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

/* The image that a person will want to look into. */
static int keep_image(const struct grade *g, struct grade_build *b, const char *path)
{
    const struct lab_test *t = g->tests[0].test;
    for (unsigned i = g->lab->test_count; i > 0; i--) {
        bool wanted = !g->tests[i - 1].passed && g->tests[i - 1].test->visibility == LAB_PUBLIC;
        t = wanted ? g->tests[i - 1].test : t;
    }
    const struct grade_image *image = grade_build_image(b, t);
    if (image == NULL || image->path == NULL || *image->path == '\0') {
        return image == NULL ? EXIT_INTERNAL : 0; /* why there is none has been told */
    }
    uint8_t *bytes;
    size_t size;
    struct error e;
    struct output o;
    if (!file_read(image->path, IMAGE_FILE_MAX, &bytes, &size, &e)) {
        return diag_internal("the image cannot be read: %s", e.text);
    }
    int status = output_open(&o, path, (struct where){"--image", 0, 0});
    if (status == 0) {
        fwrite(bytes, 1, size, o.file);
        status = output_commit(&o);
    }
    free(bytes);
    return status;
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
    if (status == 0 && t->image != NULL) {
        status = keep_image(&g, &b, t->image);
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
    struct telling t = {.format = GRADE_TEXT, .out = o->grade_out, .image = o->grade_image};
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

static int check(const struct options *o)
{
    bool class = o->grade_all != NULL;
    if (o->operands.count != (class ? 1 : 2)) {
        return diag(class ? "--all: expected a lab, and no submission beside it"
                          : "expected a lab and the folder of a submission, or --all FOLDER");
    }
    if (class && (o->grade_format != NULL || o->grade_image != NULL)) {
        return diag("--all and --%s exclude each other: expected one of them",
                    o->grade_format != NULL ? "format" : "image");
    }
    if (!class && (o->grade_jobs.given || o->grade_list || o->grade_point.given)) {
        return diag("--%s: expected --all with it", o->grade_list          ? "list"
                                                    : o->grade_point.given ? "point"
                                                                           : "jobs");
    }
    return 0;
}

int cmd_grade(const struct options *o)
{
    struct lab l;
    int status = check(o);
    if (status != 0) {
        return status;
    }
    char *folder = lab_folder(o->file);
    if (folder == NULL) {
        return EXIT_USAGE;
    }
    status = lab_load(&l, folder);
    signal(SIGPIPE, SIG_IGN); /* boxes are to be removed, whoever has left */
    if (status == 0) {
        status = o->grade_all != NULL ? grade_class(&l, o) : grade_submission(&l, o);
    }
    compile_cleanup();
    lab_free(&l);
    free(folder);
    return status;
}
