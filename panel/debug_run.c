/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The debugger goes on: into what is new, or once more through what has been. */
#include "debug_run.h"

/* Between slices the outside world is looked at. Waiting passes cycles and no instructions. */
enum { SLICE = 1000 * 1000 };
#define SLICE_CYCLES (UINT64_C(100) * SLICE)

struct position debug_now(const struct debugger *d)
{
    return (struct position){d->session.machine->instructions, d->history.traps};
}

void debug_interrupt(struct debugger *d)
{
    d->interrupted = true;
}

static bool take_interrupt(struct debugger *d)
{
    bool was = d->interrupted;
    d->interrupted = false;
    return was;
}

static bool is_final(const struct machine *m)
{
    return m->stop == STOP_EXIT || m->stop == STOP_RESET || m->stop == STOP_TRAP_LOOP ||
           m->stop == STOP_HTIF;
}

/* --- how far --- */

static bool limit_reached(const struct debugger *d)
{
    const struct machine *m = d->session.machine;
    const struct config_limits *l = &d->config.limits;
    return !d->limits_passed && ((l->instructions && m->instructions >= l->instructions) ||
                                 (l->cycles && m->cycles >= l->cycles));
}

static void bound(uint64_t *limit, uint64_t other)
{
    *limit = other < *limit ? other : *limit;
}

/* Where the machine has to be looked at next, at the latest. */
static struct run_limit next_limit(const struct debugger *d, struct position until)
{
    const struct machine *m = d->session.machine;
    const struct config_limits *l = &d->config.limits;
    struct run_limit limit = {m->instructions + SLICE, m->cycles + SLICE_CYCLES};
    uint64_t cycles = 0;
    struct position entry = history_next_entry(d, &cycles);
    bound(&limit.instructions, until.instructions);
    bound(&limit.instructions, entry.instructions);
    if (position_compare(entry, debug_now(d)) == 0) {
        bound(&limit.cycles, cycles); /* it comes during a wait */
    }
    if (d->session.console.muted && !d->history.peeking) {
        bound(&limit.instructions, d->history.frontier.instructions);
    }
    if (!d->limits_passed) {
        bound(&limit.instructions, l->instructions ? l->instructions : UINT64_MAX);
        bound(&limit.cycles, l->cycles ? l->cycles : UINT64_MAX);
    }
    return limit;
}

/* --- executing --- */

/* What was said and written once is not said and written again. */
static void mute(struct debugger *d)
{
    struct console *c = &d->session.console;
    if (d->history.peeking || position_compare(debug_now(d), d->history.frontier) < 0) {
        c->muted = true;
    } else {
        console_unmute(c);
        d->history.frontier = debug_now(d);
    }
}

/* A wait that the journal ends: nothing else could, when it was typed. */
static bool wait_for_entry(struct debugger *d)
{
    uint64_t cycles;
    bool here = position_compare(history_next_entry(d, &cycles), debug_now(d)) == 0;
    if (here) {
        machine_wait(d->session.machine, cycles);
    }
    return here;
}

/* As far as can be run without a look, but one step at least. */
static enum stop_reason run_slice(struct debugger *d, struct position until)
{
    struct machine *m = d->session.machine;
    struct run_limit limit = next_limit(d, until);
    if (limit.instructions > m->instructions && limit.cycles > m->cycles) {
        return machine_run(m, limit);
    }
    return machine_step(m);
}

enum halt debug_advance(struct debugger *d, struct position until)
{
    const struct machine *m = d->session.machine;
    for (;;) {
        history_repeat(d);
        mute(d);
        if (position_compare(debug_now(d), until) >= 0) {
            return HALT_DONE;
        }
        if (is_final(m)) {
            return HALT_FINAL;
        }
        if (take_interrupt(d)) {
            return HALT_KEY;
        }
        if (limit_reached(d)) {
            return HALT_LIMIT;
        }
        if (!d->history.peeking) {
            history_advance(d);
        }
        enum stop_reason stop = run_slice(d, until);
        if (stop == STOP_REQUEST) {
            mute(d);
            return HALT_POINT;
        }
        if (stop == STOP_IDLE && !wait_for_entry(d)) {
            mute(d);
            return HALT_IDLE;
        }
    }
}

/* --- forward --- */

/* Whatever is waited for belongs to the step. */
static enum halt step_forward(struct debugger *d)
{
    struct position next = debug_now(d);
    next.traps++; /* or an instruction more, which is later still */
    return debug_advance(d, next);
}

enum halt debug_steps(struct debugger *d, enum direction way, uint64_t count)
{
    enum halt halt = HALT_DONE;
    d->points.hit = 0;
    if (way == BACKWARD) {
        return debug_steps_back(d, count);
    }
    for (uint64_t i = 0; i < count && halt == HALT_DONE; i++) {
        halt = step_forward(d);
    }
    return halt;
}

enum halt debug_goto(struct debugger *d, uint64_t instructions)
{
    uint64_t first = d->history.checkpoints[0]->at.instructions;
    struct position at = {instructions > first ? instructions : first, 0};
    d->points.hit = 0;
    if (instructions <= d->session.machine->instructions) {
        history_put_back(d, history_before(d, at));
    }
    enum halt halt = debug_advance(d, at);
    return instructions < first ? HALT_BEGINNING : halt;
}

static enum halt go_forward(struct debugger *d, const struct event_wanted *wanted)
{
    watch_begin(d, wanted);
    enum halt halt = debug_advance(d, position_never);
    watch_end(d);
    return halt;
}

enum halt debug_run(struct debugger *d, enum direction way)
{
    return way == FORWARD ? go_forward(d, NULL) : debug_go_back(d, NULL);
}

enum halt debug_event(struct debugger *d, enum direction way, const struct event_wanted *wanted,
                      struct flow_event *e)
{
    enum halt halt = way == FORWARD ? go_forward(d, wanted) : debug_go_back(d, wanted);
    if (halt == HALT_POINT && d->points.hit == 0) { /* none of the points: what was wanted */
        *e = d->points.event;
        return HALT_DONE;
    }
    return halt;
}
