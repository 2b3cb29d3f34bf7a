/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow.h"

#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "diag.h"

const char *const flow_names[FLOW_KINDS] = {
#define FLOW(id, name, title) name,
#include "flow.def"
};

const char *const flow_titles[FLOW_KINDS] = {
#define FLOW(id, name, title) title,
#include "flow.def"
};

/* A monitor whose ledger is listened to, or the machine if it has none. */
struct flow_level {
    struct flow *flow;
    struct ledger *ledger;
    struct ledger_listener listener;
    unsigned level;
    unsigned owner; /* layer of the monitor itself */
    unsigned first; /* of its VM i: first + i + 1 */
};

/* --- who is where --- */

/* The layer of the party that is current; the monitor's own where that is no VM. */
static unsigned layer_of(const struct flow_level *v)
{
    unsigned current = v->ledger->current;
    return current == LEDGER_MONITOR ? v->owner : v->first + current;
}

/* Its virtual mode: after an mret that was emulated and nobody was entered since, the accounts of
 * services know best. */
static bool mode_of(const struct ledger *l)
{
    const struct party *p = &l->parties[l->current];
    return l->returning ? !p->services.user : p->supervisor;
}

static const struct flow_level *level_of(const struct flow *f, const struct ledger *l)
{
    for (unsigned i = 0; i < f->level_count; i++) {
        if (f->levels[i].ledger == l) {
            return &f->levels[i];
        }
    }
    return NULL;
}

/* Whose instructions are executed when v's VM runs: its own, or those of a VM in it. */
static struct flow_place innermost(const struct flow_level *v, uint32_t pc)
{
    const struct ledger *l = v->ledger;
    struct flow_place p = {FLOW_SEEN, layer_of(v), ledger_supervisor(l), pc};
    while (l->inner[l->current] && !ledger_supervisor(l)) {
        const struct flow_level *n = level_of(v->flow, l->inner[l->current]);
        if (!n || n->ledger->current == LEDGER_MONITOR) {
            break;
        }
        l = n->ledger;
        p.layer = layer_of(n);
        p.supervisor = ledger_supervisor(l);
    }
    return p;
}

/* A register of v's VM as its monitor's table has it. */
static bool claimed(const struct flow_level *v, enum inspect_field field, uint32_t *value)
{
    struct claims c;
    return v->flow->session->monitored &&
           claims_open_of(&c, v->flow->session, layer_of(v)) == NULL &&
           claims_word(&c, layer_of(v), field, 0, value);
}

/* Where v's VM is. `field` has it, less `back`, if the VM has been moved since it trapped. */
static struct flow_place place_of(const struct flow_level *v, enum inspect_field field,
                                  uint32_t back)
{
    struct flow_place p = v->flow->vms[layer_of(v)].place;
    if (v->ledger->current == LEDGER_MONITOR) {
        uint32_t pc = v->flow->session->machine->hart.pc;
        return (struct flow_place){v->level == 0 ? FLOW_SEEN : FLOW_UNKNOWN, v->owner, true, pc};
    }
    if (p.source != FLOW_SEEN) {
        bool known = claimed(v, field, &p.pc);
        p = (struct flow_place){known ? FLOW_CLAIMED : FLOW_UNKNOWN, layer_of(v),
                                mode_of(v->ledger), known ? p.pc - back : 0};
    }
    return p;
}

/* Nothing has been seen of anybody. */
static void forget(struct flow *f)
{
    for (unsigned i = 0; i <= f->session->guest_count; i++) {
        f->vms[i] = (struct flow_vm){{FLOW_UNKNOWN, i, true, 0}, 0, 0};
    }
}

/* --- telling --- */

static struct flow_event event_of(const struct flow_level *v, enum flow_kind kind,
                                  struct flow_place place)
{
    const struct machine *m = v->flow->session->machine;
    return (struct flow_event){.kind = kind,
                               .level = v->level,
                               .layer = layer_of(v),
                               .supervisor = mode_of(v->ledger),
                               .pc = place.pc,
                               .source = place.source,
                               .at = place.layer,
                               .at_supervisor = place.supervisor,
                               .cycles = m->cycles,
                               .instructions = m->instructions};
}

static void tell(const struct flow_level *v, const struct flow_event *e)
{
    v->flow->tell(v->flow->context, e);
}

/* Somebody has gone back in time: what was seen is of what is to come. */
static void notice_time(struct flow *f)
{
    uint64_t now = f->session->machine->cycles;
    if (now < f->cycles) {
        forget(f);
    }
    f->cycles = now;
}

