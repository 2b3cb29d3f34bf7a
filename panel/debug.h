/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The debugger: a session that is run forwards and backwards, stopped at places and at events,
 * looked at and changed. It has two faces, the front panel (repl*.c) and GDB's protocol (gdb*.c);
 * it knows neither, prints nothing, and is all that they share.
 *
 * debug.c opens and closes it; debug_run.c runs it on, debug_back.c runs it back; debug_history.c
 * remembers; debug_point.c holds breakpoints, watchpoints and catchpoints; debug_place.c finds and
 * reads addresses, debug_expression.c evaluates, debug_source.c knows source lines. What happens,
 * flow.h tells.
 *
 * A function that returns bool returns false after debug_error().
 */
#ifndef PANEL_DEBUG_H
#define PANEL_DEBUG_H

#include "debug_cycle.h"
#include "debug_expression.h"
#include "debug_history.h"
#include "debug_point.h"
#include "debug_source.h"
#include "options.h"
#include "output.h"
#include "symbols.h"

struct debugger {
    struct config config;
    struct session session;
    struct output *consoles; /* files that consoles are written to, by VM */
    struct history history;
    struct points points;
    struct cycling cycling;
    struct observer traps;     /* counts them */
    struct watcher *watcher;   /* while points are observed: debug_watch.c */
    struct values values;      /* that were printed: debug_expression.h */
    struct sources sources;    /* lines: debug_source.h */
    volatile bool interrupted; /* debug_interrupt() was called */
    bool limits_passed;        /* the configured limits have stopped the machine once */
    char *error;               /* what is wrong with the last request, or null */
};

/* Keep what is wrong with a request; false, so that it can be returned. */
DIAG_FORMAT(2, 3) bool debug_error(struct debugger *d, const char *format, ...);

/*
 * Open what the options name; the input that it configures is typed. 0, or the status to give up
 * with after a message; nothing is left open then.
 */
int debug_open(struct debugger *d, const struct options *o);

/* Close it, and put the consoles' files in place: 0, or a status after a message. */
int debug_close(struct debugger *d);

/* --- running --- */

/* Why the machine stands. */
enum halt {
    HALT_DONE,     /* what was asked for has been done */
    HALT_POINT,    /* one or more points: d->points.hit says which */
    HALT_FINAL,    /* for good: it can only be gone back from here */
    HALT_IDLE,     /* all wait for an interrupt, and none can come */
    HALT_LIMIT,    /* a limit of the configuration, which stops only once */
    HALT_KEY,      /* debug_interrupt() */
    HALT_BEGINNING /* going back: nothing earlier is remembered */
};

enum direction { FORWARD, BACKWARD };

/* How far d has come. */
struct position debug_now(const struct debugger *d);

/*
 * Run. Each stops early at a point that is hit (debug_steps() and debug_goto(): at none), and for
 * every other reason of enum halt. A step is one instruction, or one trap that is taken.
 */
enum halt debug_steps(struct debugger *d, enum direction way, uint64_t count);
enum halt debug_run(struct debugger *d, enum direction way);

/* Until an event that `wanted` names has happened: see flow.h. *e is that event, if HALT_DONE. */
enum halt debug_event(struct debugger *d, enum direction way, const struct event_wanted *wanted,
                      struct flow_event *e);

/*
 * Go on in one context: what runs in this layer, virtual mode and address space, whatever traps and
 * switches come in between. Forward, points stop it; backward, none does.
 *
 * STRIDE_INSTRUCTION  to its next instruction, or the one before
 * STRIDE_LINE         to where another source line begins; backward, to where this one begins, or
 * if that is here, the one before. By instructions, where no lines are known STRIDE_FRAME until the
 * function or trap handler has returned; backward, to where it was called, or trapped
 *
 * `over`: what is called is passed over, too.
 */
enum stride_goal { STRIDE_INSTRUCTION, STRIDE_LINE, STRIDE_FRAME };
enum halt debug_stride(struct debugger *d, enum direction way, enum stride_goal goal, bool over);

/* By cycles of the pipeline, of a machine that has one: `count` of them, at least 1. */
enum halt debug_cycles(struct debugger *d, enum direction way, uint64_t count,
                       struct cycle_view *v);

/* To the first moment at which `instructions` have been completed; forward or back. */
enum halt debug_goto(struct debugger *d, uint64_t instructions);

/* Stop the machine soon: may be called by a signal's handler. */
void debug_interrupt(struct debugger *d);

/* --- changing --- */

/*
 * The state has been changed by hand: what was to come is forgotten, and going back and forth over
 * this moment finds the change again. To be called after the change.
 */
void debug_changed(struct debugger *d);

/* Type at a VM's console, now. What was to come is forgotten. */
void debug_type(struct debugger *d, unsigned vm, const uint8_t *bytes, size_t count);

/* Save the session as it is now, or go on from such a file, made of the same configuration. */
bool debug_save(struct debugger *d, const char *path);
bool debug_load(struct debugger *d, const char *path);

#endif
