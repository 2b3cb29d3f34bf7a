/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine runs at the front panel's command, until something stops it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/cause.h"
#include "repl.h"

/* Between slices the outside world is looked at. Waiting passes cycles and no instructions. */
enum { SLICE = 100 * 1000, SLICE_CYCLES = 100 * SLICE, STEPS_MOST = INT32_MAX };

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
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

void repl_run_open(struct repl *r)
{
    struct sigaction old;
    size_t size = r->debugger->session.guest_count * sizeof *r->told;
    r->told = memset(xmalloc(size), 0, size);
    r->before = r->debugger->session.machine->hart;
    if (r->interactive) {
        catch_interrupt(&old);
    }
}

void repl_run_close(struct repl *r)
{
    free(r->told);
}

static bool is_final(enum stop_reason stop)
{
    return stop == STOP_EXIT || stop == STOP_RESET || stop == STOP_TRAP_LOOP || stop == STOP_HTIF;
}

static bool check_running(struct repl *r)
{
    return !is_final(r->debugger->session.machine->stop) ||
           repl_error(r, "the machine has stopped for good; `quit` leaves");
}

/* Say how guests have ended that have ended since. */
static void tell_ends(struct repl *r, bool all)
{
    const struct session *s = &r->debugger->session;
    for (unsigned i = 0; i < s->guest_count; i++) {
        bool ended = all || session_party(s, i)->stopped;
        if (ended && !r->told[i]) {
            fprintf(r->out, "%s: %s\n", layer_name(s, i + 1), session_outcome(s, i).text);
            r->told[i] = true;
        }
    }
}

/* Of the configuration. They stop the machine once, and people may go on. */
static bool limits_reached(const struct repl *r)
{
    const struct machine *m = r->debugger->session.machine;
    const struct config_limits *l = &r->debugger->config.limits;
    return !r->limits_passed && ((l->instructions && m->instructions >= l->instructions) ||
                                 (l->cycles && m->cycles >= l->cycles));
}

static uint64_t bounded(const struct repl *r, uint64_t next, uint64_t limit)
{
    return r->limits_passed || limit == 0 || next < limit ? next : limit;
}

static enum stop_reason run_slice(struct repl *r)
{
    struct machine *m = r->debugger->session.machine;
    const struct config_limits *l = &r->debugger->config.limits;
    struct run_limit limit = {
        .instructions = bounded(r, m->instructions + SLICE, l->instructions),
        .cycles = bounded(r, m->cycles + SLICE_CYCLES, l->cycles),
    };
    enum stop_reason stop = machine_run(m, limit);
    if (r->interactive) {
        fflush(r->debugger->session.console.out);
    }
    return stop;
}

/* Say why the machine stands, unless a number of steps has simply been done. */
static bool tell_stop(struct repl *r, enum stop_reason stop, bool stopped_by_key)
{
    if (is_final(stop)) {
        tell_ends(r, true);
        return true;
    }
    tell_ends(r, false);
    if (r->hit) {
        fprintf(r->out, "breakpoint %u\n", r->hit);
    } else if (stop == STOP_IDLE) {
        fputs("all wait for an interrupt, and none can come; `input` may wake somebody\n", r->out);
    } else if (stopped_by_key) {
        fputs("interrupted\n", r->out);
    } else if (limits_reached(r)) {
        fputs("the configured limit is reached; `continue` goes on beyond it\n", r->out);
        r->limits_passed = true;
    }
    repl_show_stop(r);
    return !stopped_by_key || r->interactive || repl_error(r, "interrupted");
}

static bool finish(struct repl *r, enum stop_reason stop)
{
    bool stopped_by_key = repl_interrupted();
    console_flush(&r->debugger->session.console);
    console_end_line(&r->debugger->session.console);
    bool ok = tell_stop(r, stop, stopped_by_key);
    r->before = r->debugger->session.machine->hart;
    return ok;
}

/* A script is the program's only while the machine runs: at other times Ctrl-C ends it. */
static bool guarded(struct repl *r, enum stop_reason (*run)(struct repl *, uint32_t), uint32_t n)
{
    struct sigaction old;
    repl_break_resume(r);
    interrupted = 0;
    catch_interrupt(&old);
    enum stop_reason stop = run(r, n);
    bool ok = finish(r, stop);
    sigaction(SIGINT, &old, NULL);
    return ok;
}

static enum stop_reason run_on(struct repl *r, uint32_t n)
{
    (void)n;
    enum stop_reason stop;
    do {
        stop = run_slice(r);
    } while (stop == STOP_LIMIT && !interrupted && !limits_reached(r));
    r->traps = 0;
    return stop;
}

static enum stop_reason run_steps(struct repl *r, uint32_t n)
{
    enum stop_reason stop = STOP_LIMIT;
    for (uint32_t i = 0; i < n && stop == STOP_LIMIT && !interrupted; i++) {
        r->traps = 0;
        stop = machine_step(r->debugger->session.machine);
    }
    return stop;
}

bool repl_continue(struct repl *r, char *args)
{
    return repl_no_more(r, args) && check_running(r) && guarded(r, run_on, 0);
}

bool repl_step(struct repl *r, char *args)
{
    uint32_t n = 1;
    const char *word = repl_word(&args);
    if (!repl_no_more(r, args) || (word && !repl_count(r, word, STEPS_MOST, &n)) ||
        !check_running(r)) {
        return false;
    }
    return guarded(r, run_steps, n);
}
