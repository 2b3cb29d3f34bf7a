/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the debugger remembers: checkpoints of the session, dense near where it stands and sparser
 * further back, and a journal of what came from outside. Any earlier moment is had again by going
 * to the last checkpoint before it and executing on.
 *
 * A moment is told by the instructions completed and the traps taken: one of both goes on with each
 * step. Waiting belongs to the step after it.
 */
#ifndef PANEL_DEBUG_HISTORY_H
#define PANEL_DEBUG_HISTORY_H

#include "machine/state.h"
#include "session.h"

struct debugger;

struct position {
    uint64_t instructions, traps;
};

static const struct position position_never = {UINT64_MAX, UINT64_MAX};

/* Less than 0, 0 or more: whether a is earlier than b, the same, or later. */
int position_compare(struct position a, struct position b);

/* Steps from the beginning. */
uint64_t position_steps(struct position p);

/* The session at an instant. */
struct checkpoint {
    struct position at;
    size_t journal_next;
    struct snapshot machine;
    struct archive rest; /* ledger, consoles */
    uint64_t pages;      /* that it holds and the one before it does not */
};

/* What came from outside: bytes typed, or a change by hand, which left `after`. */
struct journal_entry {
    struct position at;
    uint64_t cycles; /* where that is in a wait */
    unsigned vm;
    uint8_t *bytes; /* null: a change */
    size_t count;
    struct checkpoint *after;
};

struct history {
    struct checkpoint **checkpoints; /* in order of time; the first is the beginning */
    size_t count;
    uint64_t pages;                     /* that they hold, in all */
    struct journal_entry *journal;      /* in order of time */
    size_t journal_count, journal_next; /* next: the first that is still to come */
    struct position frontier;           /* the latest moment that has been lived through */
    uint64_t traps;                     /* taken since the beginning */
    bool peeking;                       /* what happens is not to have happened */
    uint64_t due;                       /* instructions at which another checkpoint is wanted */
};

/* Begin at the moment at which d's session is: false after debug_error(), for want of memory. */
bool history_begin(struct debugger *d);
void history_end(struct debugger *d);

/* Take a checkpoint, if one is due here. */
void history_advance(struct debugger *d);

/* The last checkpoint before `at`, or at it; the first if there is none. */
const struct checkpoint *history_before(const struct debugger *d, struct position at);

/* Put the session back to it. */
void history_put_back(struct debugger *d, const struct checkpoint *c);

/* What the journal has for this moment happens now; and when the next entry is due. */
void history_repeat(struct debugger *d);
struct position history_next_entry(const struct debugger *d, uint64_t *cycles);

/* What was to come is forgotten. */
void history_forget_future(struct debugger *d);

/* Write down what is typed now, or that the state has just been changed. */
void history_typed(struct debugger *d, unsigned vm, const uint8_t *bytes, size_t count);
void history_changed(struct debugger *d);

#endif
