/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judged by the verifier: each VM in lockstep with itself on the bare machine, to the end; and what
 * that took. The cycles are those of the same run, so that a monitor cannot be right in one and
 * fast in another.
 */
#include "verify.h"

#include <inttypes.h>

#include "grade.h"

/* Run it: *equal to the end, and what there is to say if it is not. */
static int compare(const struct grade_job *job, struct judgement *j, bool *equal)
{
    struct config c = {.file = NULL};
    struct verify_outcome o = {.equal = false};
    int status = grade_config(job, &c);
    status = status != 0 ? status : verify_configured(&c, &o);
    *equal = status == 0 && o.equal && !o.limited;
    j->cycles = o.cycles;
    if (status == 0 && o.limited) {
        fprintf(j->said,
                "equal to the bare machine so far, but it has not come to its end in %s: it loops, "
                "or is much too slow\n",
                cycles_text(o.cycles).text);
    } else if (status == 0 && !o.equal) {
        fprintf(j->said, "expected: each VM as on the bare machine\n%s", o.said);
        grade_say_repl(job, &c, o.instructions, j->said);
    }
    verify_outcome_free(&o);
    config_free(&c);
    return status;
}

int judge_verify(const struct grade_job *job, struct judgement *j)
{
    int status = compare(job, j, &j->passed);
    j->points = j->passed ? job->test->points : 0;
    return status;
}

int judge_cycles(const struct grade_job *job, struct judgement *j)
{
    const struct lab_test *t = job->test;
    bool equal;
    int status = compare(job, j, &equal);
    unsigned i = 0;
    while (i < t->bound_count && j->cycles > t->bounds[i].cycles) {
        i++;
    }
    j->points = equal && i < t->bound_count ? t->bounds[i].points : 0;
    j->passed = equal && i == 0;
    if (equal && !j->passed) {
        fprintf(j->said, "right, but slow: it took %" PRIu64 " cycles\n", j->cycles);
        for (unsigned k = 0; k < t->bound_count; k++) {
            fprintf(j->said, "  expected at most %" PRIu64 " for %u points\n", t->bounds[k].cycles,
                    t->bounds[k].points);
        }
    }
    return status;
}
