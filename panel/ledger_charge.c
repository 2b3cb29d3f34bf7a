/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been spent since the last charge, and who is charged for it. */
#include "ledger_parts.h"

static struct meter now(const struct ledger *l, const struct machine *m)
{
    const struct party *p = l->whole;
    return p ? (struct meter){party_cycles(p), party_instructions(p), party_spent(p, SPENT_IDLE)}
             : (struct meter){m->cycles, m->instructions, m->idle_cycles};
}

/* Since the last mark, which is set anew. */
static struct meter since(struct ledger *l, const struct machine *m)
{
    struct meter t = now(l, m);
    struct meter spent = {t.cycles - l->mark.cycles, t.instructions - l->mark.instructions,
                          t.idle - l->mark.idle};
    l->mark = t;
    return spent;
}

/* Everything since the last mark goes to one purpose; what of it was waiting goes to IDLE. */
static void charge(struct ledger *l, const struct machine *m, struct party *p,
                   struct purpose purpose, unsigned ran)
{
    struct meter spent = since(l, m);
    party_charge(p, purpose, spent.cycles - spent.idle);
    party_charge(p, (struct purpose){SPENT_IDLE, 0}, spent.idle);
    p->instructions[ran] += spent.instructions;
}

struct party *ledger_payer(const struct ledger *l, enum cause_of_cost cause)
{
    bool nobody = cause == SPENT_IDLE || cause == SPENT_BOOT;
    return nobody ? &l->parties[LEDGER_MONITOR] : ledger_current(l);
}

void ledger_charge_guest(struct ledger *l, const struct machine *m)
{
    bool supervisor = ledger_current(l)->supervisor;
    struct purpose purpose = {supervisor ? SPENT_SUPERVISOR : SPENT_USER, 0};
    charge(l, m, ledger_current(l), purpose, supervisor ? RAN_SUPERVISOR : RAN_USER);
}

void ledger_defer(struct ledger *l, const struct machine *m)
{
    struct meter spent = since(l, m);
    party_charge(ledger_current(l), (struct purpose){SPENT_IDLE, 0}, spent.idle);
    l->deferred_cycles += spent.cycles - spent.idle;
    l->deferred_instructions += spent.instructions;
    l->aside = true;
}

void ledger_charge_monitor(struct ledger *l, const struct machine *m, struct purpose purpose)
{
    struct party *p = ledger_payer(l, purpose.cause);
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

void ledger_charge_rest(struct ledger *l, const struct machine *m)
{
    if (l->aside) {
        ledger_charge_monitor(l, m, (struct purpose){SPENT_FIRST_TOUCH, 0});
    }
    ledger_charge_monitor(l, m, (struct purpose){l->last_cost, l->last_row});
}
