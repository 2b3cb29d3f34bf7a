/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judged by what a handed-in experiment has, and by what came of it: formulas over
 *
 *     points, axes, measures, expectations   how many
 *     baseline                               1 if it has one
 *     baseline_expectations                  how many expectations compare with it
 *     holds                                  1 if all points pass, and all expectations hold there
 *     live_axes, live_measures,              how many could have come out otherwise: grade_live.h
 *     live_expectations
 *     words                                  of the texts (.md, .txt) that were handed in
 *
 * It is run only if what came of it is asked for, with the test's `set`. Whether the text is any
 * good is for people to say.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "experiment_run.h"
#include "folder.h"
#include "grade.h"
#include "grade_live.h"
#include "machine/file.h"

struct experiment_world {
    const struct grade_job *job;
    struct experiment *experiment;
    FILE *said;
    bool ran;
    double holds;
    struct live live;
    uint64_t cycles;
    int status; /* of running it */
};

/* --- running it --- */

/* One point, with what is left of the cycles that all of them have; into its own folder. */
static int run_point(struct experiment_world *w, struct point p, const char *folder,
                     struct point_files *files)
{
    struct point_job j;
    char *place = point_folder(folder, p.number);
    char *path = point_path(folder, p.number);
    uint64_t left = w->job->lab->cycles - w->cycles;
    int status = point_open(&j, w->experiment, p, files);
    if (status == 0) {
        uint64_t own = j.config.limits.cycles;
        j.config.limits.cycles = own == 0 || own > left ? left : own;
        status = folder_make(place);
    }
    status = status != 0 ? status : point_run(&j, place);
    status = status != 0 ? status : point_save(&j.known, path);
    const struct value *cycles = status == 0 ? point_value(&j.known, "machine.cycles") : NULL;
    w->cycles += cycles != NULL ? (uint64_t)cycles->number : 0;
    point_close(&j);
    free(place);
    free(path);
    return status;
}

static int run_points(struct experiment_world *w, const char *folder)
{
    const struct experiment *e = w->experiment;
    struct point_files files = {.count = 0};
    int status = 0;
    for (struct point p = experiment_point(e, 1); p.number && status == 0;
         p = experiment_next(e, p)) {
        if (w->cycles >= w->job->lab->cycles) {
            status = diag("point %llu is beyond the %s that all points may take together",
                          (unsigned long long)p.number, cycles_text(w->job->lab->cycles).text);
        } else {
            status = run_point(w, p, folder, &files);
        }
    }
    point_files_free(&files);
    return status;
}

static bool all_hold(struct experiment_world *w, const struct verdicts *v)
{
    const struct experiment *e = w->experiment;
    bool hold = v->missing == 0 && (v->not_passed == 0 || e->failures_allowed);
    if (!hold) {
        fprintf(w->said, "%llu points did not pass, the first is %llu\n",
                (unsigned long long)v->not_passed, (unsigned long long)v->first_not_passed);
    }
    for (unsigned i = 0; i < e->expectation_count; i++) {
        const struct verdict *of = &v->of[i];
        if (of->failed > 0) {
            fprintf(w->said, "does not hold: %s\n  at %llu points; at point %llu: %s\n",
                    formula_text(e->expectations[i].that), (unsigned long long)of->failed,
                    (unsigned long long)of->first, of->text != NULL ? of->text : "");
        } else if (of->held == 0) {
            fprintf(w->said, "holds nowhere, since its `when` is nowhere true: %s\n",
                    formula_text(e->expectations[i].that));
        }
        hold = hold && of->failed == 0 && of->held > 0;
    }
    return hold;
}

static void run(struct experiment_world *w)
{
    struct rows rows = {.experiment = NULL};
    struct verdicts v = {.of = NULL};
    char *folder = xformat("%s/results", w->job->build->jail.folder);
    w->ran = true;
    w->status = run_points(w, folder);
    if (w->status == 0) {
        w->status = results_gather(&rows, &v, w->experiment, folder);
        w->holds = w->status == 0 && all_hold(w, &v);
    }
    if (w->status == 0) {
        live_find(&w->live, w->experiment, &rows, folder);
    }
    verdicts_free(&v, w->experiment);
    rows_free(&rows);
    free(folder);
}

/* --- names --- */

static unsigned words_in(const char *path)
{
    struct error e;
    uint8_t *bytes;
    size_t size;
    unsigned words = 0;
    if (!file_read(path, JAIL_FILE_SIZE, &bytes, &size, &e)) {
        return 0;
    }
    for (size_t i = 0; i < size; i++) {
        words += !isspace(bytes[i]) && (i == 0 || isspace(bytes[i - 1]));
    }
    free(bytes);
    return words;
}

