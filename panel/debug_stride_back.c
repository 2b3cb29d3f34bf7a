/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strides backward: a stretch of the past is executed again, with a look at each instruction, until
 * it is known where the last one has begun. Where that is long ago, a call is what led here, and
 * is found by itself: debug_call.c.
 */
#include <stdlib.h>

#include "debug_stride_parts.h"

/* --- what is noted --- */

/* What the first row of all began with may be before what is looked at. */
static void extend(struct row_of *row, const struct row_of *r, bool cut)
{
    if (!row_same(row, r)) {
        *row = *r;
        row->cut = cut;
    }
}

void stride_note(struct stride *w)
{
    struct debugger *d = w->debugger;
    struct row_of r = row_now(d, w->context.layer, d->session.machine->hart.pc);
    struct frame *top = &w->frames[w->count - 1];
    extend(&w->row, &r, !w->some);
    extend(&top->row, &r, !top->some && !top->called);
    w->some = top->some = true;
    w->last = top->last = debug_now(d);
}

/* --- what was found --- */

static void begin_stretch(void *context, struct debugger *d)
{
    struct stride *w = context;
    w->count = 0;
    w->some = false;
    w->row = (struct row_of){.some = false};
    w->last_trap = debug_now(d);
    w->beginning = position_compare(debug_now(d), d->history.checkpoints[0]->at) == 0;
    stride_push(w, false, debug_now(d));
    stride_listen(w);
}

static bool go_to(struct stride *w, struct position at)
{
    w->start = at;
    return true;
}

/* To the start of the line that runs, or if that is here, of the one before. */
static bool line_found(struct stride *w, const struct row_of *row)
{
    return row->some && (!row->cut || w->beginning) && go_to(w, row->start);
}

/* Whether what was noted up to now says where to go; then w->start is that. */
static bool stretch_found(void *context, struct debugger *d)
{
    (void)d;
    struct stride *w = context;
    const struct frame *top = &w->frames[w->count - 1];
    const struct frame *caller = w->count > 1 ? top - 1 : NULL;
    stride_listen_no_more(w);
    switch (w->goal) {
    case STRIDE_FRAME:
        return top->called && go_to(w, top->call);
    case STRIDE_INSTRUCTION:
        if (!w->over) {
            return w->some && go_to(w, w->last);
        }
        return top->some ? go_to(w, top->last) : top->called && go_to(w, top->call);
    case STRIDE_LINE:
        break;
    }
    if (!w->over) {
        return line_found(w, &w->row);
    }
    if (top->some || !top->called) {
        return line_found(w, &top->row);
    }
    return caller && caller->row.some ? line_found(w, &caller->row) : go_to(w, top->call);
}

/* How far is looked, instruction by instruction, before calls are looked for by themselves. */
#define NEAR_BY (UINT64_C(20) * 1000 * 16 * 16)

static bool find_near(struct stride *w, uint64_t most)
{
    struct search s = {w, begin_stretch, stretch_found, true, most};
    return debug_search_back(w->debugger, &s);
}

/* Whether what was executed last, in the context, has returned to here. */
static bool has_returned(struct stride *w)
{
    struct debugger *d = w->debugger;
    struct position here = debug_now(d);
    uint32_t word = 0;
    debug_be_at(d, w->last);
    struct place at = {.layer = w->context.layer, .address = d->session.machine->hart.pc};
    debug_read(d, &at, ACCESS_FETCH, 4, &word);
    struct insn in = isa_decode(word, d->session.machine->config.variant);
    debug_be_at(d, here);
    return in.op == OP_jalr && in.rd == 0 && stride_is_link(in.rs1);
}

/* From a call, where a line's last instruction is, to the line's beginning. */
static void go_to_beginning(struct stride *w)
{
    struct debugger *d = w->debugger;
    debug_be_at(d, w->start);
    struct row_of call = row_now(d, w->context.layer, d->session.machine->hart.pc);
    debug_stride(d, BACKWARD, STRIDE_INSTRUCTION, true);
    struct row_of before = row_now(d, w->context.layer, d->session.machine->hart.pc);
    if (row_same(&call, &before)) {
        debug_be_at(d, w->start);
        debug_stride(d, BACKWARD, STRIDE_LINE, true);
        w->start = debug_now(d);
    }
}

/*
 * The row that has gone on since before what was looked at, or the one that was gone from into a
 * call: by what was executed in the frame before.
 */
static bool find_row(struct stride *w)
{
    struct debugger *d = w->debugger;
    const struct frame top = w->frames[w->count - 1];
    struct position here = debug_now(d);
    debug_be_at(d, top.some ? top.row.start : here);
    enum halt halt = debug_stride(d, BACKWARD, STRIDE_INSTRUCTION, true);
    if (halt != HALT_DONE) {
        debug_be_at(d, here);
        if (halt == HALT_KEY) {
            debug_interrupt(d);
        }
        return false;
    }
    struct row_of before = row_now(d, w->context.layer, d->session.machine->hart.pc);
    if (top.some && !row_same(&before, &top.row)) {
        w->start = top.row.start;
    } else {
        w->start = debug_now(d);
        go_to_beginning(w);
    }
    return true;
}

/* By the call: of the frame, or of what was called in it. */
static bool find_call(struct stride *w)
{
    switch (w->goal) {
    case STRIDE_FRAME:
        return debug_caller(w->debugger, &w->context, &w->start);
    case STRIDE_INSTRUCTION:
        return w->over && w->some && has_returned(w) &&
               debug_call_before(w->debugger, &w->context, &w->start);
    case STRIDE_LINE:
        break;
    }
    return w->over && w->some && find_row(w);
}

enum halt stride_back(struct stride *w)
{
    struct debugger *d = w->debugger;
    enum halt halt = HALT_DONE;
    w->past = true;
    bool found = find_near(w, NEAR_BY);
    found = found || (!d->interrupted && find_call(w));
    found = found || (!d->interrupted && find_near(w, UINT64_MAX / 32));
    if (found) {
        debug_be_at(d, w->start);
    } else if (d->interrupted) {
        d->interrupted = false;
        halt = HALT_KEY;
    } else {
        debug_be_at(d, d->history.checkpoints[0]->at);
        halt = HALT_BEGINNING;
    }
    free(w->frames);
    return halt;
}
