/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debug_walk.h"

#include "claims.h"
#include "debug.h"
#include "isa/board.h"

/* --- the board --- */

const char *board_device(uint32_t address, unsigned *slot)
{
    *slot = address >= VIRTIO_BASE ? (address - VIRTIO_BASE) / VIRTIO_SLOT_SIZE : 0;
#define DEVICE(id, name, base, size, irq)                                                          \
    if (address - (base) < (size)) {                                                               \
        return #name;                                                                              \
    }
#include "isa/board.def"
    return NULL;
}

static void find_device(struct walk_stage *g)
{
    g->device = board_device(g->physical, &g->device_slot);
    g->target = g->device ? WALK_DEVICE : WALK_NOTHING;
}

static uint32_t access_fault(enum access access)
{
    static const uint8_t causes[] = {CAUSE_fetch_access, CAUSE_load_access, CAUSE_store_access};
    return causes[access];
}

/* --- TLBs --- */

struct tlb_entry tlb_ref_entry(const struct tlb_ref *t, unsigned index)
{
    return t->layer == LAYER_MACHINE ? t->machine->hart.tlb.entry[index]
                                     : claims_tlb_entry(t->claims, t->layer, index);
}

int tlb_ref_find(const struct tlb_ref *t, uint32_t va, uint32_t asid, struct tlb_entry *e)
{
    if (t->layer != LAYER_MACHINE) {
        return claims_tlb_find(t->claims, t->layer, va, asid, e);
    }
    int i = tlb_find(&t->machine->hart.tlb, va, asid);
    *e = i == TLB_NONE ? (struct tlb_entry){0, 0} : t->machine->hart.tlb.entry[i];
    return i;
}

bool tlb_ref_open(struct debugger *d, unsigned layer, struct tlb_ref *t, struct claims *c)
{
    const struct session *s = &d->session;
    unsigned monitor = claims_monitor(s, layer);
    *t = (struct tlb_ref){.machine = s->machine, .layer = LAYER_MACHINE};
    if (monitor == LAYER_MONITOR) {
        t->entries = s->machine->hart.tlb.entries;
        return true;
    }
    const char *why_not = claims_open_of(c, s, monitor);
    t->claims = c;
    t->layer = monitor;
    t->entries = why_not ? 0 : claims_tlb_entries(c, monitor);
    t->ways = why_not ? 0 : claims_tlb_ways(c, monitor);
    return !why_not || debug_error(d, "%s: %s", layer_name(s, monitor), why_not);
}

/* --- stages --- */

/* Where a VM's physical address leads, one level down. */
static void find_frame(const struct claims *c, struct walk_stage *g)
{
    if (!claims_frame(c, g->layer, g->physical, &g->frame)) {
        find_device(g);
        return;
    }
    uint32_t memory = claims_value(c, g->layer, INSPECT_memory_size, 0);
    g->target = g->physical - RAM_BASE < memory ? WALK_RAM : WALK_SPECIAL;
    g->frame = g->frame ? g->frame | (g->physical & PAGE_OFFSET) : 0;
    g->watched = claims_flag(c, g->layer, INSPECT_has_tohost) &&
                 ((claims_value(c, g->layer, INSPECT_tohost, 0) ^ g->physical) & PAGE_FRAME) == 0;
}

/* The VM's own mapping of its address. */
static void find_mapping(const struct claims *c, const struct session *s, const struct place *at,
                         enum access access, struct walk_stage *g)
{
    struct priv p;
    claims_priv(c, at->layer, &p);
    bool own = at->space == SPACE_CURRENT && !debug_lends(s, at->layer);
    g->relocated = at->space == SPACE_ASID || (own && claims_relocates(c, at->layer));
    g->asid = at->space == SPACE_ASID ? at->asid : p.matp & MATP_ASID;
    g->supervisor = p.mode == MODE_SUPERVISOR || debug_lends(s, at->layer);
    g->physical = at->address;
    if (!g->relocated) {
        return;
    }
    g->slot = claims_tlb_find(c, at->layer, at->address, g->asid, &g->entry);
    g->physical = (g->entry.lo & PAGE_FRAME) | (at->address & PAGE_OFFSET);
    if (g->slot == TLB_NONE) {
        g->cause = tlb_miss_cause(access);
    } else if (!tlb_allows(g->entry.lo, access)) {
        g->cause = tlb_forbidden_cause(access);
    }
}