static bool is_text(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && (strcmp(dot, ".md") == 0 || strcmp(dot, ".txt") == 0);
}

static unsigned words(const struct grade_job *job)
{
    unsigned count = 0;
    for (unsigned i = 0; i < job->lab->hand_in.count; i++) {
        const char *name = job->lab->hand_in.list[i];
        char *path = is_text(name) ? grade_build_file(job->build, name) : NULL;
        count += path != NULL ? words_in(path) : 0;
        free(path);
    }
    return count;
}

/* What came of it, of that kind; once, which ones are not. */
static double live_of(struct experiment_world *w, enum live_kind kind)
{
    if (w->live.dead[kind] != NULL) {
        fputs(w->live.dead[kind], w->said);
        free(w->live.dead[kind]);
        w->live.dead[kind] = NULL;
    }
    return w->live.count[kind];
}

/* What is known only when it has been run; false: it is no such name. */
static bool result_of(struct experiment_world *w, const char *name, double *value)
{
    static const char *const live[LIVE_KINDS] = {"live_axes", "live_measures", "live_expectations"};
    bool holds = strcmp(name, "holds") == 0;
    if (!w->ran && (holds || strncmp(name, "live_", 5) == 0)) {
        run(w);
    }
    for (enum live_kind k = 0; k < LIVE_KINDS; k++) {
        if (strcmp(name, live[k]) == 0) {
            *value = live_of(w, k);
            return true;
        }
    }
    *value = w->holds;
    return holds;
}

static double number_of(struct experiment_world *w, const char *name)
{
    const struct experiment *e = w->experiment;
    double result;
    if (result_of(w, name, &result)) {
        return result;
    }
    const struct {
        const char *name;
        double value;
    } numbers[] = {{"points", (double)e->point_count},
                   {"axes", e->axis_count},
                   {"measures", e->measure_count},
                   {"expectations", e->expectation_count},
                   {"baseline", e->has_baseline},
                   {"baseline_expectations", grade_compared(e)},
                   {"words", words(w->job)}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        if (strcmp(name, numbers[i].name) == 0) {
            return numbers[i].value;
        }
    }
    return 0;
}

static struct value value_of(void *context, const char *name)
{
    return (struct value){.kind = VALUE_NUMBER, .number = number_of(context, name)};
}

/* No name has members. */
static void each_of(void *context, const char *pattern,
                    void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    (void)context;
    (void)pattern;
    (void)visit;
    (void)visit_context;
}

/* --- the judge --- */

static int say_name(void *context, const char *name, struct where at, bool baseline)
{
    struct experiment_world *w = context;
    (void)at;
    (void)baseline;
    fprintf(w->said, "  %s is %s\n", name, value_text(value_of(w, name)).text);
    return 0;
}

static int judge_loaded(struct experiment_world *w, struct judgement *j)
{
    const struct lab_test *t = w->job->test;
    const struct formula_world world = {w, value_of, each_of, NULL};
    j->passed = true;
    for (unsigned i = 0; i < t->that_count && j->passed && w->status == 0; i++) {
        j->passed = value_true(formula_evaluate(t->that[i], &world, NULL));
        if (!j->passed && w->status == 0) {
            fprintf(j->said, "expected: %s\n", formula_text(t->that[i]));
            formula_names(t->that[i], say_name, w);
        }
    }
    j->passed = j->passed && w->status == 0;
    j->cycles = w->cycles;
    j->points = j->passed ? t->points : 0;
    return w->status;
}

int judge_experiment(const struct grade_job *job, struct judgement *j)
{
    struct experiment e = {.file = NULL};
    const char *name = job->test->sources.list[0];
    const struct lab_names *set = &job->test->set;
    char *path = grade_build_file(job->build, name);
    if (path == NULL) {
        fprintf(j->said, "%s was not handed in, or is no plain file\n", name);
        return 0;
    }
    const char *image = job->image->path;
    config_confine(*image != '\0' ? LAB_SUBMISSION : NULL, image);
    struct yaml_tree *root = yaml_tree_load(path);
    int status = root != NULL ? experiment_open(&e, path, root, set->list, set->count) : EXIT_USAGE;
    status = status != 0 ? status : grade_check_points(&e);
    status = status != 0 ? status : experiment_check(&e);
    status = status != 0 ? status : grade_check_work(&e);
    if (status == 0) {
        struct experiment_world w = {.job = job, .experiment = &e, .said = j->said};
        status = judge_loaded(&w, j);
        live_free(&w.live);
    }
    if (root != NULL) {
        experiment_free(&e);
    }
    free(path);
    return status;
}
