/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline.h"

#include <stdlib.h>
#include <string.h>

/* What the machine has charged for `why` since it was last asked; it is settled then. */
static uint64_t settle(struct pipeline *p, const struct machine *m, enum stall why)
{
    uint64_t stall = m->timing.stalls[why] - p->stalls[why];
    p->stalls[why] = m->timing.stalls[why];
    return stall;
}

static struct pipeline_entry *last(struct pipeline *p)
{
    return p->count ? &p->entries[p->count - 1] : NULL;
}

/* What has been charged and is not settled belongs to the last entry; then it is complete. */
static void complete(struct pipeline *p, const struct machine *m)
{
    struct pipeline_entry *e = last(p);
    uint64_t idle = m->idle_cycles - p->idle;
    p->idle = m->idle_cycles;
    if (!e) {
        p->start += idle;
        return;
    }
    e->idle += idle;
    for (int i = 0; i < STALL_COUNT; i++) {
        e->stalls[i] = (uint16_t)(e->stalls[i] + settle(p, m, (enum stall)i));
    }
    e->value = e->fetched ? m->hart.x[e->word >> 7 & 31] : 0;
}

static struct pipeline_entry *append(struct pipeline *p, const struct machine *m)
{
    if (p->count == p->capacity) {
        p->capacity = p->capacity ? 2 * p->capacity : 1024;
        p->entries = xrealloc(p->entries, p->capacity * sizeof *p->entries);
    }
    struct pipeline_entry *e = &p->entries[p->count++];
    *e = (struct pipeline_entry){.number = m->instructions,
                                 .pc = m->hart.pc,
                                 .mode = (uint8_t)m->hart.priv.mode,
                                 .layer = (uint16_t)p->layer};
    return e;
}

/* Nothing has been charged for it yet. */
static void on_insn(void *context, struct machine *m, const struct insn *in)
{
    struct pipeline *p = context;
    complete(p, m);
    p->layer = layer_running(p->session);
    struct pipeline_entry *e = append(p, m);
    e->word = in->word;
    e->fetched = true;
}

/* Whether the last entry is an instruction that has neither retired nor trapped. */
static bool under_way(struct pipeline *p, const struct machine *m)
{
    const struct pipeline_entry *e = last(p);
    return e && e->kind == PIPELINE_INSTRUCTION && e->number == m->instructions;
}

/* An exception's own cycle has been charged, and nothing else for what could not be fetched. */
static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)tval;
    struct pipeline *p = context;
    bool interrupt = cause & MCAUSE_INTERRUPT;
    if (!under_way(p, m)) {
        uint16_t own = interrupt ? 0 : 1;
        p->stalls[STALL_trap] += own;
        complete(p, m);
        append(p, m)->stalls[STALL_trap] = own;
    }
    last(p)->kind = interrupt ? PIPELINE_INTERRUPT : PIPELINE_EXCEPTION;
    last(p)->cause = cause;
    p->layer = layer_running(p->session); /* its ledger has been told before */
}

static void on_mret(void *context, struct machine *m, enum mode to)
{
    (void)m, (void)to;
    struct pipeline *p = context;
    p->layer = layer_running(p->session);
}

void pipeline_want(struct pipeline *p, const struct session *s, const struct option_window *window)
{
    uint64_t now = s->machine->instructions;
    uint64_t from = window->given ? window->from : now;
    uint64_t count = window->given ? window->count : WINDOW_STANDARD;
    *p = (struct pipeline){.state = PIPELINE_AHEAD,
                           .session = s,
                           .from = from,
                           .to = from > UINT64_MAX - count ? UINT64_MAX : from + count};
    p->observer =
        (struct observer){.context = p, .insn = on_insn, .trap = on_trap, .mret = on_mret};
}

uint64_t pipeline_due(const struct pipeline *p)
{
    return p->state == PIPELINE_AHEAD ? p->from : p->state == PIPELINE_OPEN ? p->to : UINT64_MAX;
}

static void begin(struct pipeline *p)
{
    struct machine *m = p->session->machine;
    p->state = PIPELINE_OPEN;
    p->start = m->cycles;
    p->idle = m->idle_cycles;
    p->layer = layer_running(p->session);
    memcpy(p->stalls, m->timing.stalls, sizeof p->stalls);
    observer_add(m, &p->observer);
}

static void finish(struct pipeline *p)
{
    struct machine *m = p->session->machine;
    p->state = PIPELINE_PAST;
    complete(p, m);
    observer_remove(m, &p->observer);
    pipeline_lay_out(p);
}

void pipeline_advance(struct pipeline *p)
{
    if (p->state == PIPELINE_AHEAD && p->session->machine->instructions >= p->from) {
        begin(p);
    } else if (p->state == PIPELINE_OPEN && p->session->machine->instructions >= p->to) {
        finish(p);
    }
}

void pipeline_end(struct pipeline *p)
{
    if (p->state == PIPELINE_OPEN) {
        finish(p);
    } else if (p->state == PIPELINE_AHEAD) {
        p->state = PIPELINE_PAST;
    }
}

void pipeline_free(struct pipeline *p)
{
    free(p->entries);
    *p = (struct pipeline){.state = PIPELINE_UNWANTED};
}
