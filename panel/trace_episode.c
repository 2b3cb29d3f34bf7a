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
    size_t size = layer_count(t->session) * sizeof *e->vms;
    *e = (struct episode){.wanted = kind, .number = number, .wanted_layer = layer};
    e->vms = memset(xmalloc(size), 0, size);
    e->last = xmalloc(EPISODE_MOST * sizeof *e->last);
}

void episode_free(struct episode *e)
{
    free(e->vms);
    free(e->last);
    free(e->records);
    *e = (struct episode){.records = NULL};
}

static bool is_miss(uint32_t cause)
{
    return cause >= CAUSE_fetch_miss && cause <= CAUSE_store_miss;
}

/* What an event says of the kind of the episode that a VM is in. */
static enum episode_kind kind_of(unsigned layer, const struct trace *t, const struct flow_event *f)
{
    bool bare = !t->session->monitored;
    bool its = f->layer == layer;
    if (f->kind == FLOW_TRAP && f->at == layer && f->cause == CAUSE_ecall_user) {
        return EPISODE_CALL;
    }
    if (its && is_miss(f->cause) && (f->kind == FLOW_REFLECT || (bare && f->kind == FLOW_TRAP))) {
        return EPISODE_MISS;
    }
    if (its && (f->kind == FLOW_INTERRUPT ||
                (bare && f->kind == FLOW_TRAP && (f->cause & MCAUSE_INTERRUPT)))) {
        return EPISODE_INTERRUPT;
    }
    return f->kind == FLOW_HIDDEN && f->at == layer ? EPISODE_HIDDEN : EPISODE_OTHER;
}

static void begin(struct episode *e, struct episode_vm *vm)
{
    vm->open = true;
    vm->kind = EPISODE_OTHER;
    vm->start = e->total;
    vm->begun = vm->entered;
    vm->before = vm->entry;
}

/* The one that was wanted: its events, out of the ring. */
static void keep(struct episode *e, const struct episode_vm *vm, unsigned layer)
{
    uint64_t count = e->total - vm->start;
    if (count > EPISODE_MOST) {
        e->state = EPISODE_TOO_LONG;
        return;
    }
    e->state = EPISODE_COMPLETE;
    e->layer = layer;
    e->begun = vm->begun;
    e->entry = vm->before;
    e->records = xmalloc(count * sizeof *e->records);
    for (uint64_t i = vm->start; i < e->total; i++) {
        e->records[e->count++] = e->last[i % EPISODE_MOST];
    }
}

/* User mode of a VM goes on: was that the end of the one that was wanted? */
static bool end(struct episode *e, struct episode_vm *vm, unsigned layer)
{
    bool counts = vm->open && vm->kind == e->wanted &&
                  (e->wanted_layer == LAYER_NONE || e->wanted_layer == layer);
    vm->open = false;
    e->found += counts;
    if (!counts || e->found < e->number) {
        return false;
    }
    keep(e, vm, layer);
    return true;
}

/* VMs that are in an episode learn what it is. */
static void learn(struct episode *e, const struct trace *t, const struct flow_event *f)
{
    const unsigned whose[] = {f->layer, f->at};
    for (unsigned i = 0; i < 2; i++) {
        struct episode_vm *vm = &e->vms[whose[i]];
        if (vm->open && vm->kind == EPISODE_OTHER) {
            vm->kind = kind_of(whose[i], t, f);
        }
    }
    if (f->kind == FLOW_STOP) {
        e->vms[f->layer].open = false;
    }
}

bool episode_event(struct episode *e, const struct trace *t, const struct trace_record *r)
{
    const struct flow_event *f = &r->e;
    struct episode_vm *vm = &e->vms[f->at];
    bool hardware = f->level == 0 && !f->at_supervisor && f->at != LAYER_MONITOR;
    if (hardware && f->kind == FLOW_TRAP) {
        begin(e, vm);
    }
    e->last[e->total++ % EPISODE_MOST] = *r;
    learn(e, t, f);
    if (!hardware || f->kind != FLOW_RETURN) {
        return false;
    }
    bool found = end(e, vm, f->at);
    vm->entry = *r;
    vm->entered = true;
    return found;
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
    bool named = e->wanted == EPISODE_CALL && call;
    return xformat("%s: %s%s%.40s, from cycle %" PRIu64 " on: %" PRIu64 " cycles, %" PRIu64
                   " instructions",
                   layer_name(t->session, e->layer), titles[e->wanted], named ? " " : "",
                   named ? call : "", first->e.cycles, last->e.cycles - first->e.cycles,
                   last->e.instructions - first->e.instructions);
}
