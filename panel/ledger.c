/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger.h"

#include "diag.h"
#include "isa/cause.h"

#include <stdlib.h>

enum { REGISTER_CALL = 17 }; /* a7 */

/* Everything since the last mark goes to one purpose; what of it was waiting goes to IDLE. */
static void charge(struct ledger *l, const struct machine *m, struct party *p,
                   struct purpose purpose, unsigned ran)
{
    uint64_t idle = m->idle_cycles - l->mark_idle;
    party_charge(p, purpose, m->cycles - l->mark_cycles - idle);
    party_charge(p, (struct purpose){SPENT_IDLE, 0}, idle);
    p->instructions[ran] += m->instructions - l->mark_instructions;
    l->mark_cycles = m->cycles;
    l->mark_instructions = m->instructions;
    l->mark_idle = m->idle_cycles;
}

static struct party *current(const struct ledger *l)
{
    return &l->parties[l->current];
}

bool ledger_supervisor(const struct ledger *l)
{
    return current(l)->supervisor;
}

/* Waiting and starting concern no VM in particular. */
static struct party *payer(const struct ledger *l, enum cause_of_cost cause)
{
    bool nobody = cause == SPENT_IDLE || cause == SPENT_BOOT;
    return nobody ? &l->parties[LEDGER_MONITOR] : current(l);
}

static void charge_guest(struct ledger *l, const struct machine *m)
{
    bool supervisor = current(l)->supervisor;
    struct purpose purpose = {supervisor ? SPENT_SUPERVISOR : SPENT_USER, 0};
    charge(l, m, current(l), purpose, supervisor ? RAN_SUPERVISOR : RAN_USER);
}

/* What is pending waits for the cost after the next one; not so what a VM's disk was waited for. */
static void defer(struct ledger *l, const struct machine *m)
{
    uint64_t idle = m->idle_cycles - l->mark_idle;
    party_charge(current(l), (struct purpose){SPENT_IDLE, 0}, idle);
    l->deferred_cycles += m->cycles - l->mark_cycles - idle;
    l->mark_idle = m->idle_cycles;
    l->deferred_instructions += m->instructions - l->mark_instructions;
    l->mark_cycles = m->cycles;
    l->mark_instructions = m->instructions;
    l->aside = true;
}

static void charge_monitor(struct ledger *l, const struct machine *m, struct purpose purpose)
{
    struct party *p = payer(l, purpose.cause);
    charge(l, m, p, purpose, RAN_MONITOR);
    if (l->aside) {
        l->aside = false;
        return;
    }
    party_charge(p, purpose, l->deferred_cycles);
    p->instructions[RAN_MONITOR] += l->deferred_instructions;
    l->deferred_cycles = l->deferred_instructions = 0;
    l->last_cost = purpose.cause;
    l->last_row = purpose.row;
}

/* What follows the last cost is its own; and what was set aside and never announced, a frame's. */
static void charge_rest(struct ledger *l, const struct machine *m)
{
    if (l->aside) {
        charge_monitor(l, m, (struct purpose){SPENT_FIRST_TOUCH, 0});
    }
    charge_monitor(l, m, (struct purpose){l->last_cost, l->last_row});
}

/* --- a guest that owns the machine --- */

static bool is_supervisor(const struct machine *m)
{
    return m->hart.priv.mode == MODE_SUPERVISOR;
}

static void bare_trap(struct ledger *l, const struct machine *m, uint32_t cause)
{
    struct party *p = current(l);
    charge_guest(l, m);
    party_trapped(p, cause);
    party_serve(p, cause, m->hart.x[REGISTER_CALL]);
    p->supervisor = p->account = true;
}

static void bare_mret(struct ledger *l, const struct machine *m, enum mode to)
{
    struct party *p = current(l);
    charge_guest(l, m);
    party_enter(p, to == MODE_SUPERVISOR);
    party_resume(p);
}