static void on_tlb(void *context, struct machine *m, uint32_t index)
{
    struct flow *f = context;
    notice_time(f);
    const struct flow_level *v = &f->levels[0];
    bool bare = !f->session->monitored;
    struct flow_place here = {FLOW_SEEN, layer_of(v), true, m->hart.pc};
    struct flow_event e = event_of(v, FLOW_INSTALL, bare ? here : place_of(v, INSPECT_pc, 0));
    e.index = index;
    e.hi = m->hart.tlb.entry[index].hi;
    e.lo = m->hart.tlb.entry[index].lo;
    tell(v, &e);
}

/* --- what a ledger says --- */

/* In a VM, it is the trap that has just been delivered to the VM, at the same instruction. */
static void entered(const struct flow_level *v, uint32_t cause, uint32_t value)
{
    struct flow *f = v->flow;
    if (v->level == 0) {
        f->handed = innermost(v, f->session->machine->hart.pc);
        f->handed_value = value;
    }
    struct flow_event e = event_of(v, FLOW_TRAP, f->handed);
    e.cause = cause;
    e.value = f->handed_value;
    f->vms[e.layer] = (struct flow_vm){f->handed, cause, e.value};
    tell(v, &e);
}

/* Where mret, or jrst, which has been fetched already, is about to go. */
static uint32_t target(struct machine *m)
{
    const struct hart *h = &m->hart;
    uint32_t pa;
    bool fetched = machine_translate(m, h->pc - 4, ACCESS_FETCH, &pa) == 0;
    const uint8_t *word = fetched ? machine_ram(m, pa, 4) : NULL;
    struct insn in = isa_decode(word ? machine_word(word) : 0, m->config.variant);
    return in.op == OP_jrst ? isa_execute(&in, h->pc - 4, h->x[in.rs1], h->x[in.rs2]).value
                            : h->priv.mepc;
}

static void left(const struct flow_level *v)
{
    struct flow *f = v->flow;
    if (v->level == 0) {
        f->handed = innermost(v, target(f->session->machine));
        f->handed_value = 0;
    }
    struct flow_event e = event_of(v, FLOW_RETURN, f->handed);
    e.supervisor = ledger_supervisor(v->ledger);
    f->vms[e.layer] = (struct flow_vm){f->handed, 0, 0};
    tell(v, &e);
}

/* The VM's own handler gets what it trapped with, unless the monitor has made something else of it:
 * then that stands in the VM's virtual registers. */
static void delivered(const struct flow_level *v, enum flow_kind kind, enum cause_of_cost cost,
                      uint32_t value)
{
    struct flow *f = v->flow;
    struct flow_vm *vm = &f->vms[layer_of(v)];
    struct flow_event e = event_of(v, kind, place_of(v, INSPECT_mepc, 0));
    bool miss = cost == SPENT_REFLECTED_MISS;
    e.cost = cost;
    e.cause = miss ? v->ledger->trap_cause : value;
    if (miss && e.source != FLOW_SEEN) {
        claimed(v, INSPECT_mcause, &e.cause);
    }
    if (miss) {
        e.value = value;
    } else if (kind == FLOW_REFLECT && e.source == FLOW_SEEN && e.cause == vm->cause) {
        e.value = vm->value;
    } else if (kind == FLOW_REFLECT) {
        claimed(v, INSPECT_mtval, &e.value);
    }
    f->handed = (struct flow_place){e.source, e.at, e.at_supervisor, e.pc};
    f->handed_value = e.value;
    vm->place.source = FLOW_UNKNOWN;
    tell(v, &e);
}

static bool is_return(const struct flow_level *v, uint32_t word)
{
    uint16_t op = isa_decode(word, v->flow->session->machine->config.variant).op;
    return op == OP_mret || op == OP_jrst;
}

/* An instruction of the VM's has been completed for it. */
static void completed(const struct flow_level *v, enum flow_kind kind, enum cause_of_cost cost,
                      uint32_t value)
{
    struct flow_vm *vm = &v->flow->vms[layer_of(v)];
    struct flow_event e = event_of(v, kind, place_of(v, INSPECT_pc, 4));
    e.cost = cost;
    e.value = value;
    if (kind == FLOW_EMULATE && is_return(v, value)) {
        vm->place.source = FLOW_UNKNOWN;
    } else {
        vm->place.pc += 4;
    }
    tell(v, &e);
}

