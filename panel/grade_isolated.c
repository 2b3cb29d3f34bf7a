/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Judged by the isolation ledger. A monitor that runs nobody keeps everybody apart: so the guests
 * must have got on, too, by the hardware's count of instructions in user mode.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "grade.h"
#include "isa/probe.h"
#include "isolation.h"
#include "session.h"
#include "stage.h"

/* The share of a bare guest's instructions that must run in user mode: the rest is emulated. */
enum { SHARE = 2 };

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

/* What all guests take by themselves. */
static int needed(const struct config *c, uint64_t *instructions)
{
    int status = 0;
    *instructions = 0;
    for (unsigned i = 0; i < c->top_count && status == 0; i++) {
        struct session s;
        status = session_open(&s, c, (struct flat){.given = false}, (int)i);
        if (status == 0) {
            run_quietly(&s);
            *instructions += s.machine->instructions;
            session_close(&s);
        }
    }
    return status;
}

/*
 * Instructions in user mode since reset, as the hardware had them. And whether a VM that has not
 * stopped was deprived of a frame: no monitor of a lab takes one back, and if it could say so, it
 * could give any frame to anybody.
 */
struct user_count {
    struct observer observer;
    uint64_t entered, total;
    bool inside;
    const struct isolation *books;
    uint32_t deprived; /* VM, and 1; 0: none */
    uint32_t frame;
};

static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct user_count *u = context;
    uint32_t vm = value & PAGE_OFFSET;
    bool told = event == PROBE_FRAME_RETURNED && m->hart.priv.mode == MODE_SUPERVISOR;
    if (told && u->deprived == 0 && vm < u->books->vms && !u->books->stopped[vm]) {
        u->deprived = vm + 1;
        u->frame = value & PAGE_FRAME;
        machine_stop(m);
    }
}

static void on_mret(void *context, struct machine *m, enum mode to)
{
    struct user_count *u = context;
    if (to == MODE_USER && !u->inside) {
        u->inside = true;
        u->entered = m->instructions;
    }
}

static void leave(struct user_count *u, const struct machine *m)
{
    u->total += u->inside ? m->instructions - u->entered : 0;
    u->inside = false;
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)cause;
    (void)tval;
    leave(context, m);
}

static void watch(struct isolation *i, const struct session *s)
{
    const char **names = xmalloc(s->top_count * sizeof *names);
    for (unsigned n = 0; n < s->top_count; n++) {
        names[n] = s->guests[n].config->name;
    }
    isolation_open(i, s->machine, names, s->top_count, stage_monitor_end(&s->monitor));
    free(names);
}

static void say_broken(const struct isolation *i, const struct user_count *u, FILE *out)
{
    if (i->what[0] != '\0') {
        fprintf(out, "%s\n", i->what);
    } else {
        fprintf(out, "VM %s: frame 0x%08" PRIx32 " is taken from it while it runs\n",
                i->names[u->deprived - 1], u->frame);
    }
}

static int run_watched(const struct grade_job *job, const struct config *c, struct judgement *j,
                       uint64_t least)
{
    struct session s;
    struct isolation isolation = {.names = NULL};
    struct user_count u = {.total = 0};
    int status = session_open(&s, c, (struct flat){.given = false}, -1);
    if (status != 0) {
        return status;
    }
    watch(&isolation, &s);
    u.books = &isolation;
    u.observer =
        (struct observer){.context = &u, .trap = on_trap, .mret = on_mret, .probe = on_probe};
    observer_add(s.machine, &u.observer);
    run_quietly(&s);
    leave(&u, s.machine);
    j->cycles = s.machine->cycles;
    if (isolation.what[0] != '\0' || u.deprived > 0) {
        fputs("expected: no VM reaches what is not its own\n", j->said);
        say_broken(&isolation, &u, j->said);
        grade_say_repl(job, c, s.machine->instructions, j->said);
    } else if (u.total < least) {
        fprintf(j->said,
                "nobody reached what is another's, but the guests did not get far: %" PRIu64
                " instructions in user mode; expected %" PRIu64 " or more\n",
                u.total, least);
    } else {
        j->passed = true;
    }
    isolation_close(&isolation, s.machine);
    observer_remove(s.machine, &u.observer);
    session_close(&s);
    return 0;
}

int judge_isolated(const struct grade_job *job, struct judgement *j)
{
    struct config c = {.file = NULL};
    uint64_t bare = 0;
    int status = grade_config(job, &c);
    status = status != 0 ? status : needed(&c, &bare);
    status = status != 0 ? status : run_watched(job, &c, j, bare / SHARE);
    j->points = j->passed ? job->test->points : 0;
    config_free(&c);
    return status;
}
