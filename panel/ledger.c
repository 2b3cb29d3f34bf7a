/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger_parts.h"

#include "diag.h"
#include "isa/cause.h"

#include <stdlib.h>

enum { REGISTER_CALL = 17 }; /* a7 */

bool ledger_supervisor(const struct ledger *l)
{
    return ledger_current(l)->supervisor;
}

/* The ledger of the VM that runs, if it is a monitor. */
static struct ledger *inner(const struct ledger *l)
{
    return l->inner[l->current];
}

static void tell(const struct ledger *l, enum ledger_news news, uint32_t first, uint32_t second)
{
    for (const struct ledger_listener *h = l->listeners; h; h = h->next) {
        h->hear(h->context, l, news, first, second);
    }
}

/* --- a guest that owns the machine --- */

static bool is_supervisor(const struct machine *m)
{
    return m->hart.priv.mode == MODE_SUPERVISOR;
}

static void bare_trap(struct ledger *l, const struct machine *m, uint32_t cause, uint32_t tval)
{
    struct party *p = ledger_current(l);
    tell(l, LEDGER_ENTERED, cause, tval);
    ledger_charge_guest(l, m);
    party_trapped(p, cause);
    party_serve(p, cause, m->hart.x[REGISTER_CALL]);
    p->supervisor = p->account = true;
}

static void bare_mret(struct ledger *l, const struct machine *m, enum mode to)
{
    struct party *p = ledger_current(l);
    ledger_charge_guest(l, m);
    party_enter(p, to == MODE_SUPERVISOR);
    party_resume(p);
    tell(l, LEDGER_LEFT, 0, 0);
}

/* --- traps and returns --- */

/* l's monitor is entered from the VM that runs. */
static void enter(struct ledger *l, const struct machine *m, uint32_t cause, uint32_t tval,
                  uint32_t call)
{
    if (!l->in_monitor) {
        tell(l, LEDGER_ENTERED, cause, tval);
        ledger_charge_guest(l, m);
        ledger_current(l)->traps++;
        l->in_monitor = true;
        l->trap_cause = cause;
        l->trap_call = call;
    }
}

/* It goes back. With that the VM may be back in its own monitor's supervisor mode, or back from it.
 */
static void leave(struct ledger *l, const struct machine *m)
{
    tell(l, LEDGER_LEFT, 0, 0);
    ledger_charge_rest(l, m);
    party_resume(ledger_current(l));
    l->in_monitor = l->returning = false;
    struct ledger *n = inner(l);
    if (n && ledger_current(l)->supervisor) {
        enter(n, m, l->trap_cause, 0, l->trap_call);
    } else if (n && n->in_monitor) {
        leave(n, m);
    }
}

static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    struct ledger *l = context;
    if (l->monitored) {
        enter(l, m, cause, tval, m->hart.x[REGISTER_CALL]);
    } else {
        bare_trap(l, m, cause, tval);
    }
}

static void on_mret(void *context, struct machine *m, enum mode to)
{
    struct ledger *l = context;
    if (!l->monitored) {
        bare_mret(l, m, to);
    } else if (l->in_monitor && is_supervisor(m)) {
        leave(l, m);
    }
}

/* --- probes --- */

/*
 * A trap is delivered to the VM that runs, which may begin a service, to which the delivery belongs
 * already. For a monitor in the VM it is as a trap is for hardware; before which it may just have
 * gone back, and nobody was entered since.
 */
static void deliver(struct ledger *l, const struct machine *m, uint32_t cause)
{
    struct ledger *n = inner(l);
    party_serve(ledger_current(l), cause, l->trap_call);
    if (n && n->in_monitor && l->returning) {
        leave(n, m);
    }
    if (n) {
        enter(n, m, cause, 0, l->trap_call);
    }
}

/* The probe of a miss does not say of which kind it was; the trap did. */
static void announce_delivery(struct ledger *l, const struct machine *m, enum cause_of_cost cause,
                              uint32_t value)
{
    if (cause == SPENT_REFLECT || cause == SPENT_INTERRUPT) {
        deliver(l, m, value);
    } else if (cause == SPENT_REFLECTED_MISS) {
        deliver(l, m, l->trap_cause);
    }
}

static void on_cost(struct ledger *l, const struct machine *m, enum cause_of_cost cause,
                    uint32_t value)
{
    tell(l, LEDGER_COST, cause, value);
    if (cause == SPENT_EMULATE || cause == SPENT_TLB_WRITE) {
        value = isa_decode(value, m->config.variant).op; /* the accounts are by row */
    }
    if (cause == SPENT_INTERPRET) { /* what runs there is the VM's supervisor, if not by itself */
        party_enter(ledger_current(l), true);
        party_resume(ledger_current(l));
        l->returning = false;
    }
    struct purpose purpose = purpose_announced(cause, value);
    announce_delivery(l, m, cause, value);
    ledger_charge_monitor(l, m, purpose);
    party_announced(ledger_payer(l, cause), purpose, value);
    if (cause == SPENT_EMULATE && value == OP_mret) {
        services_mret(&ledger_current(l)->services);
        l->returning = true;
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
        tell(l, LEDGER_STOPPED, vm + 1, p->stop_reason);
    }
}