/* --- traps and returns --- */

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    (void)tval;
    struct ledger *l = context;
    if (!l->monitored) {
        bare_trap(l, m, cause);
    } else if (!l->in_monitor) {
        charge_guest(l, m);
        l->in_monitor = true;
        l->trap_cause = cause;
        l->trap_call = m->hart.x[REGISTER_CALL];
    }
}

static void on_mret(void *context, struct machine *m, enum mode to)
{
    struct ledger *l = context;
    if (!l->monitored) {
        bare_mret(l, m, to);
    } else if (l->in_monitor && is_supervisor(m)) {
        charge_rest(l, m);
        party_resume(current(l));
        l->in_monitor = false;
    }
}

/* --- probes --- */

/*
 * A trap that is delivered may begin a service, to which the delivery belongs already. The probe of
 * a miss does not say of which kind it was; the real trap did.
 */
static void serve_announced(struct ledger *l, enum cause_of_cost cause, uint32_t value)
{
    if (cause == SPENT_REFLECT || cause == SPENT_INTERRUPT) {
        party_serve(current(l), value, l->trap_call);
    } else if (cause == SPENT_REFLECTED_MISS) {
        party_serve(current(l), l->trap_cause, l->trap_call);
    }
}

static void on_cost(struct ledger *l, const struct machine *m, enum cause_of_cost cause,
                    uint32_t value)
{
    if (cause == SPENT_EMULATE || cause == SPENT_TLB_WRITE) {
        value = isa_decode(value, m->config.variant).op; /* the accounts are by row */
    }
    if (cause == SPENT_INTERPRET) { /* what runs there is the VM's supervisor, if not by itself */
        party_enter(current(l), true);
        party_resume(current(l));
    }
    struct purpose purpose = purpose_announced(cause, value);
    serve_announced(l, cause, value);
    charge_monitor(l, m, purpose);
    party_announced(payer(l, cause), purpose, value);
    if (cause == SPENT_EMULATE && value == OP_mret) {
        services_mret(&current(l)->services);
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

static void resumed(struct ledger *l, uint32_t value)
{
    select_vm(l, value >> 1);
    party_enter(current(l), value & 1);
}

static void on_announcement(struct ledger *l, const struct machine *m, uint32_t event,
                            uint32_t value)
{
    switch (event) {
    case PROBE_RESUME:
        resumed(l, value);
        break;
    case PROBE_ASIDE:
        defer(l, m);
        break;
    case PROBE_WOKEN:
        party_woken(current(l), value);
        break;
    case PROBE_STOP_CODE:
        l->stop_code = value;
        break;
    case PROBE_STOPPED:
        stopped(l, value);
        break;
    case PROBE_INSPECT:
        l->inspect = value;
        break;
    default:
        break;
    }
}

static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct ledger *l = context;
    int cause = spent_announced(event);
    if (!is_supervisor(m)) {
        return;
    }
    if (cause >= 0) {
        on_cost(l, m, (enum cause_of_cost)cause, value);
    } else {
        on_announcement(l, m, event, value);
    }
    if (event == COST_SWITCH) {
        select_vm(l, value);
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
    for (unsigned i = 0; i < l->party_count; i++) {
        party_init(&l->parties[i]);
    }
    l->observer = (struct observer){.context = l, .trap = on_trap, .mret = on_mret};
    l->observer.probe = monitored ? on_probe : NULL;
    observer_add(m, &l->observer);
}

void ledger_settle(struct ledger *l, const struct machine *m)
{
    if (l->monitored && l->in_monitor) {
        charge_rest(l, m);
    } else {
        charge_guest(l, m);
    }
}

void ledger_archive(struct archive *a, struct ledger *l)
{
    uint32_t last_cost = l->last_cost;
    for (unsigned i = 0; i < l->party_count; i++) {
        party_archive(a, &l->parties[i]);
    }
    archive_below(a, &l->current, l->party_count);
    archive_bool(a, &l->in_monitor);
    archive_u32(a, &l->trap_cause);
    archive_u32(a, &l->trap_call);
    archive_below(a, &last_cost, SPENT_COUNT);
    l->last_cost = (enum cause_of_cost)last_cost;
    archive_below(a, &l->last_row, PARTY_ROWS);
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
