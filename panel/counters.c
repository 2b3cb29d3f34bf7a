/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "counters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/cause.h"
#include "isa/disasm.h"

/* A VM at the deepest level has its name, and those of the VMs that it is in, in its prefix. */
enum { NAME_SIZE = 512, PREFIX_SIZE = 40 * CONFIG_LEVELS };

/* A visit under way, and the part of the name that is settled: "vms.alice.". */
struct walk {
    counter_visitor *visit;
    void *context;
    const char *prefix;
};

static void count(const struct walk *w, const char *group, const char *name, uint64_t value)
{
    char full[NAME_SIZE];
    snprintf(full, sizeof full, "%s%s.%s", w->prefix, group, name);
    w->visit(w->context, full, value);
}

static void count_single(const struct walk *w, const char *name, uint64_t value)
{
    char full[NAME_SIZE];
    snprintf(full, sizeof full, "%s%s", w->prefix, name);
    w->visit(w->context, full, value);
}

static void visit_cycles(const struct walk *w, const struct party *p)
{
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        count(w, "cycles", spent_names[i], party_spent(p, (enum cause_of_cost)i));
    }
    count(w, "cycles", "total", party_cycles(p));
    count(w, "cycles", "busy", party_busy_cycles(p));
}

static void visit_instructions(const struct walk *w, const struct party *p)
{
    static const char *const names[RAN_COUNT] = {"user", "supervisor", "monitor"};
    for (unsigned i = 0; i < RAN_COUNT; i++) {
        count(w, "instructions", names[i], p->instructions[i]);
    }
    count(w, "instructions", "total", party_instructions(p));
}

static void visit_events(const struct walk *w, const struct party *p)
{
    for (unsigned i = SPENT_SUPERVISOR + 1; i < SPENT_COUNT; i++) {
        count(w, "events", spent_names[i], p->events[i]);
    }
}

/* Everything that was charged, by the virtual mode that the VM was in. */
static void visit_modes(const struct walk *w, const struct party *p)
{
    static const char *const groups[IN_COUNT] = {"user_cycles", "supervisor_cycles"};
    for (unsigned mode = 0; mode < IN_COUNT; mode++) {
        for (unsigned i = 0; i < SPENT_COUNT; i++) {
            count(w, groups[mode], spent_names[i], p->cycles[mode][i]);
        }
    }
}

static void visit_wakes(const struct walk *w, const struct wakes *wakes)
{
    count_single(w, "wakes", wakes->count);
    count(w, "wake_latency", "mean", wakes_mean(wakes));
    count(w, "wake_latency", "max", wakes->longest * CYCLES_PER_TICK);
}

static void visit_spent(const struct walk *w, const char *group, const uint64_t *cycles)
{
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        if (cycles[i]) {
            count(w, group, spent_names[i], cycles[i]);
        }
    }
}

/* Only a guest that has user mode has services. */
static void visit_services(const struct walk *w, const struct services *s)
{
    char name[SERVICE_NAME_SIZE];
    char group[SERVICE_NAME_SIZE + 24];
    for (uint32_t i = 0; i < s->count; i++) {
        service_name(&s->list[i], name);
        snprintf(group, sizeof group, "services.%s", name);
        count(w, group, "count", s->list[i].count);
        count(w, group, "cycles", service_cycles(&s->list[i]));
        snprintf(group, sizeof group, "services.%s.spent", name);
        visit_spent(w, group, s->list[i].cycles);
    }
    if (s->count > 0) {
        visit_spent(w, "services.outside.spent", s->outside);
    }
}

static void visit_emulated(const struct walk *w, const struct party *p)
{
    char name[CSR_NAME_SIZE];
    for (unsigned i = 0; i < PARTY_ROWS; i++) {
        if (p->emulated[i]) {
            party_row_name(i, name);
            count(w, "emulated", name, p->emulated[i]);
            count(w, "emulated_cycles", name, p->emulated_cycles[i]);
        }
    }
}

