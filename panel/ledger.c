/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger.h"

#include "diag.h"
#include "isa/cause.h"

#include <stdlib.h>
#include <string.h>

const char *const spent_names[SPENT_COUNT] = {
    [SPENT_USER] = "user",
    [SPENT_SUPERVISOR] = "supervisor",
#define PROBE(number, id, name, value)
#define COST(number, id, name, title, value) [SPENT_##id] = name,
#include "isa/probe.def"
};

const char *const spent_titles[SPENT_COUNT] = {
    [SPENT_USER] = "guest user",
    [SPENT_SUPERVISOR] = "guest supervisor",
#define PROBE(number, id, name, value)
#define COST(number, id, name, title, value) [SPENT_##id] = title,
#include "isa/probe.def"
};

/* The cause that a probe announces, or -1 if it announces none. */
static int cost_of(uint32_t event)
{
    switch (event) {
#define PROBE(number, id, name, value)
#define COST(number, id, name, title, value)                                                       \
    case number:                                                                                   \
        return SPENT_##id;
#include "isa/probe.def"
    default:
        return -1;
    }
}

/* Everything since the last mark goes to one cause; what of it was waiting goes to IDLE. */
static void charge(struct ledger *l, const struct machine *m, struct party *p,
                   enum cause_of_cost cause, unsigned ran)
{
    uint64_t idle = m->idle_cycles - l->mark_idle;
    p->cycles[cause] += m->cycles - l->mark_cycles - idle;
    p->cycles[SPENT_IDLE] += idle;
    p->instructions[ran] += m->instructions - l->mark_instructions;
    l->mark_cycles = m->cycles;
    l->mark_instructions = m->instructions;
    l->mark_idle = m->idle_cycles;
}

static struct party *current(struct ledger *l)
{
    return &l->parties[l->current];
}

/* Waiting and starting concern no VM in particular. */
static struct party *payer(struct ledger *l, enum cause_of_cost cause)
{
    bool nobody = cause == SPENT_IDLE || cause == SPENT_BOOT;
    return nobody ? &l->parties[LEDGER_MONITOR] : current(l);
}

static void charge_guest(struct ledger *l, const struct machine *m, bool supervisor)
{
    charge(l, m, current(l), supervisor ? SPENT_SUPERVISOR : SPENT_USER,
           supervisor ? RAN_SUPERVISOR : RAN_USER);
}

/* What is pending waits for the cost after the next one. The monitor does not idle meanwhile. */
static void defer(struct ledger *l, const struct machine *m)
{
    l->deferred_cycles += m->cycles - l->mark_cycles;
    l->deferred_instructions += m->instructions - l->mark_instructions;
    l->mark_cycles = m->cycles;
    l->mark_instructions = m->instructions;
    l->aside = true;
}

static void charge_monitor(struct ledger *l, const struct machine *m, enum cause_of_cost cause)
{
    struct party *p = payer(l, cause);
    charge(l, m, p, cause, RAN_MONITOR);
    if (l->aside) {
        l->aside = false;
        return;
    }
    p->cycles[cause] += l->deferred_cycles;
    p->instructions[RAN_MONITOR] += l->deferred_instructions;
    l->deferred_cycles = l->deferred_instructions = 0;
    l->last_cost = cause;
}

static void count_trap(struct party *p, uint32_t cause)
{
    uint32_t number = cause & ~MCAUSE_INTERRUPT;
    if (cause & MCAUSE_INTERRUPT) {
        p->interrupts[number % LEDGER_IRQS]++;
    } else {
        p->reflected[number % LEDGER_EXCEPTIONS]++;
    }
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)tval;
    struct ledger *l = context;
    if (!l->monitored) {
        charge_guest(l, m, m->hart.priv.mode == MODE_SUPERVISOR);
        count_trap(current(l), cause);
    } else if (!l->in_monitor) {
        charge_guest(l, m, l->supervisor);
        l->in_monitor = true;
    }
}

static void on_mret(void *context, struct machine *m)
{
    struct ledger *l = context;
    if (!l->monitored) {
        charge_guest(l, m, true);
    } else if (l->in_monitor && m->hart.priv.mode == MODE_SUPERVISOR) {
        charge_monitor(l, m, l->last_cost);
        l->in_monitor = false;
    }
}

/* The value of a cost's probe says which instruction, trap or interrupt it was. */
static void count_event(struct party *p, enum cause_of_cost cause, uint32_t value,
                        enum variant variant)
{
    p->events[cause]++;
    if (cause == SPENT_EMULATE || cause == SPENT_TLB_WRITE) {
        p->emulated[isa_decode(value, variant).op]++;
    } else if (cause == SPENT_REFLECT || cause == SPENT_INTERRUPT) {
        count_trap(p, value);
    }
}

