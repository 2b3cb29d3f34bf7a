/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going by lines, instructions and frames of one context: what runs in one layer, virtual mode and
 * address space. All else that the machine does meanwhile is passed over, traps and machine
 * switches included.
 *
 * Frames are those of calls (jal, jalr that link) and returns [Unpriv 2.5.1], and of traps that are
 * delivered to the context and mret. Forward, it is enough to count them; backward, those of a
 * stretch of the past are kept, until it is known which of them belong to now.
 */
#include <stdlib.h>

#include "debug_context.h"
#include "debug_run.h"
#include "machine/watch.h"

/* What is known of a frame that was entered, or gone on with, in the past that was looked at. */
struct frame {
    bool called; /* from `call`, else that was before */
    struct position call;
    bool some; /* boundaries, the last of which is `last` */
    struct position last;
    struct row_of row;
};

enum { FRAMES_MOST = 1 << 16, LINK = 1, REGISTER_SP = 2, ALTERNATE_LINK = 5 };

struct stride {
    struct debugger *debugger;
    struct observer observer;
    struct flow flow;
    enum stride_goal goal;
    bool over;
    struct context context;
    bool dirty, inside; /* inside: the context runs; dirty: to be found out again */
    struct position start;
    struct row_of from; /* the line to leave */
    int64_t depth;      /* calls less returns since the start */
    bool stopped;
    bool skipping; /* a call of no interest, up to where and with which sp it returns */
    uint32_t return_to, stack;
    /* backward */
    bool past;
    bool beginning;       /* what is looked at is all that there is */
    struct frame *frames; /* the last one runs */
    size_t count;
    struct position last_trap;
    bool some;
    struct position last; /* of the context, whichever frame */
    struct row_of row;
};

/* --- who runs --- */

static bool is_inside(struct stride *w)
{
    if (w->dirty) {
        struct context now = context_now(w->debugger);
        w->inside = context_same(&now, &w->context);
        w->dirty = false;
    }
    return w->inside;
}

/* --- frames --- */

static void push(struct stride *w, bool called, struct position call)
{
    w->depth++;
    if (w->past && w->count < FRAMES_MOST) {
        w->frames = xrealloc(w->frames, (w->count + 1) * sizeof *w->frames);
        w->frames[w->count++] = (struct frame){.called = called, .call = call};
    }
}

static void pop(struct stride *w)
{
    w->depth--;
    if (w->past && w->count > 1) {
        w->count--;
    } else if (w->past) {
        w->frames[0] = (struct frame){.called = false};
    }
}

static void enter_handler(struct stride *w, bool nested)
{
    if (!nested && w->past) {
        w->count = 0;
    }
    push(w, true, w->last_trap);
}

/* Control goes back to what the frame was left for, which may not be fetched at once. */
static bool has_gone_back(const struct stride *w, const struct flow_event *e)
{
    return !w->past && w->depth < 0 &&
           (e->layer == w->context.layer || w->context.layer == LAYER_MONITOR);
}

static void on_flow(void *context, const struct flow_event *e)
{
    struct stride *w = context;
    const struct session *s = &w->debugger->session;
    bool ours = e->layer == w->context.layer && w->context.supervisor;
    if (e->kind == FLOW_TRAP && ours) {
        w->last_trap = debug_now(w->debugger);
        w->last_trap.traps -= w->last_trap.traps > 0;
    }
    if (e->kind == FLOW_RETURN && has_gone_back(w, e)) {
        w->stopped = true;
        machine_stop(s->machine);
    }
    if (w->skipping) {
        return; /* its handlers return before it does */
    }
    bool delivered =
        s->monitored ? e->kind == FLOW_REFLECT || e->kind == FLOW_INTERRUPT : e->kind == FLOW_TRAP;
    if (delivered && ours) {
        enter_handler(w, e->supervisor);
    }
}

static bool is_link(unsigned reg)
{
    return reg == LINK || reg == ALTERNATE_LINK;
}

/* The instruction is about to be executed, and will be: none of these fails. */
static void follow(struct stride *w, const struct insn *in)
{
    if ((in->op == OP_jal || in->op == OP_jalr) && is_link(in->rd)) {
        push(w, true, debug_now(w->debugger));
    } else if ((in->op == OP_jalr && in->rd == 0 && is_link(in->rs1)) || in->op == OP_mret) {
        pop(w);
    }
}

/* --- forward --- */

/* The frame that was begun in has been left, and whoever it was left for runs. */
static bool has_left(struct stride *w)
{
    unsigned layer = layer_running(&w->debugger->session);
    return w->depth < 0 && (layer == w->context.layer || w->context.layer == LAYER_MONITOR);
}

static bool is_reached(struct stride *w)
{
    if (w->goal == STRIDE_FRAME || has_left(w)) {
        return has_left(w);
    }
    if (!is_inside(w) || (w->over && w->depth > 0)) {
        return false;
    }
    if (w->goal == STRIDE_INSTRUCTION || !w->from.known) {
        return true;
    }
    struct row_of r = row_now(w->debugger, w->context.layer, w->debugger->session.machine->hart.pc);
    return r.known ? !row_same(&r, &w->from) || (w->depth != 0 && r.line.is_statement)
                   : w->depth <= 0;
}