static void select_vm(struct ledger *l, uint32_t vm)
{
    if (vm + 1 < l->party_count && vm + 1 != l->current) {
        l->current = vm + 1;
        l->returning = false;
        tell(l, LEDGER_SELECTED, 0, 0);
    }
}

static void resumed(struct ledger *l, uint32_t value)
{
    select_vm(l, value >> 1);
    party_enter(ledger_current(l), value & 1);
}

static void said(struct ledger *l, const struct machine *m, uint32_t event, uint32_t value);

/*
 * A probe of a VM that l's monitor interprets in supervisor mode, and that is a monitor itself.
 * Whether it is in that mode, its ledger knows.
 */
static void pass_on(struct ledger *l, const struct machine *m, uint32_t value)
{
    struct ledger *n = inner(l);
    if (n && n->in_monitor) {
        ledger_charge_monitor(l, m, (struct purpose){SPENT_INTERPRET, 0});
        said(n, m, l->heard, value);
    }
}

static void on_announcement(struct ledger *l, const struct machine *m, uint32_t event,
                            uint32_t value)
{
    switch (event) {
    case PROBE_RESUME:
        resumed(l, value);
        break;
    case PROBE_ASIDE:
        ledger_defer(l, m);
        break;
    case PROBE_WOKEN:
        party_woken(ledger_current(l), value);
        break;
    case PROBE_STOP_CODE:
        l->stop_code = value;
        break;
    case PROBE_STOPPED:
        stopped(l, value);
        break;
    case PROBE_SAID:
        l->heard = value;
        break;
    case PROBE_SAID_VALUE:
        pass_on(l, m, value);
        break;
    case PROBE_INSPECT:
        l->inspect = value;
        break;
    default:
        break;
    }
}

/* l's monitor says something. */
static void said(struct ledger *l, const struct machine *m, uint32_t event, uint32_t value)
{
    int cause = spent_announced(event);
    if (cause >= 0) {
        on_cost(l, m, (enum cause_of_cost)cause, value);
    } else {
        on_announcement(l, m, event, value);
    }
    if (event == COST_SWITCH) {
        select_vm(l, value);
    }
}

/*
 * The VM that runs has executed a probe: its own instruction, unless it is a monitor. Then either
 * that speaks, in virtual supervisor mode, or one of its VMs has executed it.
 */
static void guest_said(struct ledger *l, const struct machine *m, uint32_t event, uint32_t value)
{
    struct ledger *n = l->in_monitor ? NULL : inner(l);
    if (!n) {
        return;
    }
    ledger_charge_guest(l, m);
    if (ledger_current(l)->supervisor) {
        said(n, m, event, value);
    } else {
        guest_said(n, m, event, value);
    }
}

static void on_probe(void *context, struct machine *m, uint32_t event, uint32_t value)
{
    struct ledger *l = context;
    if (is_supervisor(m)) {
        said(l, m, event, value);
    } else {
        guest_said(l, m, event, value);
    }
}

static void init(struct ledger *l, unsigned vms, bool monitored)
{
    *l = (struct ledger){.parties = xmalloc((vms + 1) * sizeof *l->parties),
                         .party_count = vms + 1,
                         .inner = xmalloc((vms + 1) * sizeof *l->inner),
                         .monitored = monitored,
                         .current = monitored ? LEDGER_MONITOR : 1,
                         .in_monitor = monitored,
                         .last_cost = SPENT_BOOT};
    for (unsigned i = 0; i < l->party_count; i++) {
        party_init(&l->parties[i]);
        l->inner[i] = NULL;
    }
}

void ledger_open(struct ledger *l, struct machine *m, unsigned vms, bool monitored)
{
    init(l, vms, monitored);
    l->observer = (struct observer){.context = l, .trap = on_trap, .mret = on_mret};
    l->observer.probe = monitored ? on_probe : NULL;
    observer_add(m, &l->observer);
}

struct ledger *ledger_nest(struct ledger *l, unsigned vm, unsigned vms)
{
    struct ledger *n = xmalloc(sizeof *n);
    init(n, vms, true);
    n->whole = &l->parties[vm + 1];
    l->inner[vm + 1] = n;
    return n;
}

void ledger_listen(struct ledger *l, struct ledger_listener *listener)
{
    struct ledger_listener **end = &l->listeners;
    while (*end) {
        end = &(*end)->next;
    }
    *end = listener;
    listener->next = NULL;
}

void ledger_unlisten(struct ledger *l, const struct ledger_listener *listener)
{
    for (struct ledger_listener **at = &l->listeners; *at; at = &(*at)->next) {
        if (*at == listener) {
            *at = listener->next;
            break;
        }
    }
}

struct ledger *ledger_inner(const struct ledger *l, unsigned vm)
{
    return l->inner[vm + 1];
}

void ledger_settle(struct ledger *l, const struct machine *m)
{
    if (l->monitored && l->in_monitor) {
        ledger_charge_rest(l, m);
    } else {
        ledger_charge_guest(l, m);
    }
    for (unsigned i = 0; i < l->party_count; i++) {
        if (l->inner[i]) {
            ledger_settle(l->inner[i], m);
        }
    }
}

void ledger_close(struct ledger *l, struct machine *m)
{
    observer_remove(m, &l->observer);
    ledger_free(l);
}
