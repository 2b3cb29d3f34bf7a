/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine runs at the front panel's command, forwards or back, until something stops it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl.h"

enum { STEPS_MOST = INT32_MAX };

static struct debugger *running; /* for the signal's handler: null at the prompt */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
    if (running) {
        debug_interrupt(running);
    }
}

bool repl_interrupted(void)
{
    bool was = interrupted != 0;
    interrupted = 0;
    return was;
}

/* SA_RESTART: what is being written when the key is pressed must not be cut off. */
static void catch_interrupt(struct sigaction *old)
{
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, old);
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    struct repl *r = context;
    (void)m;
    r->trap_at = debug_now(r->debugger);
    r->trap_cause = cause;
    r->trap_value = tval;
}

void repl_run_open(struct repl *r)
{
    struct sigaction old;
    size_t size = r->debugger->session.guest_count * sizeof *r->told;
    r->told = memset(xmalloc(size), 0, size);
    r->before = r->debugger->session.machine->hart;
    r->observer = (struct observer){.context = r, .trap = on_trap};
    r->trap_at = position_never;
    observer_add(r->debugger->session.machine, &r->observer);
    if (r->interactive) {
        catch_interrupt(&old);
    }
}

void repl_run_close(struct repl *r)
{
    observer_remove(r->debugger->session.machine, &r->observer);
    free(r->told);
}

/* --- what is said of a stop --- */

/* Say how guests have ended that have ended since; one that is gone back to has not. */
static void tell_ends(struct repl *r, bool all)
{
    const struct session *s = &r->debugger->session;
    for (unsigned i = 0; i < s->guest_count; i++) {
        bool ended = all || session_party(s, i)->stopped;
        if (ended && !r->told[i]) {
            fprintf(r->out, "%s: %s\n", layer_name(s, i + 1), session_outcome(s, i).text);
        }
        r->told[i] = ended;
    }
}

static void tell_hit(struct repl *r)
{
    struct debugger *d = r->debugger;
    if (d->points.hit) {
        repl_put_hit(r, debug_point(d, d->points.hit));
    }
    if (d->points.broken) {
        fprintf(r->out, "its condition cannot be evaluated: %s\n", d->points.broken);
    }
}

static void tell_halt(struct repl *r, enum halt halt)
{
    switch (halt) {
    case HALT_POINT:
        tell_hit(r);
        break;
    case HALT_IDLE:
        fputs("all wait for an interrupt, and none can come; `input` may wake somebody\n", r->out);
        break;
    case HALT_LIMIT:
        fputs("the configured limit is reached; `continue` goes on beyond it\n", r->out);
        r->debugger->limits_passed = true;
        break;
    case HALT_KEY:
        fputs("interrupted\n", r->out);
        break;
    case HALT_BEGINNING:
        fputs("nothing earlier is remembered\n", r->out);
        break;
    case HALT_FINAL:
    case HALT_DONE:
        break;
    }
}

/* A temporary breakpoint has done its work. */
static void drop_temporary(struct debugger *d)
{
    struct point *p = d->points.hit ? debug_point(d, d->points.hit) : NULL;
    if (p && p->temporary) {
        debug_delete(d, p->number);
    }
}

/* Say why the machine stands, and where. */
static bool finish(struct repl *r, enum halt halt)
{
    struct debugger *d = r->debugger;
    console_flush(&d->session.console);
    console_end_line(&d->session.console);
    tell_ends(r, halt == HALT_FINAL);
    tell_halt(r, halt);
    drop_temporary(d);
    if (halt != HALT_FINAL) {
        repl_show_stop(r);
    }
    r->before = d->session.machine->hart;
    return halt != HALT_KEY || r->interactive || repl_error(r, "interrupted");
}

/* --- running --- */

static bool is_final(const struct repl *r)
{
    enum stop_reason stop = r->debugger->session.machine->stop;
    return stop == STOP_EXIT || stop == STOP_RESET || stop == STOP_TRAP_LOOP || stop == STOP_HTIF;
}

/* What a command wants of the debugger. */
struct errand {
    enum halt (*run)(struct debugger *d, const struct errand *e);
    enum direction way;
    uint64_t count;
    enum stride_goal goal;
    bool over;
    struct event_wanted event;
    struct flow_event *happened;
};

/* A script is the program's only while the machine runs: at other times Ctrl-C ends it. */
static bool run(struct repl *r, const struct errand *e)
{
    struct sigaction old;
    struct debugger *d = r->debugger;
    if (e->way == FORWARD && is_final(r)) {
        return repl_error(r, "the machine has stopped for good; it can be gone back from here, and "
                             "`quit` leaves");
    }
    d->interrupted = false;
    running = d;
    catch_interrupt(&old);
    enum halt halt = e->run(d, e);
    running = NULL;
    sigaction(SIGINT, &old, NULL);
    repl_interrupted();
    if (halt == HALT_DONE && e->happened) {
        repl_put_event(r, e->happened);
    }
    return finish(r, halt);
}

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
    return run(r, e);
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
    return repl_no_more(r, args) && run(r, &(struct errand){.run = run_on, .way = FORWARD});
}

bool repl_rcontinue(struct repl *r, char *args)
{
    return repl_no_more(r, args) && run(r, &(struct errand){.run = run_on, .way = BACKWARD});
}

bool repl_goto(struct repl *r, char *args)
{
    uint64_t n;
    const char *word = repl_word(&args);
    if (!word) {
        return repl_error(r, "expected a number of instructions since reset");
    }
    return repl_number(r, word, &n) && repl_no_more(r, args) &&
           run(r, &(struct errand){.run = run_goto, .way = BACKWARD, .count = n});
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
    const char *word = repl_word(&args);
    if (!word) {
        return stride(r, args, FORWARD, STRIDE_LINE, true);
    }
    if (!repl_no_more(r, args) || !repl_place(r, word, layer_running(&r->debugger->session), &at)) {
        return false;
    }
    struct point *p = debug_break(r->debugger, &at, NULL);
    if (!p) {
        return false;
    }
    p->temporary = true;
    unsigned number = p->number;
    bool ok = run(r, &(struct errand){.run = run_on, .way = FORWARD});
    for (unsigned i = 0; i < r->debugger->points.count; i++) {
        if (r->debugger->points.item[i].number == number) {
            debug_delete(r->debugger, number); /* something else has stopped it */
            break;
        }
    }
    return ok;
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
    return finish(r, HALT_DONE);
}