/* Which traps and interrupts: only those that occurred. */
static void visit_kinds(const struct walk *w, const struct party *p, bool monitored)
{
    for (unsigned i = 0; i < PARTY_EXCEPTIONS; i++) {
        if (p->reflected[i]) {
            count(w, monitored ? "reflected" : "traps", cause_name(i), p->reflected[i]);
        }
    }
    for (unsigned i = 0; i < PARTY_IRQS; i++) {
        if (p->interrupts[i]) {
            count(w, "interrupts", cause_name(MCAUSE_INTERRUPT | i), p->interrupts[i]);
        }
    }
}

static void visit_party(const struct walk *w, const struct party *p, bool monitored)
{
    visit_instructions(w, p);
    visit_cycles(w, p);
    if (monitored) {
        visit_events(w, p);
    }
    visit_emulated(w, p);
    visit_kinds(w, p, monitored);
    visit_services(w, &p->services);
}

static void visit_timing(const struct timing *t, counter_visitor *visit, void *context)
{
    struct walk w = {visit, context, "machine."};
    for (int i = 0; i < STALL_COUNT; i++) {
        count(&w, "stalls", stall_names[i], t->stalls[i]);
    }
    count(&w, "stalls", "total", timing_stalls(t));
    count(&w, "icache", "misses", t->icache.misses);
    count(&w, "dcache", "misses", t->dcache.misses);
    count(&w, "dcache", "writes", t->dcache.writes);
    count(&w, "predictor", "mispredicted", t->mispredicted);
}

static void visit_machine(const struct machine *m, counter_visitor *visit, void *context)
{
    visit(context, "machine.instructions", m->instructions);
    visit(context, "machine.cycles", m->cycles);
    visit(context, "machine.idle_cycles", m->idle_cycles);
    visit_timing(&m->timing, visit, context);
}

/* A monitor by itself, where no VM is concerned. */
static void visit_monitor_party(const struct walk *outer, const struct party *p, uint64_t switches,
                                bool monitored)
{
    char prefix[PREFIX_SIZE + 16];
    struct walk w = *outer;
    snprintf(prefix, sizeof prefix, "%smonitor.", outer->prefix);
    w.prefix = prefix;
    count_single(&w, "switches", switches);
    visit_party(&w, p, monitored);
}

/* A monitor with its VMs. */
static void visit_monitor(const struct session *s, const struct ledger *l, const char *prefix,
                          counter_visitor *visit, void *context)
{
    struct walk w = {visit, context, prefix};
    uint64_t switches = 0;
    for (unsigned i = 0; i < l->party_count; i++) {
        switches += l->parties[i].events[SPENT_SWITCH];
    }
    visit_monitor_party(&w, &l->parties[LEDGER_MONITOR], switches, s->monitored);
}

/* What only a VM has. */
static void visit_vm_party(const struct walk *w, const struct party *p, bool monitored)
{
    visit_party(w, p, monitored);
    if (monitored) {
        count_single(w, "entries", p->traps);
        visit_modes(w, p);
        visit_wakes(w, &p->wakes);
    }
}

/* "vms.outer.vms.inner." */
static void vm_prefix(const struct session *s, unsigned guest, char prefix[PREFIX_SIZE])
{
    const struct guest *g = &s->guests[guest];
    size_t used = 0;
    if (g->kin->parent != CONFIG_MACHINE) {
        vm_prefix(s, g->kin->parent, prefix);
        used = strlen(prefix);
    }
    snprintf(prefix + used, PREFIX_SIZE - used, "vms.%s.", g->config->name);
}

static void visit_vm(const struct session *s, unsigned guest, counter_visitor *visit, void *context)
{
    char prefix[PREFIX_SIZE];
    const struct config_kin *k = s->guests[guest].kin;
    vm_prefix(s, guest, prefix);
    struct walk w = {visit, context, prefix};
    visit_vm_party(&w, session_party(s, guest), s->monitored);
    if (k->count > 0) {
        visit_monitor(s, ledger_inner(session_ledger(s, guest), k->index), prefix, visit, context);
    }
}

