/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points, observed while the machine runs. A breakpoint stops it before the instruction; all others
 * after the step in which what they wait for has happened. In the past nothing is stopped: the last
 * hit is noted, with the moment before its step.
 */
#include <stdlib.h>
#include <string.h>

#include "debug_expression.h"
#include "debug_run.h"
#include "machine/watch.h"

/*
 * An instruction at a breakpoint that has been told, or that the run begins at. It is not told
 * again before it has been executed: not after an interrupt or a TLB miss that another layer dealt
 * with.
 */
struct told {
    bool armed, attempted;
    unsigned layer;
    uint32_t pc;
    uint64_t instructions; /* at the attempt */
};

struct watcher {
    struct debugger *debugger;
    struct observer observer;
    struct flow flow;
    bool flowing, past;
    const struct event_wanted *wanted;
    struct told told;
    uint64_t instructions; /* at the end of the last step */
    bool trapped;          /* in the step under way */
    bool keeps, marked;    /* points on what monitors keep of VMs; their memory is marked */
    bool kept;             /* in the step under way, such memory is accessed */
    bool happened;         /* in it: `event` */
    bool awaited;          /* an event after which control has not gone back yet */
    struct flow_event event;
    bool reasoned; /* since the last trap: `reason` */
    struct flow_event reason;
};

/* --- events --- */

/* Whether what an event is about has been done when it is told; else when control goes back. */
static bool is_done(const struct flow_event *e)
{
    return e->kind == FLOW_TRAP || e->kind == FLOW_RETURN || e->kind == FLOW_INSTALL ||
           e->kind == FLOW_STOP;
}

static bool is_wanted(const struct watcher *w, const struct flow_event *e)
{
    const struct points *p = &w->debugger->points;
    if (w->wanted && event_matches(w->wanted, e)) {
        return true;
    }
    for (unsigned i = 0; i < p->count; i++) {
        if (p->item[i].enabled && p->item[i].kind == POINT_CATCH &&
            event_matches(&p->item[i].event, e)) {
            return true;
        }
    }
    return false;
}

/* Since a trap, what has been said last is what control goes back after. */
static void note_reason(struct watcher *w, const struct flow_event *e)
{
    if (e->kind == FLOW_TRAP) {
        w->reasoned = false;
    } else if (e->kind == FLOW_REFLECT || e->kind == FLOW_INTERRUPT || e->kind == FLOW_EMULATE ||
               e->kind == FLOW_HIDDEN) {
        w->reason = *e;
        w->reasoned = true;
    }
}

static void on_flow(void *context, const struct flow_event *e)
{
    struct watcher *w = context;
    note_reason(w, e);
    if (w->awaited && e->kind == FLOW_RETURN && e->level == w->event.level) {
        w->awaited = false;
        w->happened = true;
    } else if (is_wanted(w, e)) {
        w->event = *e;
        w->happened = is_done(e);
        w->awaited = !w->happened;
    }
}

/* --- hits --- */

/* The moment before the step that has just been done. */
static struct position before_step(const struct watcher *w)
{
    struct position p = debug_now(w->debugger);
    if (w->trapped) {
        p.traps--;
    } else if (p.instructions > w->instructions) { /* else it was a wait */
        p.instructions--;
    }
    return p;
}

static void note_hit(struct watcher *w, unsigned number, struct position at)
{
    struct points *p = &w->debugger->points;
    p->hit = number;
    if (w->past) {
        p->found = true;
        p->found_at = at;
    } else {
        machine_stop(w->debugger->session.machine);
    }
}

/* Whether the condition holds; one that cannot be evaluated does, and says why. */
static bool holds(struct watcher *w, const struct point *p)
{
    struct debugger *d = w->debugger;
    struct value v;
    if (!p->condition) {
        return true;
    }
    if (!debug_evaluate(d, p->condition, layer_running(&d->session), &v)) {
        free(d->points.broken);
        d->points.broken = xstrdup(d->error);
        return true;
    }
    return v.bits != 0;
}

static void hit(struct watcher *w, struct point *p, struct position at)
{
    if (!holds(w, p)) {
        return;
    }
    if (!w->past) {
        p->hits++;
        if (p->ignore > 0) {
            p->ignore--;
            return;
        }
    }
    note_hit(w, p->number, at);
}

/* --- breakpoints --- */

