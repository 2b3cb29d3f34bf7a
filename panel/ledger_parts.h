/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of the ledger share: ledger.c follows what happens, ledger_charge.c charges. Only
 * these include it.
 */
#ifndef PANEL_LEDGER_PARTS_H
#define PANEL_LEDGER_PARTS_H

#include "ledger.h"

static inline struct party *ledger_current(const struct ledger *l)
{
    return &l->parties[l->current];
}

/* Whom a cost concerns: waiting and starting no VM in particular. */
struct party *ledger_payer(const struct ledger *l, enum cause_of_cost cause);

/* All since the last charge was the VM's own work, in the mode that it is in. */
void ledger_charge_guest(struct ledger *l, const struct machine *m);

/* It was the monitor's for this purpose. */
void ledger_charge_monitor(struct ledger *l, const struct machine *m, struct purpose purpose);

/* What follows the last cost is its own; and what was set aside and never announced, a frame's. */
void ledger_charge_rest(struct ledger *l, const struct machine *m);

/* What is pending waits for the cost after the next one; not so what a VM's disk was waited for. */
void ledger_defer(struct ledger *l, const struct machine *m);

#endif
