/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine runs at the front panel's command, forwards or back, until something stops it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl.h"

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
    repl_remember(r);
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
    const struct point *p = d->points.hit ? debug_point(d, d->points.hit) : NULL;
    if (p && p->owner != REPL_OWN) {
        repl_put_hit(r, p);
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
bool repl_stopped(struct repl *r, enum halt halt)
{
    struct debugger *d = r->debugger;
    tell_ends(r, halt == HALT_FINAL);
    tell_halt(r, halt);
    drop_temporary(d);
    if (halt != HALT_FINAL) {
        repl_show_stop(r);
    } else {
        repl_remember(r);
    }
    return halt != HALT_KEY || r->interactive || repl_error(r, "interrupted");
}

static void put_stage(struct repl *r, unsigned stage, const struct stage_view *v)
{
    if (!v->filled) {
        fprintf(r->out, "  %-4s -\n", stage_names[stage]);
        return;
    }
    fprintf(r->out, "  %-4s %08x%s: %s", stage_names[stage], v->pc, v->where.text, v->what.text);
    if (v->waits) {
        fprintf(r->out, "  (waits: %s)", v->waits);
    }
    fprintf(r->out, "  [%s]\n", v->who.text);
}

static void put_cycle(struct repl *r, const struct cycle_view *v)
{
    fprintf(r->out, "cycle %llu\n", (unsigned long long)v->cycle);
    for (unsigned i = 0; i < STAGE_COUNT; i++) {
        put_stage(r, i, &v->stage[i]);
    }
}

/* --- running --- */

static bool is_final(const struct repl *r)
{
    enum stop_reason stop = r->debugger->session.machine->stop;
    return stop == STOP_EXIT || stop == STOP_RESET || stop == STOP_TRAP_LOOP || stop == STOP_HTIF;
}

/* A script is the program's only while the machine runs: at other times Ctrl-C ends it. */
bool repl_do(struct repl *r, const struct errand *e)
{
    struct sigaction old;
    struct debugger *d = r->debugger;
    if (e->way == FORWARD && is_final(r)) {
        return repl_error(r, "the machine has stopped for good; it can be gone back from here, and "
                             "`quit` leaves");
    }
    d->interrupted = false;
    repl_trace_begin(r);
    running = d;
    catch_interrupt(&old);
    enum halt halt = e->run(d, e);
    running = NULL;
    sigaction(SIGINT, &old, NULL);
    repl_interrupted();
    console_flush(&d->session.console);
    console_end_line(&d->session.console);
    if (halt == HALT_DONE && e->happened) {
        repl_put_event(r, e->happened);
    }
    if (halt == HALT_DONE && e->view) {
        put_cycle(r, e->view);
    }
    return repl_stopped(r, halt);
}
