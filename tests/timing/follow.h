/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A machine is stepped, and the walked pipeline (walk.h) gets a record of each step, made from
 * outside: registers and translations before it, counters and the trap's CSRs after it. After every
 * step both models of time must have come to the same cycles, and the same stalls of every cause.
 *
 * The machine is the caller's; it must run on the plain core, and from its beginning.
 */
#ifndef TESTS_TIMING_FOLLOW_H
#define TESTS_TIMING_FOLLOW_H

#include "machine/machine.h"
#include "tests/timing/walk.h"

enum { FOLLOW_TEXT = 512 };

/* What the machine's own model had come to after a step. */
struct follow_mark {
    uint32_t pc, word;
    struct walk_cost total;
};

struct follow {
    struct machine *m;
    struct walk walk;
    struct follow_mark mark[WALK_IN_FLIGHT]; /* by number of the record */
    uint64_t compared;                       /* records */
    bool differs;
    char text[FOLLOW_TEXT]; /* how, for the first that differs */
};

/* f must stay where it is. False if there is no memory; follow_close() in either case. */
bool follow_open(struct follow *f, struct machine *m);
void follow_close(struct follow *f);

/* Step the machine. STOP_NONE: it goes on; otherwise why not. */
enum stop_reason follow_step(struct follow *f);

/* Step until the machine stops, or has retired so many instructions, or there is a difference. */
enum stop_reason follow_run(struct follow *f, uint64_t instructions);

/* The end: whether all that was in flight is the same as well. Nothing may be stepped after it. */
bool follow_end(struct follow *f);

#endif
