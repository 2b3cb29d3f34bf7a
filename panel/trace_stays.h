/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stays: who executes instructions from when to when. At each instant one does: a VM, in one of its
 * virtual modes, or the machine's monitor. (What a monitor in a VM does is that VM's, in supervisor
 * mode.) A supervisor that is interpreted stays, too, though the monitor executes.
 */
#ifndef PANEL_TRACE_STAYS_H
#define PANEL_TRACE_STAYS_H

#include "trace.h"

struct stay {
    unsigned layer;
    bool supervisor; /* true of a monitor */
    bool interpreted;
    uint64_t from, to;              /* cycles */
    uint64_t instructions, started; /* executed, or interpreted; count at its beginning */
    const struct image *names;
    uint32_t pc;             /* where it begins; 0 of the machine's monitor */
    bool does;               /* of the monitor: */
    struct trace_record did; /* what it did that mattered most */
};

/* What begins a stay: the events are those of level 0. */
struct stays {
    const struct trace *trace;
    struct stay open;
    uint64_t last, last_instructions; /* of the last event of level 0 */
    /* A stay has ended with r, or, r being null, with the trace. */
    void (*take)(void *context, const struct stay *s, const struct trace_record *r);
    void *context;
};

void stays_open(struct stays *s, const struct trace *t,
                void (*take)(void *context, const struct stay *s, const struct trace_record *r),
                void *context);
void stays_event(struct stays *s, const struct trace_record *r);
void stays_close(struct stays *s);

/* Where the hart goes on after a trap. */
uint32_t trace_handler(const struct trace_record *trap);

/* In a few words, what a stay was: a symbol, or what the monitor did. */
struct trace_text stay_name(const struct trace *t, const struct stay *s);

/* --- those who listen to stays and events --- */

/* A trap of the hardware's: it ended a stay of a layer, in a mode. */
struct chrome_trap {
    bool told; /* the stay took time, and so has been told */
    bool supervisor;
    unsigned layer;
    uint64_t cycles;
};

struct chrome {
    const struct trace *trace;
    FILE *out;
    struct stays stays;
    struct chrome_vm *vms; /* by layer */
    struct chrome_trap trap;
    uint64_t flows;
    bool begun;
};
void chrome_open(struct chrome *c, const struct trace *t, FILE *out);
void chrome_event(struct chrome *c, const struct trace_record *r);
void chrome_close(struct chrome *c);

void trace_json_open(const struct trace *t, FILE *out);
void trace_json_event(const struct trace *t, const struct trace_record *r, bool first, FILE *out);
void trace_json_close(FILE *out);

#endif
