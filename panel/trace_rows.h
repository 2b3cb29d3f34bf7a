/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of a figure's making share: trace_legs.c divides an episode among those who act,
 * trace_words.c says what each did, trace_rows.c makes rows of it. Only these include it.
 */
#ifndef PANEL_TRACE_ROWS_H
#define PANEL_TRACE_ROWS_H

#include "diag.h"
#include "trace_episode.h"

/* A stay, and the events from its first one on, the one that ends it included. */
struct leg {
    struct stay stay;
    size_t first, count; /* of the episode's records */
};

struct legs {
    const struct episode *episode;
    struct leg *item;
    size_t count, capacity, next; /* next: record that belongs to nobody yet */
};

/* --- trace_legs.c --- */

/* In new memory. */
void legs_find(struct legs *g, const struct trace *t, const struct episode *e);

/* Whose a stay is: a monitor's that the episode's VM is in, at some depth; its own supervisor's. */
bool leg_is_monitors(const struct figure_rows *r, const struct leg *g);
bool leg_is_system(const struct figure_rows *r, const struct leg *g);

/* The event that ended it, if a trap did; if a return did. */
const struct trace_record *leg_trap(const struct figure_rows *r, const struct leg *g);
const struct trace_record *leg_return(const struct figure_rows *r, const struct leg *g);

/* The last stay of those that begin at g and are one row: the same VM, helped on its way. */
const struct leg *leg_run(const struct figure_rows *r, const struct leg *g, const struct leg *end);

/* --- trace_words.c --- */

/* Sentences, one a line. */
struct words {
    char *text; /* or null */
};

DIAG_FORMAT(2, 3) void words_say(struct words *w, const char *format, ...);

struct count {
    char text[64];
};
struct count words_count(uint64_t n, const char *what);

/* An address with its name; of an event, the one where it happened. */
struct trace_text words_place(const struct image *names, uint32_t pc);
struct trace_text words_place_of(const struct trace_record *r);

/* What a trap is, to the one who traps. */
void words_trap(const struct figure_rows *r, struct words *w, const struct trace_record *trap,
                bool process);

/* Which monitor speaks, if there are several. */
void words_who(const struct figure_rows *r, const struct leg *g, struct words *w);

/* What a monitor does in one stay. */
void words_visit(const struct figure_rows *r, const struct leg *g, struct words *w);

#endif
