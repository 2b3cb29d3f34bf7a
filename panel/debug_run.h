/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of the debugger share that make the machine run: debug_run.c goes on, debug_back.c
 * goes back, debug_stride.c goes by lines and frames, debug_watch.c observes. Only these include
 * it.
 */
#ifndef PANEL_DEBUG_RUN_H
#define PANEL_DEBUG_RUN_H

#include "debug.h"
#include "debug_context.h"

/*
 * Execute up to `until`, whatever it takes: input that was typed then and changes made by hand come
 * again. HALT_DONE there; sooner for the other reasons, HALT_POINT if an observer stopped it.
 */
enum halt debug_advance(struct debugger *d, struct position until);

/* Be at a moment that has been lived through: exactly `at`, or the one after so many steps. */
void debug_be_at(struct debugger *d, struct position at);
void debug_be_at_step(struct debugger *d, uint64_t steps);

/* Back by so many steps; and to the last hit before now. */
enum halt debug_steps_back(struct debugger *d, uint64_t count);
enum halt debug_go_back(struct debugger *d, const struct event_wanted *wanted);

/*
 * Look for something in the past. All moments before now are executed again, the latest stretch
 * first; watch() is called before each, found() after it. Stretches follow each other; or (`whole`)
 * each ends at the present, and is many times as long as the one before, up to `most` instructions.
 * False: not found, or the debugger was interrupted; in either case d is where it was. True: it is
 * wherever it was left.
 */
struct search {
    void *context;
    void (*watch)(void *context, struct debugger *d);
    bool (*found)(void *context, struct debugger *d);
    bool whole;
    uint64_t most;
};
bool debug_search_back(struct debugger *d, const struct search *s);

/* --- debug_call.c: c is the context that runs --- */

/* Where the function that runs was called; where what has just returned was. False: not found. */
bool debug_caller(struct debugger *d, const struct context *c, struct position *at);
bool debug_call_before(struct debugger *d, const struct context *c, struct position *at);

/* --- debug_watch.c --- */

/*
 * Observe points (and one event more, if `wanted`) while the machine runs, and stop it at the first
 * hit; or (watch_past) only note the last one. Until watch_end().
 */
void watch_begin(struct debugger *d, const struct event_wanted *wanted);
void watch_past(struct debugger *d, const struct event_wanted *wanted);
void watch_end(struct debugger *d);

/* --- debug_watch_state.c --- */

/* The value of a point's CSR or TLB entry; 0 before a monitor shows what a VM has. */
uint64_t point_state(struct debugger *d, const struct point *p);

/*
 * Mark the pages in which a monitor keeps what it models of a point's VM: ordinary stores change
 * that, which the fast core would do. False if it is not known yet where it is.
 */
bool point_mark_kept(struct debugger *d, const struct point *p);

#endif