static bool was_told(struct told *t, const struct machine *m, unsigned layer)
{
    if (!t->armed || t->attempted) {
        t->armed = false; /* the attempt was followed by no trap: it has been executed */
        return false;
    }
    if (layer != t->layer) {
        return false;
    }
    t->armed = m->hart.pc == t->pc;
    t->attempted = t->armed;
    t->instructions = m->instructions;
    return t->armed;
}

/* A trap after the attempt: it was the instruction itself, or else it has been executed. */
static void told_trap(struct told *t, const struct machine *m)
{
    if (t->attempted) {
        t->attempted = false;
        t->armed = m->instructions == t->instructions;
    }
}

/* Whether the hart's next instruction is at the place of a breakpoint. */
static bool is_at(struct debugger *d, const struct place *b, unsigned layer)
{
    struct machine *m = d->session.machine;
    uint32_t pa, ma, matp;
    if (((b->address ^ m->hart.pc) & PAGE_OFFSET) != 0) {
        return false;
    }
    if (b->layer == LAYER_MACHINE || b->space == SPACE_PHYSICAL) {
        return machine_translate(m, m->hart.pc, ACCESS_FETCH, &pa) == 0 &&
               (b->layer == LAYER_MACHINE || b->layer == layer) &&
               debug_translate(d, b, ACCESS_FETCH, &ma) <= READ_CLAIMED && pa == ma;
    }
    if (b->layer != layer || b->address != m->hart.pc) {
        return false;
    }
    return b->space == SPACE_CURRENT || (debug_csr(d, layer, CSR_matp, &matp) && (matp & MATP_TE) &&
                                         (matp & MATP_ASID) == b->asid);
}

static void on_marked(void *context, struct machine *m, const struct insn *in)
{
    (void)in;
    struct watcher *w = context;
    struct debugger *d = w->debugger;
    unsigned layer = layer_running(&d->session);
    bool told = was_told(&w->told, m, layer);
    for (unsigned i = 0; i < d->points.count && !told; i++) {
        struct point *p = &d->points.item[i];
        if (p->enabled && p->kind == POINT_BREAK && is_at(d, &p->place, layer)) {
            w->told = (struct told){true, true, layer, m->hart.pc, m->instructions};
            hit(w, p, debug_now(d));
            if (m->stop) {
                return;
            }
        }
    }
}

/* --- memory --- */

/* The first 8 bytes of what a point watches. */
static uint64_t watched_bytes(const struct machine *m, const struct point *p)
{
    uint64_t value = 0;
    for (uint32_t i = 0; i < p->size && i < 8; i++) {
        const uint8_t *byte = machine_ram(m, p->machine + i, 1);
        value |= (uint64_t)(byte ? *byte : 0) << 8 * i;
    }
    return value;
}

static bool is_memory(const struct point *p)
{
    return p->kind == POINT_WATCH || p->kind == POINT_READ_WATCH || p->kind == POINT_ACCESS_WATCH;
}

static bool is_for(const struct point *p, const struct ram_access *a)
{
    bool kind =
        p->kind == POINT_ACCESS_WATCH || p->kind == (a->write ? POINT_WATCH : POINT_READ_WATCH);
    return p->enabled && kind && a->address < (uint64_t)p->machine + p->size &&
           p->machine < (uint64_t)a->address + a->size;
}

static void on_access(void *context, struct machine *m, const struct ram_access *a)
{
    struct watcher *w = context;
    struct points *all = &w->debugger->points;
    w->kept = w->kept || w->keeps;
    for (unsigned i = 0; i < all->count; i++) {
        struct point *p = &all->item[i];
        if (is_for(p, a)) {
            p->before = p->touched ? p->before : watched_bytes(m, p);
            p->touched = true;
        }
    }
}

/* --- after each step --- */

static bool is_state(const struct point *p)
{
    return p->kind == POINT_CSR || p->kind == POINT_TLB;
}

/* Whether it is not the hart's, but in the memory of a monitor. */
static bool is_kept(const struct point *p)
{
    return is_state(p) && p->place.layer != LAYER_MACHINE;
}

static bool has_changed(struct debugger *d, struct point *p)
{
    uint64_t now = point_state(d, p);
    if (now == p->known) {
        return false;
    }
    p->before = p->known;
    p->after = p->known = now;
    return true;
}

