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

struct position {
    uint64_t instructions, traps;
};

/* Less than 0, 0 or more: whether a is earlier than b, the same, or later. */
int position_compare(struct position a, struct position b);

/* The session at an instant. */
struct checkpoint {
    struct position at;
    uint64_t cycles;
    struct snapshot machine;
    struct archive rest; /* ledger, consoles */
};

/* What came from outside: input, or a change by hand, of which `after` is the result. */
struct journal_entry {
    struct position at;
    uint64_t cycles;
    unsigned vm;
    uint8_t *bytes; /* null: a change */
    size_t count;
    struct checkpoint *after;
};

struct history {
    struct checkpoint **checkpoints; /* in order of time; the first is the beginning */
    size_t count;
    struct journal_entry *journal;      /* in order of time */
    size_t journal_count, journal_next; /* next: the first that is still to come */
    struct position frontier;           /* the latest moment that has been lived through */
    uint64_t traps;                     /* taken since the beginning */
};

#endif