static void stopped(struct ledger *l, uint32_t value)
{
    unsigned vm = value & 0xff;
    if (vm + 1 < l->party_count) {
        struct party *p = &l->parties[vm + 1];
        p->stopped = true;
        p->stop_reason = value >> 8;
        p->exit_code = l->stop_code;
    }
}

static void select_vm(struct ledger *l, uint32_t vm)
{
    if (vm + 1 < l->party_count) {
        l->current = vm + 1;
    }
}

static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct ledger *l = context;
    int cause = cost_of(event);
    if (m->hart.priv.mode != MODE_SUPERVISOR) {
        return;
    }
    if (cause >= 0) {
        charge_monitor(l, m, (enum cause_of_cost)cause);
        count_event(payer(l, (enum cause_of_cost)cause), (enum cause_of_cost)cause, value,
                    m->config.variant);
    }
    if (event == COST_SWITCH) {
        select_vm(l, value);
    } else if (event == PROBE_RESUME) {
        select_vm(l, value >> 1);
        l->supervisor = value & 1;
    } else if (event == PROBE_ASIDE) {
        defer(l, m);
    } else if (event == PROBE_STOP_CODE) {
        l->stop_code = value;
    } else if (event == PROBE_STOPPED) {
        stopped(l, value);
    } else if (event == PROBE_INSPECT) {
        l->inspect = value;
    }
}

void ledger_open(struct ledger *l, struct machine *m, unsigned vms, bool monitored)
{
    size_t size = (vms + 1) * sizeof *l->parties;
    *l = (struct ledger){.parties = xmalloc(size),
                         .party_count = vms + 1,
                         .monitored = monitored,
                         .current = monitored ? LEDGER_MONITOR : 1,
                         .in_monitor = monitored,
                         .last_cost = SPENT_BOOT};
    memset(l->parties, 0, size);
    l->observer = (struct observer){.context = l, .trap = on_trap, .mret = on_mret};
    l->observer.probe = monitored ? on_probe : NULL;
    observer_add(m, &l->observer);
}

void ledger_settle(struct ledger *l, const struct machine *m)
{
    if (!l->monitored) {
        charge_guest(l, m, m->hart.priv.mode == MODE_SUPERVISOR);
    } else if (l->in_monitor) {
        if (l->aside) {
            charge_monitor(l, m, SPENT_FIRST_TOUCH); /* stopped amid giving a frame */
        }
        charge_monitor(l, m, l->last_cost);
    } else {
        charge_guest(l, m, l->supervisor);
    }
}

static void words_archive(struct archive *a, uint64_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        archive_u64(a, &words[i]);
    }
}

static void party_archive(struct archive *a, struct party *p)
{
    words_archive(a, p->cycles, SPENT_COUNT);
    words_archive(a, p->instructions, RAN_COUNT);
    words_archive(a, p->events, SPENT_COUNT);
    words_archive(a, p->emulated, OP_COUNT);
    words_archive(a, p->reflected, LEDGER_EXCEPTIONS);
    words_archive(a, p->interrupts, LEDGER_IRQS);
    archive_bool(a, &p->stopped);
    archive_u32(a, &p->stop_reason);
    archive_u32(a, &p->exit_code);
}

void ledger_archive(struct archive *a, struct ledger *l)
{
    uint32_t last_cost = l->last_cost;
    for (unsigned i = 0; i < l->party_count; i++) {
        party_archive(a, &l->parties[i]);
    }
    archive_below(a, &l->current, l->party_count);
    archive_bool(a, &l->supervisor);
    archive_bool(a, &l->in_monitor);
    archive_below(a, &last_cost, SPENT_COUNT);
    l->last_cost = (enum cause_of_cost)last_cost;
    archive_u64(a, &l->mark_cycles);
    archive_u64(a, &l->mark_instructions);
    archive_u64(a, &l->mark_idle);
    archive_bool(a, &l->aside);
    archive_u64(a, &l->deferred_cycles);
    archive_u64(a, &l->deferred_instructions);
    archive_u32(a, &l->stop_code);
    archive_u32(a, &l->inspect);
}

void ledger_close(struct ledger *l, struct machine *m)
{
    observer_remove(m, &l->observer);
    free(l->parties);
    l->parties = NULL;
}

uint64_t party_cycles(const struct party *p)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        sum += p->cycles[i];
    }
    return sum;
}

uint64_t party_busy_cycles(const struct party *p)
{
    return party_cycles(p) - p->cycles[SPENT_IDLE];
}

uint64_t party_instructions(const struct party *p)
{
    return p->instructions[RAN_USER] + p->instructions[RAN_SUPERVISOR] +
           p->instructions[RAN_MONITOR];
}