/* Whether what a point waits for has happened in this step. */
static bool has_come(const struct watcher *w, struct point *p)
{
    const struct machine *m = w->debugger->session.machine;
    if (is_state(p)) {
        return (!is_kept(p) || w->kept) && has_changed(w->debugger, p);
    }
    if (p->kind == POINT_CATCH) {
        return w->happened && event_matches(&p->event, &w->event);
    }
    bool touched = p->touched;
    p->touched = false;
    p->after = touched ? watched_bytes(m, p) : p->after;
    return touched;
}

static void mark_kept(struct watcher *w)
{
    struct debugger *d = w->debugger;
    w->marked = true;
    for (unsigned i = 0; i < d->points.count; i++) {
        const struct point *p = &d->points.item[i];
        if (p->enabled && is_kept(p)) {
            w->marked = point_mark_kept(d, p) && w->marked;
        }
    }
}

static void on_stepped(void *context, struct machine *m)
{
    struct watcher *w = context;
    struct points *all = &w->debugger->points;
    struct position at = before_step(w);
    if (w->keeps && !w->marked) {
        mark_kept(w);
    }
    for (unsigned i = 0; i < all->count; i++) {
        struct point *p = &all->item[i];
        if (p->enabled && p->kind != POINT_BREAK && has_come(w, p)) {
            hit(w, p, at);
        }
    }
    if (w->happened) {
        all->event = w->event;
        all->reasoned = w->event.kind == FLOW_RETURN && w->reasoned;
        all->reason = w->reason;
        if (w->wanted && event_matches(w->wanted, &w->event)) {
            note_hit(w, 0, at);
        }
    }
    w->happened = w->trapped = w->kept = false;
    w->instructions = m->instructions;
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)cause;
    (void)tval;
    struct watcher *w = context;
    told_trap(&w->told, m);
    w->trapped = true;
}

/* --- beginning and ending --- */

static void mark(struct debugger *d, const struct point *p)
{
    struct machine *m = d->session.machine;
    if (p->kind == POINT_BREAK) {
        watch_word(m, p->place.address);
    } else if (is_memory(p)) {
        for (uint32_t at = p->machine; at - p->machine < p->size; at = (at | PAGE_OFFSET) + 1) {
            watch_page(m, at);
        }
    }
}

/* What has to be listened to for the points there are. */
static void listen(struct watcher *w)
{
    struct debugger *d = w->debugger;
    w->flowing = w->wanted != NULL;
    w->observer = (struct observer){.context = w, .trap = on_trap, .stepped = on_stepped};
    for (unsigned i = 0; i < d->points.count; i++) {
        struct point *p = &d->points.item[i];
        if (p->enabled) {
            mark(d, p);
            w->flowing |= p->kind == POINT_CATCH;
            w->observer.marked = p->kind == POINT_BREAK ? on_marked : w->observer.marked;
            w->keeps |= is_kept(p);
            w->observer.access = is_kept(p) || is_memory(p) ? on_access : w->observer.access;
            p->touched = false;
            p->known = is_state(p) ? point_state(d, p) : 0;
        }
    }
    if (w->flowing) {
        flow_open(&w->flow, &d->session, on_flow, w);
    }
    if (w->keeps) {
        mark_kept(w);
    }
    observer_add(d->session.machine, &w->observer);
}

static void begin(struct debugger *d, const struct event_wanted *wanted, bool past)
{
    struct watcher *w = xmalloc(sizeof *w);
    const struct machine *m = d->session.machine;
    *w = (struct watcher){
        .debugger = d, .wanted = wanted, .past = past, .instructions = m->instructions};
    if (!past) {
        w->told =
            (struct told){.armed = true, .layer = layer_running(&d->session), .pc = m->hart.pc};
    }
    d->watcher = w;
    d->points.hit = 0;
    free(d->points.broken);
    d->points.broken = NULL;
    d->points.found = false;
    listen(w);
}

void watch_begin(struct debugger *d, const struct event_wanted *wanted)
{
    begin(d, wanted, false);
}

void watch_past(struct debugger *d, const struct event_wanted *wanted)
{
    begin(d, wanted, true);
}

void watch_end(struct debugger *d)
{
    struct watcher *w = d->watcher;
    if (w->flowing) {
        flow_close(&w->flow);
    }
    observer_remove(d->session.machine, &w->observer);
    watch_nothing(d->session.machine);
    free(w);
    d->watcher = NULL;
}
