/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All tests of a submission, one after the other, each in a process of its own. What a test came to
 * is in memory that the two share, and counts only if the process has said that it is complete, and
 * has ended well.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "cc.h"
#include "grade.h"
#include "process.h"
#include "run.h"

/*
 * A test ends by itself, at its limit of cycles. One that does not is a fault of ours: it is ended
 * after so much time of the processor's, whatever the load; the slowest host does more in a second.
 */
enum { SECONDS_LEAST = 60, CYCLES_PER_SECOND = 250 * 1000 };

/* What the process leaves. */
struct record {
    bool complete, passed;
    unsigned points;
    uint64_t cycles;
    size_t size;
    char said[GRADE_SAID];
};

struct trial {
    const struct grade_job *job;
    struct record *record;
};

/* --- in the child --- */

static void limit_self(const struct lab *l)
{
    rlim_t seconds = SECONDS_LEAST + (rlim_t)(l->cycles / CYCLES_PER_SECOND);
    setrlimit(RLIMIT_CPU, &(struct rlimit){seconds, seconds});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(SIGINT, SIG_DFL); /* it has nothing to tidy up */
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
}

static void keep(struct record *r, const struct judgement *j, const char *said, size_t size)
{
    r->passed = j->passed;
    r->points = j->points;
    r->cycles = j->cycles;
    r->size = size < sizeof r->said ? size : sizeof r->said;
    memcpy(r->said, said, r->size);
    r->complete = true;
}

static int work(void *context)
{
    const struct trial *t = context;
    struct judgement j = {.passed = false};
    char *said = NULL;
    size_t size = 0;
    limit_self(t->job->lab);
    j.said = open_memstream(&said, &size);
    if (j.said == NULL) {
        return diag_internal("no memory for what a judge says");
    }
    int status = grade_judge_of(t->job->test)(t->job, &j);
    fclose(j.said);
    if (status == 0) {
        keep(t->record, &j, said, size);
    }
    free(said);
    return status;
}

/* --- in the parent --- */

/* What the process left, if that counts; else why it does not. */
static char *take(struct grade_test *t, const struct record *r, struct process *p, int ended)
{
    bool good = WIFEXITED(ended) && WEXITSTATUS(ended) == 0 && r->complete;
    if (good) {
        t->points = r->points <= t->test->points ? r->points : 0;
        t->passed = r->passed && t->points == t->test->points;
        t->cycles = r->cycles;
        return xformat("%.*s", (int)r->size, r->said);
    }
    bool refused = WIFEXITED(ended) && WEXITSTATUS(ended) == EXIT_USAGE;
    if (refused) {
        return xformat("%s\n", p->text);
    }
    char *how = process_crash(p, ended);
    char *said = xformat("the test itself did not come to its end, which is no pass: %s\n", how);
    free(how);
    return said;
}

/* An interrupt that comes between looking and waiting is seen a moment later. */
static void wait_for(struct process *p)
{
    enum { LOOK_MILLISECONDS = 100 };
    struct pollfd file = {.fd = p->pipe, .events = POLLIN};
    do {
        if (run_interrupted()) {
            kill(p->pid, SIGTERM);
        }
    } while (poll(&file, 1, LOOK_MILLISECONDS) <= 0 || process_read(p));
}

static int judge(struct grade *g, struct grade_build *b, struct grade_test *t,
                 const struct grade_image *image)
{
    struct grade_job job = {.lab = g->lab,
                            .test = t->test,
                            .build = b,
                            .image = image,
                            .means = g->means,
                            .identity = g->identity};
    struct record *r =
        mmap(NULL, sizeof *r, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (r == MAP_FAILED) {
        return diag_internal("no memory for a test: %s", strerror(errno));
    }
    struct trial trial = {&job, r};
    struct process p = {.pid = 0};
    int status = process_start(&p, work, &trial, t->test->name);
    if (status == 0) {
        wait_for(&p);
        int ended = process_wait(&p);
        char *said = take(t, r, &p, ended);
        t->said = grade_clean(g, b, said);
        free(said);
    }
    munmap(r, sizeof *r);
    return status != 0 || !run_interrupted() ? status : EXIT_GUEST;
}

/* What students are told of an image that there is not: at the first test that they see, all. */
static char *say_unbuilt(const struct grade *g, const struct grade_build *b,
                         const struct grade_image *image, bool *told)
{
    char *said = *told ? xstrdup("it was not built: see above\n")
                       : xformat("it was not built:\n%s", image->messages);
    char *clean = grade_clean(g, b, said);
    *told = true;
    free(said);
    return clean;
}

static int run_test(struct grade *g, struct grade_build *b, struct grade_test *t, bool *told)
{
    const struct grade_image *image = grade_build_image(b, t->test);
    if (run_interrupted()) { /* then there may be no image for that reason alone */
        return EXIT_GUEST;
    }
    int status = image != NULL ? 0 : EXIT_INTERNAL;
    if (status == 0 && image->path == NULL) {
        bool hidden = t->test->visibility == LAB_HIDDEN;
        t->said = hidden ? xstrdup("it was not built\n") : say_unbuilt(g, b, image, told);
    } else if (status == 0) {
        status = judge(g, b, t, image);
    }
    t->ran = status == 0;
    return status;
}

int grade_run(struct grade *g, struct grade_build *b, grade_progress *progress, void *context)
{
    bool told = false;
    int status = progress(context, g, 0);
    for (unsigned i = 0; i < g->lab->test_count && status == 0; i++) {
        status = run_test(g, b, &g->tests[i], &told);
        status = status != 0 ? status : progress(context, g, i + 1);
    }
    return status;
}

/* --- a grade --- */

void grade_open(struct grade *g, const struct lab *l, struct grade_means *m, const char *name)
{
    *g = (struct grade){.lab = l, .means = m, .name = name};
    g->tests = xmalloc(l->test_count * sizeof *g->tests);
    for (unsigned i = 0; i < l->test_count; i++) {
        g->tests[i] = (struct grade_test){.test = &l->tests[i]};
    }
}

void grade_close(struct grade *g)
{
    for (unsigned i = 0; i < g->lab->test_count; i++) {
        free(g->tests[i].said);
    }
    free(g->tests);
    *g = (struct grade){.lab = NULL};
}

unsigned grade_points(const struct grade *g)
{
    unsigned points = 0;
    for (unsigned i = 0; i < g->lab->test_count; i++) {
        points += g->tests[i].points;
    }
    return points;
}