/* --- backward --- */

/* What the first row of all began with may be before what is looked at. */
static void extend(struct row_of *row, const struct row_of *r, bool cut)
{
    if (!row_same(row, r)) {
        *row = *r;
        row->cut = cut;
    }
}

static void note(struct stride *w)
{
    struct debugger *d = w->debugger;
    struct row_of r = row_now(d, w->context.layer, d->session.machine->hart.pc);
    struct frame *top = &w->frames[w->count - 1];
    extend(&w->row, &r, !w->some);
    extend(&top->row, &r, !top->some && !top->called);
    w->some = top->some = true;
    w->last = top->last = debug_now(d);
}

/* Instructions are listened to, or (while a call is skipped) only the one that it returns to. */
static void on_insn(void *context, struct machine *m, const struct insn *in);
static void on_marked(void *context, struct machine *m, const struct insn *in);

static void listen_to(struct stride *w, bool all)
{
    struct machine *m = w->debugger->session.machine;
    observer_remove(m, &w->observer);
    w->observer.insn = all ? on_insn : NULL;
    w->observer.marked = all ? NULL : on_marked;
    observer_add(m, &w->observer); /* the last one, as before */
}

/* The call that is about to be executed is of no interest: it is run at full speed. */
static void skip(struct stride *w)
{
    const struct hart *h = &w->debugger->session.machine->hart;
    w->skipping = true;
    w->return_to = h->pc + 4;
    w->stack = h->x[REGISTER_SP];
    watch_word(w->debugger->session.machine, w->return_to);
    listen_to(w, false);
}

static void on_marked(void *context, struct machine *m, const struct insn *in)
{
    struct stride *w = context;
    if (m->hart.pc == w->return_to && m->hart.x[REGISTER_SP] == w->stack && is_inside(w)) {
        w->skipping = false;
        w->depth--;
        listen_to(w, true);
        on_insn(w, m, in);
    }
}

static bool is_skipped(const struct stride *w)
{
    return !w->past && w->depth == 1 && (w->over || w->goal == STRIDE_FRAME);
}

static void on_insn(void *context, struct machine *m, const struct insn *in)
{
    struct stride *w = context;
    bool begun = position_compare(debug_now(w->debugger), w->start) > 0;
    if (!w->past && begun && is_reached(w)) {
        w->stopped = true;
        machine_stop(m);
        return;
    }
    if (is_inside(w)) {
        if (w->past) {
            note(w);
        }
        int64_t depth = w->depth;
        follow(w, in);
        if (w->depth > depth && is_skipped(w)) {
            skip(w);
        }
    }
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)m;
    (void)cause;
    (void)tval;
    struct stride *w = context;
    w->dirty = true;
}

static void on_mret(void *context, struct machine *m, enum mode to)
{
    (void)m;
    (void)to;
    struct stride *w = context;
    w->dirty = true;
}

static void listen(struct stride *w)
{
    struct debugger *d = w->debugger;
    w->dirty = true;
    w->observer =
        (struct observer){.context = w, .insn = on_insn, .trap = on_trap, .mret = on_mret};
    flow_open(&w->flow, &d->session, on_flow, w);
    observer_add(d->session.machine, &w->observer);
}

static void listen_no_more(struct stride *w)
{
    observer_remove(w->debugger->session.machine, &w->observer);
    flow_close(&w->flow);
}

static enum halt stride_forward(struct stride *w)
{
    struct debugger *d = w->debugger;
    watch_begin(d, NULL);
    listen(w);
    enum halt halt = debug_advance(d, position_never);
    listen_no_more(w);
    watch_end(d);
    return halt == HALT_POINT && w->stopped && d->points.hit == 0 ? HALT_DONE : halt;
}

/* --- backward: what was found --- */

static void begin_stretch(void *context, struct debugger *d)
{
    struct stride *w = context;
    w->count = 0;
    w->some = false;
    w->row = (struct row_of){.some = false};
    w->last_trap = debug_now(d);
    w->beginning = position_compare(debug_now(d), d->history.checkpoints[0]->at) == 0;
    push(w, false, debug_now(d));
    listen(w);
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
    listen_no_more(w);
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
    return in.op == OP_jalr && in.rd == 0 && is_link(in.rs1);
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
    if (debug_stride(d, BACKWARD, STRIDE_INSTRUCTION, true) != HALT_DONE) {
        debug_be_at(d, here);
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

static enum halt stride_back(struct stride *w)
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

enum halt debug_stride(struct debugger *d, enum direction way, enum stride_goal goal, bool over)
{
    struct stride w = {.debugger = d,
                       .goal = goal,
                       .over = over,
                       .context = context_now(d),
                       .start = debug_now(d),
                       .from = row_now(d, layer_running(&d->session), d->session.machine->hart.pc)};
    d->points.hit = 0;
    return way == FORWARD ? stride_forward(&w) : stride_back(&w);
}
