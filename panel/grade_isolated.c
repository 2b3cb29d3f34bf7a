/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judged by the isolation ledger. A monitor that runs nobody keeps everybody apart: so the guests
 * must have got on, too, each by the hardware's count of its instructions in user mode.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "grade.h"
#include "session.h"

/*
 * The share of the bare guests' instructions that must run in user mode, of all together: the rest
 * is emulated. And of each by itself, less: a guest that goes wrong early is for others to judge.
 */
enum { SHARE = 2, SHARE_OF_EACH = 16 };

static struct run_limit limit_of(const struct config *c)
{
    return (struct run_limit){c->limits.instructions ? c->limits.instructions : UINT64_MAX,
                              c->limits.cycles};
}

static void run_quietly(struct session *s)
{
    s->console.quiet = true;
    s->machine->complain = NULL;
    session_type_configured(s);
    machine_run(s->machine, limit_of(s->config));
    session_settle(s);
}

/* What each guest takes by itself. */
static int measure_bare(const struct config *c, uint64_t *instructions)
{
    int status = 0;
    for (unsigned i = 0; i < c->top_count && status == 0; i++) {
        struct session s;
        status = session_open(&s, c, (struct flat){.given = false}, (int)i);
        if (status == 0) {
            run_quietly(&s);
            instructions[i] = s.machine->instructions;
            session_close(&s);
        }
    }
    return status;
}

static bool ran_enough(const char *who, uint64_t ran, uint64_t least, FILE *said)
{
    if (ran < least) {
        fprintf(said,
                "nobody reached what is another's, but %s did not get far: %" PRIu64
                " instructions in user mode; expected %" PRIu64 " or more\n",
                who, ran, least);
    }
    return ran >= least;
}

/*
 * Whether the guests got on, by the hardware's count in user mode: all of them together, and each,
 * since one that never runs is kept apart by that.
 */
static bool got_on(const struct grade_hardware *h, const uint64_t *bare, FILE *said)
{
    uint64_t ran = 0, needed = 0;
    bool each = true;
    for (unsigned i = 0; i < h->count; i++) {
        ran += h->vms[i].instructions;
        needed += bare[i];
        each = each &&
               ran_enough(h->books.names[i], h->vms[i].instructions, bare[i] / SHARE_OF_EACH, said);
    }
    return each && ran_enough("the guests", ran, needed / SHARE, said);
}

static int run_watched(const struct grade_job *job, const struct config *c, struct judgement *j,
                       const uint64_t *bare)
{
    struct session s;
    struct grade_hardware h;
    int status = session_open(&s, c, (struct flat){.given = false}, -1);
    if (status != 0) {
        return status;
    }
    grade_hardware_open(&h, &s);
    run_quietly(&s);
    grade_hardware_settle(&h, &s);
    j->cycles = s.machine->cycles;
    if (!grade_hardware_apart(&h)) {
        grade_hardware_say(&h, j->said);
        grade_say_repl(job, c, s.machine->instructions, j->said);
    } else {
        j->passed = got_on(&h, bare, j->said);
    }
    grade_hardware_close(&h, &s);
    session_close(&s);
    return 0;
}

int judge_isolated(const struct grade_job *job, struct judgement *j)
{
    struct config c = {.file = NULL};
    int status = grade_config(job, &c);
    uint64_t *bare = xmalloc((c.top_count + 1) * sizeof *bare);
    status = status != 0 ? status : measure_bare(&c, bare);
    status = status != 0 ? status : run_watched(job, &c, j, bare);
    j->points = j->passed ? job->test->points : 0;
    free(bare);
    config_free(&c);
    return status;
}
