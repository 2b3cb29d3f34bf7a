/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judged by what a handed-in file finds: a test of the student's own, an experiment's file that the
 * verifier and the isolation ledger run. It has to find something under the faulty monitor, and
 * nothing under the sound one. It names shipped guests and `submission`, and no other file.
 */
#include <stdlib.h>

#include "config_store.h"
#include "grade.h"
#include "verify.h"
#include "yaml_tree.h"

/* The file as a configuration with this monitor: 0, or a status after a message. */
static int load(const struct grade_job *job, const struct yaml_tree *root, const char *path,
                const char *monitor, struct config *c)
{
    int status = config_load_tree(c, root, path);
    if (status == 0) {
        c->monitor.image = config_keep(c, monitor);
        c->monitor.image_at = (struct where){c->file, 0, 0};
        if (c->monitor.kind_at.file == NULL) {
            c->monitor.kind = MONITOR_VMM;
            c->monitor.kind_at = c->monitor.image_at;
        }
        status = config_check(c);
    }
    if (status == 0 && (c->limits.cycles == 0 || c->limits.cycles > job->lab->cycles)) {
        c->limits.cycles = job->lab->cycles;
    }
    return status;
}

static int run_under(const struct grade_job *job, const struct yaml_tree *root, const char *path,
                     const char *monitor, struct verify_outcome *o)
{
    struct config c = {.file = NULL};
    *o = (struct verify_outcome){.equal = false};
    int status = load(job, root, path, monitor, &c);
    status = status != 0 ? status : verify_configured(&c, o);
    config_free(&c);
    return status;
}

static int judge_tree(const struct grade_job *job, const struct yaml_tree *root, const char *path,
                      struct judgement *j)
{
    struct verify_outcome sound, faulty = {.equal = false};
    int status = run_under(job, root, path, job->means->sound, &sound);
    bool quiet = status == 0 && sound.equal && !sound.limited;
    if (status == 0 && !quiet) {
        fprintf(j->said, "expected: nothing under the sound monitor\n%s",
                sound.limited ? "it does not come to its end\n" : sound.said);
    } else if (status == 0) {
        status = run_under(job, root, path, grade_faulty(job->means, job->test), &faulty);
        j->passed = status == 0 && !faulty.equal;
    }
    if (status == 0 && quiet && !j->passed) {
        fputs("it finds nothing wrong with the faulty monitor\n", j->said);
    }
    j->cycles = sound.cycles + faulty.cycles;
    j->points = j->passed ? job->test->points : 0;
    verify_outcome_free(&sound);
    verify_outcome_free(&faulty);
    return status;
}

int judge_catch(const struct grade_job *job, struct judgement *j)
{
    const char *name = job->test->sources.list[0];
    char *path = grade_build_file(job->build, name);
    if (path == NULL) {
        fprintf(j->said, "%s was not handed in, or is no plain file\n", name);
        return 0;
    }
    const char *image = job->image->path;
    config_confine(*image != '\0' ? LAB_SUBMISSION : NULL, image);
    struct yaml_tree *root = yaml_tree_load(path);
    int status = root != NULL ? judge_tree(job, root, path, j) : EXIT_USAGE;
    yaml_tree_free(root);
    free(path);
    return status;
}
