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
#include "debug_stride_parts.h"
#include "machine/watch.h"

enum { FRAMES_MOST = 1 << 16, LINK = 1, REGISTER_SP = 2, ALTERNATE_LINK = 5 };

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

void stride_push(struct stride *w, bool called, struct position call)
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
    stride_push(w, true, w->last_trap);
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

bool stride_is_link(unsigned reg)
{
    return reg == LINK || reg == ALTERNATE_LINK;
}

/* The instruction is about to be executed, and will be: none of these fails. */
static void follow(struct stride *w, const struct insn *in)
{
    if ((in->op == OP_jal || in->op == OP_jalr) && stride_is_link(in->rd)) {
        stride_push(w, true, debug_now(w->debugger));
    } else if ((in->op == OP_jalr && in->rd == 0 && stride_is_link(in->rs1)) || in->op == OP_mret) {
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
            stride_note(w);
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

void stride_listen(struct stride *w)
{
    struct debugger *d = w->debugger;
    w->dirty = true;
    w->observer =
        (struct observer){.context = w, .insn = on_insn, .trap = on_trap, .mret = on_mret};
    flow_open(&w->flow, &d->session, on_flow, w);
    observer_add(d->session.machine, &w->observer);
}

void stride_listen_no_more(struct stride *w)
{
    observer_remove(w->debugger->session.machine, &w->observer);
    flow_close(&w->flow);
}

static enum halt stride_forward(struct stride *w)
{
    struct debugger *d = w->debugger;
    watch_begin(d, NULL);
    stride_listen(w);
    enum halt halt = debug_advance(d, position_never);
    stride_listen_no_more(w);
    watch_end(d);
    return halt == HALT_POINT && w->stopped && d->points.hit == 0 ? HALT_DONE : halt;
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
