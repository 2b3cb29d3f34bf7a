/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands by which the machine runs, forwards and back; and files to go on from. */
#include <stdio.h>
#include <string.h>

#include "repl.h"

enum { STEPS_MOST = INT32_MAX };

static enum halt run_steps(struct debugger *d, const struct errand *e)
{
    return debug_steps(d, e->way, e->count);
}

static enum halt run_on(struct debugger *d, const struct errand *e)
{
    return debug_run(d, e->way);
}

static enum halt run_stride(struct debugger *d, const struct errand *e)
{
    enum halt halt = HALT_DONE;
    for (uint64_t i = 0; i < e->count && halt == HALT_DONE; i++) {
        halt = debug_stride(d, e->way, e->goal, e->over);
    }
    return halt;
}

static enum halt run_event(struct debugger *d, const struct errand *e)
{
    enum halt halt = HALT_DONE;
    for (uint64_t i = 0; i < e->count && halt == HALT_DONE; i++) {
        halt = debug_event(d, e->way, &e->event, e->happened);
    }
    return halt;
}

static enum halt run_goto(struct debugger *d, const struct errand *e)
{
    return debug_goto(d, e->count);
}

/* --- commands --- */

static bool counted(struct repl *r, char *args, struct errand *e)
{
    uint32_t n = 1;
    const char *word = repl_word(&args);
    if (!repl_no_more(r, args) || (word && !repl_count(r, word, STEPS_MOST, &n))) {
        return false;
    }
    e->count = n;
    return repl_do(r, e);
}

static bool steps(struct repl *r, char *args, enum direction way)
{
    return counted(r, args, &(struct errand){.run = run_steps, .way = way});
}

bool repl_stepi(struct repl *r, char *args)
{
    return steps(r, args, FORWARD);
}

bool repl_rstepi(struct repl *r, char *args)
{
    return steps(r, args, BACKWARD);
}

static bool stride(struct repl *r, char *args, enum direction way, enum stride_goal goal, bool over)
{
    return counted(r, args,
                   &(struct errand){.run = run_stride, .way = way, .goal = goal, .over = over});
}

bool repl_step(struct repl *r, char *args)
{
    return stride(r, args, FORWARD, STRIDE_LINE, false);
}

bool repl_rstep(struct repl *r, char *args)
{
    return stride(r, args, BACKWARD, STRIDE_LINE, false);
}

bool repl_nexti(struct repl *r, char *args)
{
    return stride(r, args, FORWARD, STRIDE_INSTRUCTION, true);
}

bool repl_rnexti(struct repl *r, char *args)
{
    return stride(r, args, BACKWARD, STRIDE_INSTRUCTION, true);
}

bool repl_finish(struct repl *r, char *args)
{
    return stride(r, args, FORWARD, STRIDE_FRAME, false);
}

bool repl_rfinish(struct repl *r, char *args)
{
    return stride(r, args, BACKWARD, STRIDE_FRAME, false);
}

bool repl_continue(struct repl *r, char *args)
{
    return repl_no_more(r, args) && repl_do(r, &(struct errand){.run = run_on, .way = FORWARD});
}

bool repl_rcontinue(struct repl *r, char *args)
{
    return repl_no_more(r, args) && repl_do(r, &(struct errand){.run = run_on, .way = BACKWARD});
}

bool repl_goto(struct repl *r, char *args)
{
    uint64_t n;
    const char *word = repl_word(&args);
    if (!word) {
        return repl_error(r, "expected a number of instructions since reset");
    }
    return repl_number(r, word, &n) && repl_no_more(r, args) &&
           repl_do(r, &(struct errand){.run = run_goto, .way = BACKWARD, .count = n});
}

/* [N], or EVENT [of VM] [N]. */
static bool next(struct repl *r, char *args, enum direction way)
{
    struct flow_event happened;
    struct errand e = {.run = run_event, .way = way, .happened = &happened};
    args += strspn(args, " \t");
    if (*args == '\0' || strchr("0123456789$(", *args)) {
        return stride(r, args, way, STRIDE_LINE, true);
    }
    return repl_event(r, &args, &e.event) && counted(r, args, &e);
}

bool repl_next(struct repl *r, char *args)
{
    return next(r, args, FORWARD);
}

bool repl_rnext(struct repl *r, char *args)
{
    return next(r, args, BACKWARD);
}

/* Into whatever gets the hart next. */
static bool handover(struct repl *r, char *args, enum direction way)
{
    struct flow_event happened;
    return counted(r, args,
                   &(struct errand){.run = run_event,
                                    .way = way,
                                    .event = {EVENT_handover, LAYER_NONE},
                                    .happened = &happened});
}

bool repl_stept(struct repl *r, char *args)
{
    return handover(r, args, FORWARD);
}

bool repl_rstept(struct repl *r, char *args)
{
    return handover(r, args, BACKWARD);
}

/* To an address; without one, to a later one in this frame: out of a loop, that is. */
bool repl_until(struct repl *r, char *args)
{
    struct place at;
    struct points *points = &r->debugger->points;
    args += strspn(args, " \t");
    if (*args == '\0') {
        return stride(r, args, FORWARD, STRIDE_LINE, true);
    }
    if (!repl_place(r, args, layer_running(&r->debugger->session), &at)) {
        return false;
    }
    struct point *p = debug_break(r->debugger, &at, NULL);
    if (!p) {
        return false;
    }
    p->temporary = true;
    p->owner = REPL_OWN;
    unsigned number = p->number;
    bool ok = repl_do(r, &(struct errand){.run = run_on, .way = FORWARD});
    debug_delete_all(r->debugger, REPL_OWN); /* if something else has stopped it */
    points->last = number - 1;
    return ok;
}

/* --- cycles --- */

static enum halt run_cycles(struct debugger *d, const struct errand *e)
{
    return debug_cycles(d, e->way, e->count, e->view);
}

static bool cycles(struct repl *r, char *args, enum direction way)
{
    struct cycle_view v = {.cycle = 0};
    struct errand e = {.run = run_cycles, .way = way, .view = &v};
    if (r->debugger->session.machine->config.timing.model != TIME_PIPELINE) {
        return repl_error(r, "the machine has no pipeline: expected machine.timing=pipeline");
    }
    return counted(r, args, &e);
}

bool repl_sc(struct repl *r, char *args)
{
    return cycles(r, args, FORWARD);
}

bool repl_rsc(struct repl *r, char *args)
{
    return cycles(r, args, BACKWARD);
}

/* --- files --- */

static const char *file_name(struct repl *r, char **args)
{
    const char *path = repl_word(args);
    if (!path) {
        repl_error(r, "expected a file");
        return NULL;
    }
    return repl_no_more(r, *args) ? path : NULL;
}

bool repl_save(struct repl *r, char *args)
{
    const char *path = file_name(r, &args);
    return path && debug_save(r->debugger, path);
}

bool repl_load(struct repl *r, char *args)
{
    const char *path = file_name(r, &args);
    if (!path || !debug_load(r->debugger, path)) {
        return false;
    }
    r->trap_at = position_never;
    return repl_stopped(r, HALT_DONE);
}