/* Something that leaves the VM where it is. Waiting and starting are for none in particular. */
static void noted(const struct flow_level *v, enum flow_kind kind, enum cause_of_cost cost,
                  uint32_t value)
{
    const struct flow_vm *vm = &v->flow->vms[layer_of(v)];
    struct flow_event e = event_of(v, kind, place_of(v, INSPECT_pc, 0));
    e.cost = cost;
    e.value = value;
    if (cost == SPENT_IDLE || cost == SPENT_BOOT) {
        e.layer = v->owner;
        e.supervisor = true;
    } else if (cost == SPENT_HIDDEN_MISS && e.source == FLOW_SEEN) {
        e.cause = vm->cause;
        e.value = vm->value;
    }
    tell(v, &e);
}

static void spent(const struct flow_level *v, enum cause_of_cost cost, uint32_t value)
{
    switch (cost) {
    case SPENT_REFLECT:
    case SPENT_REFLECTED_MISS:
        delivered(v, FLOW_REFLECT, cost, value);
        break;
    case SPENT_INTERRUPT:
        delivered(v, FLOW_INTERRUPT, cost, value);
        break;
    case SPENT_EMULATE:
    case SPENT_TLB_WRITE:
        completed(v, FLOW_EMULATE, cost, value);
        break;
    case SPENT_DEVICE:
    case SPENT_TOHOST:
        completed(v, FLOW_OTHER, cost, value);
        break;
    case SPENT_HIDDEN_MISS:
        noted(v, FLOW_HIDDEN, cost, value);
        break;
    case SPENT_SWITCH: /* LEDGER_SELECTED tells it */
        break;
    default:
        noted(v, FLOW_OTHER, cost, value);
    }
}

static void stopped(const struct flow_level *v, unsigned party, uint32_t reason)
{
    const struct party *p = &v->ledger->parties[party];
    struct flow_event e = event_of(v, FLOW_STOP, place_of(v, INSPECT_pc, 0));
    if (e.layer != v->first + party) {
        e.layer = e.at = v->first + party;
        e.at_supervisor = p->supervisor;
        e.source = FLOW_UNKNOWN;
        e.pc = 0;
    }
    e.supervisor = p->supervisor;
    e.cause = reason;
    e.value = p->exit_code;
    tell(v, &e);
}

static void hear(void *context, const struct ledger *l, enum ledger_news news, uint32_t first,
                 uint32_t second)
{
    const struct flow_level *v = context;
    struct flow_event e;
    (void)l;
    notice_time(v->flow);
    switch (news) {
    case LEDGER_ENTERED:
        entered(v, first, second);
        break;
    case LEDGER_LEFT:
        left(v);
        break;
    case LEDGER_COST:
        spent(v, (enum cause_of_cost)first, second);
        break;
    case LEDGER_SELECTED:
        e = event_of(v, FLOW_SWITCH, place_of(v, INSPECT_pc, 0));
        tell(v, &e);
        break;
    case LEDGER_STOPPED:
        stopped(v, first, second);
        break;
    }
}

/* --- opening --- */

/* l, of the monitor that is layer `owner`, and those of the monitors in its VMs. */
static void add_levels(struct flow *f, struct ledger *l, unsigned level, unsigned owner,
                       unsigned first)
{
    const struct session *s = f->session;
    struct flow_level *v = &f->levels[f->level_count++];
    *v = (struct flow_level){.flow = f,
                             .ledger = l,
                             .listener = {v, hear, NULL},
                             .level = level,
                             .owner = owner,
                             .first = first};
    ledger_listen(l, &v->listener);
    for (unsigned i = 1; i < l->party_count; i++) {
        if (l->inner[i]) {
            unsigned vm = first + i;
            add_levels(f, l->inner[i], level + 1, vm, s->guests[vm - 1].kin->first);
        }
    }
}

void flow_open(struct flow *f, struct session *s,
               void (*tell_event)(void *context, const struct flow_event *e), void *context)
{
    *f = (struct flow){.session = s, .tell = tell_event, .context = context};
    f->levels = xmalloc((s->guest_count + 1) * sizeof *f->levels);
    f->vms = xmalloc((s->guest_count + 1) * sizeof *f->vms);
    forget(f);
    add_levels(f, &s->ledger, 0, s->monitored ? LAYER_MONITOR : 1, 0);
    f->observer = (struct observer){.context = f, .tlb = on_tlb};
    observer_add(s->machine, &f->observer);
}

void flow_close(struct flow *f)
{
    observer_remove(f->session->machine, &f->observer);
    for (unsigned i = 0; i < f->level_count; i++) {
        ledger_unlisten(f->levels[i].ledger, &f->levels[i].listener);
    }
    free(f->levels);
    free(f->vms);
    *f = (struct flow){.levels = NULL};
}
