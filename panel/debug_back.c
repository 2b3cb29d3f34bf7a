/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The debugger goes back: to the last checkpoint before where it is to be, and on from there. What
 * is looked for in the past is looked for forwards, in one stretch after the other, the latest
 * first: the last that is found in a stretch is the one.
 */
#include "debug_run.h"

/* Ctrl-C is not heeded on the way, which would leave the session somewhere. */
static void advance_to(struct debugger *d, struct position at)
{
    bool interrupted = false;
    while (debug_advance(d, at) == HALT_KEY) {
        interrupted = true;
    }
    if (interrupted) {
        debug_interrupt(d);
    }
}

void debug_be_at(struct debugger *d, struct position at)
{
    history_put_back(d, history_before(d, at));
    advance_to(d, at);
}

static uint64_t now(const struct debugger *d)
{
    return position_steps(debug_now(d));
}

/*
 * How many of the steps are traps is known only for now and for checkpoints: no more than now. So
 * the last stretch, as long as the traps between, is done step by step.
 */
void debug_be_at_step(struct debugger *d, uint64_t steps)
{
    struct history *h = &d->history;
    uint64_t traps = h->traps;
    size_t i = h->count - 1;
    while (i > 0 && position_steps(h->checkpoints[i]->at) > steps) {
        i--;
    }
    history_put_back(d, h->checkpoints[i]);
    if (steps > traps && steps - traps > d->session.machine->instructions) {
        advance_to(d, (struct position){steps - traps, 0});
    }
    while (now(d) < steps) {
        struct position next = debug_now(d);
        next.traps++;
        advance_to(d, next);
    }
}

enum halt debug_steps_back(struct debugger *d, uint64_t count)
{
    uint64_t first = position_steps(d->history.checkpoints[0]->at);
    bool beyond = now(d) - first < count;
    debug_be_at_step(d, beyond ? first : now(d) - count);
    return beyond ? HALT_BEGINNING : HALT_DONE;
}

/* --- looking for something --- */

/* The shortest stretch, by how much each is longer than the one after it, and the longest. */
enum { SHORTEST = 20 * 1000, GROWTH = 16, LONGEST = SHORTEST * GROWTH * GROWTH * GROWTH };

/* Where the stretch of so many instructions before `end` begins; a checkpoint before it, at most.
 */
static struct position stretch_before(const struct debugger *d, struct position end,
                                      uint64_t length)
{
    struct position from = {end.instructions > length ? end.instructions - length : 0, 0};
    struct position last = end.traps > 0 ? (struct position){end.instructions, end.traps - 1}
                                         : (struct position){end.instructions - 1, UINT64_MAX};
    const struct checkpoint *c = history_before(d, last);
    return position_compare(c->at, from) > 0 ? c->at : from;
}

/* Execute from one moment to another, observed. False if interrupted. */
static bool look(struct debugger *d, const struct search *s, struct position from,
                 struct position to)
{
    debug_be_at(d, from);
    s->watch(s->context, d);
    return debug_advance(d, to) != HALT_KEY;
}

/* Where a stretch begins that ends at the present. */
static struct position whole_before(struct position here, struct position first, uint64_t length)
{
    struct position from = {here.instructions > length ? here.instructions - length : 0, 0};
    return position_compare(first, from) > 0 ? first : from;
}

bool debug_search_back(struct debugger *d, const struct search *s)
{
    struct position here = debug_now(d);
    struct position first = d->history.checkpoints[0]->at;
    struct position end = here;
    uint64_t most = s->whole ? s->most : LONGEST;
    for (uint64_t length = SHORTEST; position_compare(end, first) > 0;) {
        struct position from =
            s->whole ? whole_before(here, first, length) : stretch_before(d, end, length);
        bool looked = look(d, s, from, s->whole ? here : end);
        bool found = s->found(s->context, d);
        if (looked && found) {
            return true;
        }
        if (!looked || (s->whole && length >= most)) {
            debug_be_at(d, here);
            if (!looked) {
                debug_interrupt(d);
            }
            return false;
        }
        length = length < most ? length * GROWTH : length;
        end = from;
    }
    debug_be_at(d, here);
    return false;
}

/* --- the last hit of a point --- */

static void watch_points(void *context, struct debugger *d)
{
    watch_past(d, context);
}

static bool hit_found(void *context, struct debugger *d)
{
    (void)context;
    watch_end(d);
    return d->points.found;
}

static bool has_points(const struct points *p)
{
    for (unsigned i = 0; i < p->count; i++) {
        if (p->item[i].enabled) {
            return true;
        }
    }
    return false;
}

/* What was found is what stopped the machine, and there it is to be. */
enum halt debug_go_back(struct debugger *d, const struct event_wanted *wanted)
{
    struct search s = {(void *)wanted, watch_points, hit_found, false, 0};
    d->points.hit = 0;
    if ((wanted || has_points(&d->points)) && debug_search_back(d, &s)) {
        debug_be_at(d, d->points.found_at);
        return HALT_POINT;
    }
    if (d->interrupted) {
        d->interrupted = false;
        return HALT_KEY;
    }
    debug_be_at(d, d->history.checkpoints[0]->at);
    return HALT_BEGINNING;
}
