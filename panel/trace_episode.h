/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An episode: the way from an instruction of a guest's user mode that traps until user mode of the
 * same VM goes on; and the figure that is made of it, a table with a column for each who acts.
 */
#ifndef PANEL_TRACE_EPISODE_H
#define PANEL_TRACE_EPISODE_H

#include "trace_stays.h"

enum episode_kind {
    EPISODE_CALL,
    EPISODE_MISS,   /* of the TLB, which the guest gets to know */
    EPISODE_HIDDEN, /* which it does not */
    EPISODE_INTERRUPT,
    EPISODE_OTHER /* none that can be asked for */
};

enum { EPISODE_MOST = 20 * 1000 }; /* events that are kept of one */

enum episode_state { EPISODE_AHEAD, EPISODE_COMPLETE, EPISODE_TOO_LONG };

/* A VM that may be in an episode. */
struct episode_vm {
    bool open, entered;
    enum episode_kind kind;
    uint64_t start;             /* number of its first event among all */
    struct trace_record entry;  /* how its user mode was last entered, if `entered` */
    struct trace_record before; /* and how that in which the episode began, if `begun` */
    bool begun;
};

struct episode {
    enum episode_kind wanted;
    uint64_t number;       /* from 1: the so manieth of that kind, in the order in which they end */
    unsigned wanted_layer; /* or LAYER_NONE: of whichever VM */
    enum episode_state state;
    uint64_t found;            /* of that kind so far */
    struct episode_vm *vms;    /* by layer */
    struct trace_record *last; /* the last EPISODE_MOST events, in a ring */
    uint64_t total;            /* of events so far */
    /* the one that was wanted, once it is complete */
    unsigned layer;               /* VM whose it is */
    struct trace_record *records; /* from the trap to the return */
    size_t count;
    bool begun; /* `entry` is how user mode was entered in which it begins */
    struct trace_record entry;
    /* what follows: up to `sequel_cycles`, so many instructions were completed after it */
    uint64_t sequel_cycles, sequel_instructions;
};

/* "syscall", "miss:3": false if it is none. */
bool episode_named(const char *text, enum episode_kind *kind, uint64_t *number);

void episode_open(struct episode *e, const struct trace *t, enum episode_kind kind, uint64_t number,
                  unsigned layer);
void episode_free(struct episode *e);

/* An event; whether that was the last of the episode, or of what can be kept of it. */
bool episode_event(struct episode *e, const struct trace *t, const struct trace_record *r);

/* Its stays once more, from that in user mode on; the one that is open in the end is in user mode.
 */
void episode_stays(const struct episode *e, const struct trace *t, struct stays *s,
                   void (*take)(void *context, const struct stay *s, const struct trace_record *r),
                   void *context);

/* --- the figure --- */

enum actor { ACTOR_PROCESS, ACTOR_HARDWARE, ACTOR_SYSTEM, ACTOR_MONITOR, ACTORS };

/* What was done, by each who did something. */
struct figure_row {
    uint64_t cycle; /* at which it began */
    char *cell[ACTORS];
};

struct figure_rows {
    const struct trace *trace;
    const struct episode *episode;
    bool hardware; /* its actions are told, by themselves */
    bool full;     /* a row for each privileged instruction */
    uint64_t now;  /* cycle of the rows that are added */
    struct figure_row *row;
    unsigned count;
};

void figure_rows_make(struct figure_rows *r, const struct trace *t, const struct episode *e,
                      bool hardware, bool full);
void figure_rows_free(struct figure_rows *r);

/* A table: of the columns, those that are bits of `columns`. */
struct figure {
    const char *title, *note; /* a line above and text below, or null */
    const char *const *heads; /* by column */
    unsigned columns;         /* bits */
    bool numbered;
    bool timed;      /* with a column of cycles, */
    uint64_t origin; /* counted from this one */
    const struct figure_row *rows;
    unsigned count;
};
void figure_text(const struct figure *f, FILE *out);
void figure_markdown(const struct figure *f, FILE *out);

/* The title of an episode's figure, in new memory. */
char *episode_title(const struct episode *e, const struct trace *t);

#endif