/* What its monitor has composed for an address space of the VM. */
static bool find_composed(struct debugger *d, const struct claims *c, uint32_t va, uint32_t space,
                          struct walk_stage *g)
{
    struct claims below;
    struct tlb_ref t;
    if (!tlb_ref_open(d, g->layer, &t, &below)) {
        return false;
    }
    g->hardware = t.layer;
    g->key = space < INSPECT_SPACES ? claims_asid(c, g->layer, space) : 0;
    g->index = g->key ? tlb_ref_find(&t, va, g->key, &g->composed) : TLB_NONE;
    return true;
}

/* The first stage is the VM's own; in the others its frame is a physical address of the next VM. */
static bool walk_stage(struct debugger *d, const struct place *at, const struct claims *c,
                       struct walk *w)
{
    const struct session *s = &d->session;
    struct walk_stage *g = &w->stage[w->count];
    uint32_t space;
    bool bound = true;
    g->entries = claims_tlb_entries(c, g->layer);
    g->ways = claims_tlb_ways(c, g->layer);
    if (w->count == 0) {
        find_mapping(c, s, at, w->access, g);
        space = g->relocated ? g->asid : INSPECT_SPACES - 1;
    } else {
        g->physical = g[-1].frame;
        g->cause = g[-1].cause;
        space = g[-1].key;
        bound = space != 0;
    }
    bool leads = g->cause == 0 && (w->count == 0 || g->physical != 0);
    if (leads) {
        find_frame(c, g);
    }
    return find_composed(d, c, w->at.address, bound ? space : INSPECT_SPACES, g);
}

static bool walk_vm(struct debugger *d, const struct place *at, struct walk *w)
{
    const struct session *s = &d->session;
    struct claims c;
    for (unsigned layer = at->layer; layer != LAYER_MONITOR; layer = claims_monitor(s, layer)) {
        const char *why_not = claims_open_of(&c, s, layer);
        uint32_t known;
        if (!why_not && !claims_word(&c, layer, INSPECT_matp, 0, &known)) {
            why_not = "its monitor does not show it";
        }
        if (why_not) {
            return debug_error(d, "%s: %s", layer_name(s, layer), why_not);
        }
        w->stage[w->count] = (struct walk_stage){
            .layer = layer, .slot = TLB_NONE, .index = TLB_NONE, .hardware = LAYER_MACHINE};
        if (!walk_stage(d, at, &c, w)) {
            return false;
        }
        w->count++;
    }
    return true;
}

/* --- what happens --- */

static void fault(struct walk *w, uint32_t cause)
{
    w->outcome = WALK_FAULT;
    w->cause = cause;
}

/* A monitor has the mapping of its VM: an access of that kind, which its hardware did not do. */
static bool settle(struct walk *w, unsigned i, uint32_t lo, bool missed)
{
    const struct walk_stage *g = &w->stage[i];
    struct walk_stage here = *g;
    w->by = i;
    if (i > 0) { /* where the composition of the monitor above leads */
        here.physical = (lo & PAGE_FRAME) | (w->at.address & PAGE_OFFSET);
        bool same = here.physical == g->physical;
        here.target = same ? g->target : WALK_RAM;
        here.frame = same ? g->frame : 1;
    }
    bool memory = here.target == WALK_RAM || here.target == WALK_SPECIAL;
    if (memory && missed) {
        w->installs_first = here.watched && w->access == ACCESS_STORE;
        w->outcome = w->installs_first ? WALK_EMULATED : WALK_HIDDEN;
        w->first_touch = here.frame == 0;
        return true;
    }
    if (memory || here.target == WALK_DEVICE) {
        w->outcome = WALK_EMULATED;
        return w->access != ACCESS_FETCH;
    }
    return false;
}

/* The monitor of stage i deals with a trap; false if the VM is told of it, with w->cause. */
static bool handle(struct walk *w, unsigned i, bool missed)
{
    const struct walk_stage *g = &w->stage[i];
    uint32_t lo = i == 0 ? g->entry.lo : g[-1].composed.lo;
    bool mapped = i == 0 ? !g->relocated || g->slot != TLB_NONE : g[-1].index != TLB_NONE;
    bool identity = i == 0 && !g->relocated;
    w->by = i;
    if (!mapped) {
        fault(w, tlb_miss_cause(w->access));
        return false;
    }
    if (!identity && !tlb_allows(lo, w->access)) {
        fault(w, tlb_forbidden_cause(w->access));
        return false;
    }
    if (!settle(w, i, lo, missed)) {
        fault(w, access_fault(w->access));
        return false;
    }
    return true;
}

