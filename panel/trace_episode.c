/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace_episode.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "isa/cause.h"

static const char *const names[] = {[EPISODE_CALL] = "syscall",
                                    [EPISODE_MISS] = "miss",
                                    [EPISODE_HIDDEN] = "hidden",
                                    [EPISODE_INTERRUPT] = "interrupt"};

bool episode_named(const char *text, enum episode_kind *kind, uint64_t *number)
{
    size_t length = strcspn(text, ":");
    char *end = NULL;
    *number = 1;
    if (text[length] == ':') {
        const char *digits = text + length + 1;
        *number = *digits >= '1' && *digits <= '9' ? strtoull(digits, &end, 10) : 0;
        if (*number == 0 || *end != '\0') {
            return false;
        }
    }
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) {
            *kind = (enum episode_kind)i;
            return true;
        }
    }
    return false;
}

void episode_open(struct episode *e, const struct trace *t, enum episode_kind kind, uint64_t number,
                  unsigned layer)
{
    unsigned layers = layer_count(t->session);
    *e = (struct episode){.wanted = kind, .number = number, .wanted_layer = layer};
    e->entries = xmalloc(layers * sizeof *e->entries);
    e->entered = memset(xmalloc(layers * sizeof *e->entered), 0, layers * sizeof *e->entered);
}

void episode_free(struct episode *e)
{
    free(e->entries);
    free(e->entered);
    free(e->records);
    *e = (struct episode){.records = NULL};
}

static bool is_miss(uint32_t cause)
{
    return cause >= CAUSE_fetch_miss && cause <= CAUSE_store_miss;
}

/* What an event says of the kind of the episode that is open. */
static enum episode_kind kind_of(const struct episode *e, const struct trace *t,
                                 const struct flow_event *f)
{
    bool bare = !t->session->monitored;
    bool its = f->layer == e->layer || f->at == e->layer;
    if (f->kind == FLOW_TRAP && f->cause == CAUSE_ecall_user) {
        return EPISODE_CALL;
    }
    if ((bare && f->kind == FLOW_TRAP && is_miss(f->cause)) ||
        (f->kind == FLOW_REFLECT && f->layer == e->layer && is_miss(f->cause))) {
        return EPISODE_MISS;
    }
    if ((bare && f->kind == FLOW_TRAP && (f->cause & MCAUSE_INTERRUPT)) ||
        (f->kind == FLOW_INTERRUPT && f->layer == e->layer)) {
        return EPISODE_INTERRUPT;
    }
    return f->kind == FLOW_HIDDEN && its ? EPISODE_HIDDEN : EPISODE_OTHER;
}

static void keep(struct episode *e, const struct trace_record *r)
{
    if (e->count == EPISODE_MOST) {
        e->overflown = true;
        return;
    }
    if (e->count == e->capacity) {
        e->capacity = e->capacity ? 2 * e->capacity : 64;
        e->records = xrealloc(e->records, e->capacity * sizeof *e->records);
    }
    e->records[e->count++] = *r;
}

static void begin(struct episode *e, const struct flow_event *f)
{
    e->state = EPISODE_OPEN;
    e->kind = EPISODE_OTHER;
    e->layer = f->at;
    e->count = 0;
    e->overflown = false;
    e->begun = e->entered[f->at];
    if (e->begun) {
        e->entry = e->entries[f->at];
    }
}

/* User mode goes on: was that the one? */
static bool end(struct episode *e)
{
    e->found += e->kind == e->wanted;
    if (e->kind != e->wanted || e->found < e->number) {
        e->state = EPISODE_AHEAD;
        return false;
    }
    e->state = e->overflown ? EPISODE_TOO_LONG : EPISODE_COMPLETE;
    return true;
}

bool episode_event(struct episode *e, const struct trace *t, const struct trace_record *r)
{
    const struct flow_event *f = &r->e;
    bool hardware = f->level == 0 && !f->at_supervisor && f->at != LAYER_MONITOR;
    bool begins = hardware && f->kind == FLOW_TRAP &&
                  (e->wanted_layer == LAYER_NONE || e->wanted_layer == f->at);
    bool returns = hardware && f->kind == FLOW_RETURN;
    if (e->state == EPISODE_AHEAD && begins) {
        begin(e, f);
    }
    if (e->state == EPISODE_OPEN) {
        keep(e, r);
        e->kind = e->kind == EPISODE_OTHER ? kind_of(e, t, f) : e->kind;
        if (f->kind == FLOW_STOP && f->layer == e->layer) {
            e->state = EPISODE_AHEAD;
        }
    }
    if (returns) {
        e->entries[f->at] = *r;
        e->entered[f->at] = true;
    }
    return e->state == EPISODE_OPEN && returns && f->at == e->layer && end(e);
}

void episode_stays(const struct episode *e, const struct trace *t, struct stays *s,
                   void (*take)(void *context, const struct stay *s, const struct trace_record *r),
                   void *context)
{
    const struct trace_record *from = e->begun ? &e->entry : &e->records[0];
    *s = (struct stays){.trace = t, .take = take, .context = context};
    s->open = (struct stay){.layer = e->layer,
                            .from = from->e.cycles,
                            .started = from->e.instructions,
                            .names = from->names,
                            .pc = from->e.pc};
    s->last = from->e.cycles;
    s->last_instructions = from->e.instructions;
    for (size_t i = 0; i < e->count; i++) {
        stays_event(s, &e->records[i]);
    }
}

char *episode_title(const struct episode *e, const struct trace *t)
{
    const struct trace_record *first = &e->records[0];
    const struct trace_record *last = &e->records[e->count - 1];
    static const char *const titles[] = {[EPISODE_CALL] = "system call",
                                         [EPISODE_MISS] = "TLB miss",
                                         [EPISODE_HIDDEN] = "hidden TLB miss",
                                         [EPISODE_INTERRUPT] = "interrupt"};
    const char *call = image_number(layer_image(t->session, e->layer), TRACE_CALLS, first->call);
    bool named = e->kind == EPISODE_CALL && call;
    return xformat("%s: %s%s%.40s, from cycle %" PRIu64 " on: %" PRIu64 " cycles, %" PRIu64
                   " instructions",
                   layer_name(t->session, e->layer), titles[e->kind], named ? " " : "",
                   named ? call : "", first->e.cycles, last->e.cycles - first->e.cycles,
                   last->e.instructions - first->e.instructions);
}
