/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "counters.h"

#include <stdio.h>

#include "isa/cause.h"
#include "isa/disasm.h"

enum { NAME_SIZE = 128 };

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
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "%swakes", w->prefix);
    w->visit(w->context, name, wakes->count);
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

static void visit_party(const struct session *s, const struct party *p, const char *prefix,
                        counter_visitor *visit, void *context)
{
    struct walk w = {visit, context, prefix};
    visit_instructions(&w, p);
    visit_cycles(&w, p);
    if (s->monitored) {
        visit_events(&w, p);
    }
    visit_emulated(&w, p);
    visit_kinds(&w, p, s->monitored);
    visit_services(&w, &p->services);
}

static void visit_timing(const struct machine *m, counter_visitor *visit, void *context)
{
    const struct timing *t = &m->timing;
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

static void visit_machine(const struct session *s, counter_visitor *visit, void *context)
{
    visit(context, "machine.instructions", s->machine->instructions);
    visit(context, "machine.cycles", s->machine->cycles);
    visit(context, "machine.idle_cycles", s->machine->idle_cycles);
    visit_timing(s->machine, visit, context);
}

static void visit_monitor(const struct session *s, counter_visitor *visit, void *context)
{
    uint64_t switches = 0;
    for (unsigned i = 0; i < s->ledger.party_count; i++) {
        switches += s->ledger.parties[i].events[SPENT_SWITCH];
    }
    visit(context, "monitor.switches", switches);
    visit_party(s, &s->ledger.parties[LEDGER_MONITOR], "monitor.", visit, context);
}

void counters_visit(const struct session *s, counter_visitor *visit, void *context)
{
    visit_machine(s, visit, context);
    if (s->monitored) {
        visit_monitor(s, visit, context);
    }
    for (unsigned i = 0; i < s->guest_count; i++) {
        char prefix[48];
        snprintf(prefix, sizeof prefix, "vms.%s.", s->guests[i].config->name);
        visit_party(s, &s->ledger.parties[i + 1], prefix, visit, context);
        if (s->monitored) {
            struct walk w = {visit, context, prefix};
            visit_modes(&w, &s->ledger.parties[i + 1]);
            visit_wakes(&w, &s->ledger.parties[i + 1].wakes);
        }
    }
}