/* A hybrid monitor executes what this VM does in supervisor mode by itself. */
static bool is_interpreted(const struct session *s, const struct walk_stage *g)
{
    return s->guests[g->layer - 1].config->monitor == MONITOR_HYBRID && g->supervisor;
}

static bool has_stopped(const struct session *s, const struct walk *w)
{
    for (unsigned i = 0; i < w->count; i++) {
        if (session_party(s, w->stage[i].layer - 1)->stopped) {
            return true;
        }
    }
    return false;
}

/* From the hart up: each monitor hides the trap, does the access, or hands the trap to its VM. */
static void decide(const struct session *s, struct walk *w)
{
    const struct walk_stage *last = &w->stage[w->count - 1];
    bool missed = last->index == TLB_NONE;
    if (has_stopped(s, w)) {
        w->outcome = WALK_STOPPED;
        return;
    }
    if (is_interpreted(s, &w->stage[0])) {
        bool done = handle(w, 0, true);
        w->outcome = done && w->outcome == WALK_HIDDEN ? WALK_INTERPRETED : w->outcome;
        return;
    }
    if (!missed && tlb_allows(last->composed.lo, w->access)) {
        w->outcome = WALK_DONE;
        return;
    }
    w->trap = missed ? tlb_miss_cause(w->access) : tlb_forbidden_cause(w->access);
    for (unsigned i = w->count; i-- > 0 && !handle(w, i, missed);) {
        missed = w->cause == tlb_miss_cause(w->access);
    }
}

/* --- those that the hart serves directly --- */

static void walk_hart(struct debugger *d, const struct place *at, struct walk *w)
{
    const struct session *s = &d->session;
    struct machine *m = s->machine;
    struct walk_stage *g = &w->stage[0];
    bool runs = at->layer == layer_running(s);
    *g = (struct walk_stage){.layer = at->layer,
                             .slot = TLB_NONE,
                             .index = TLB_NONE,
                             .hardware = LAYER_MACHINE,
                             .physical = at->address,
                             .entries = m->hart.tlb.entries,
                             .supervisor = m->hart.priv.mode == MODE_SUPERVISOR ||
                                           at->layer == LAYER_MONITOR};
    w->count = 1;
    g->asid = at->space == SPACE_ASID ? at->asid : m->hart.priv.matp & MATP_ASID;
    g->relocated = at->layer != LAYER_MACHINE &&
                   (at->space == SPACE_ASID ||
                    (at->space == SPACE_CURRENT && runs && priv_relocates(&m->hart.priv)));
    if (g->relocated) {
        g->slot = tlb_find(&m->hart.tlb, at->address, g->asid);
        g->entry = g->slot == TLB_NONE ? g->entry : m->hart.tlb.entry[g->slot];
        g->cause = tlb_translate(&m->hart.tlb, at->address, g->asid, w->access, &g->physical);
    }
    if (g->cause == 0 && machine_ram(m, g->physical, 1)) {
        g->target = WALK_RAM;
    } else if (g->cause == 0) {
        find_device(g);
    }
    w->outcome = g->target == WALK_DEVICE ? WALK_OPERATED : WALK_DONE;
    bool nowhere =
        g->target == WALK_NOTHING || (g->target == WALK_DEVICE && w->access == ACCESS_FETCH);
    if (g->cause || nowhere) {
        fault(w, g->cause ? g->cause : access_fault(w->access));
        w->trap = w->cause;
    }
}

bool debug_walk(struct debugger *d, const struct place *at, enum access access, struct walk *w)
{
    const struct session *s = &d->session;
    *w = (struct walk){.access = access, .at = *at};
    if (at->layer == LAYER_MACHINE || at->layer == LAYER_MONITOR || !s->monitored) {
        walk_hart(d, at, w);
        return true;
    }
    if (!walk_vm(d, at, w)) {
        return false;
    }
    decide(s, w);
    return true;
}