static void visit_level_sums(unsigned level, uint64_t cycles, uint64_t traps, uint64_t trap_cycles,
                             counter_visitor *visit, void *context)
{
    char prefix[32];
    snprintf(prefix, sizeof prefix, "levels.%u.", level);
    struct walk w = {visit, context, prefix};
    count_single(&w, "cycles", cycles);
    count_single(&w, "traps", traps);
    count_single(&w, "trap_cycles", trap_cycles);
    count_single(&w, "cycles_per_trap", traps ? trap_cycles / traps : 0);
}

/* What the monitors of one level did together. */
static void visit_level(const struct session *s, unsigned level, counter_visitor *visit,
                        void *context)
{
    uint64_t cycles = level == 0 ? s->machine->cycles : 0;
    uint64_t traps = level == 0 ? ledger_traps(&s->ledger) : 0;
    uint64_t trap_cycles = level == 0 ? ledger_trap_cycles(&s->ledger) : 0;
    for (unsigned i = 0; i < s->guest_count; i++) {
        const struct config_kin *k = s->guests[i].kin;
        if (k->count > 0 && k->level + 1 == level) {
            const struct ledger *l = ledger_inner(session_ledger(s, i), k->index);
            cycles += party_cycles(session_party(s, i));
            traps += ledger_traps(l);
            trap_cycles += ledger_trap_cycles(l);
        }
    }
    if (level == 0 || cycles > 0) {
        visit_level_sums(level, cycles, traps, trap_cycles, visit, context);
    }
}

void counters_visit(const struct session *s, counter_visitor *visit, void *context)
{
    visit_machine(s->machine, visit, context);
    if (s->monitored) {
        visit_monitor(s, &s->ledger, "", visit, context);
    }
    for (unsigned level = 0; level < CONFIG_LEVELS && s->monitored; level++) {
        visit_level(s, level, visit, context);
    }
    for (unsigned i = 0; i < s->guest_count; i++) {
        visit_vm(s, i, visit, context);
    }
}

/* --- every name that there can be --- */

/* A party to which everything has happened that can happen to one. */
static struct party *full_party(void)
{
    struct party *p = xmalloc(sizeof *p);
    struct services *s = &p->services;
    party_init(p);
    for (unsigned i = 0; i < PARTY_ROWS; i++) {
        p->emulated[i] = 1;
    }
    for (unsigned i = 0; i < PARTY_EXCEPTIONS; i++) {
        p->reflected[i] = 1;
        s->list[s->count++] = (struct service){.kind = SERVICE_EXCEPTION, .number = i};
    }
    for (unsigned i = 0; i < PARTY_IRQS; i++) {
        p->interrupts[i] = 1;
        s->list[s->count++] = (struct service){.kind = SERVICE_INTERRUPT, .number = i};
    }
    s->list[s->count++] = (struct service){.kind = SERVICE_CALL};
    s->list[s->count++] = (struct service){.kind = SERVICE_OTHER};
    for (unsigned cause = 0; cause < SPENT_COUNT; cause++) {
        s->outside[cause] = 1;
        for (uint32_t i = 0; i < s->count; i++) {
            s->list[i].cycles[cause] = 1;
        }
    }
    return p;
}

void counters_names(counter_visitor *visit, void *context)
{
    static const struct machine machine;
    struct party *p = full_party();
    struct walk top = {visit, context, ""};
    struct walk vm = {visit, context, "vms.*."};
    visit_machine(&machine, visit, context);
    for (unsigned level = 0; level < CONFIG_LEVELS; level++) {
        visit_level_sums(level, 0, 0, 0, visit, context);
    }
    for (unsigned monitored = 0; monitored < 2; monitored++) {
        visit_monitor_party(&top, p, 0, monitored);
        visit_monitor_party(&vm, p, 0, monitored);
        visit_vm_party(&vm, p, monitored);
    }
    free(p);
}
