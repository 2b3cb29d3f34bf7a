/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger: where every cycle and instruction of a run went. An observer of the machine that
 * charges each to a party (a VM, or the monitor by itself), to the virtual mode that the VM was in,
 * and to a cause, from traps, returns and the monitor's probes (isa/probe.def). The parts sum
 * exactly to the machine's totals.
 *
 * Without a monitor there is one guest, and the machine's mode is the guest's.
 *
 * Nesting level 0 only: probes from real user mode are a guest's own instructions. A party is
 * somebody at a level, so a level more is a list of parties more.
 */
#ifndef PANEL_LEDGER_H
#define PANEL_LEDGER_H

#include "isa/probe.h"
#include "machine/archive.h"
#include "machine/machine.h"
#include "party.h"

enum { LEDGER_MONITOR = 0 };

struct ledger {
    struct observer observer;
    struct party *parties; /* of VM i: i + 1 */
    unsigned party_count;
    bool monitored;
    unsigned current; /* party that runs, or for whom the monitor works */
    bool in_monitor;
    uint32_t trap_cause, trap_call; /* of the trap into the monitor: mcause, and the guest's a7 */
    enum cause_of_cost last_cost;
    uint32_t last_row; /* of what was emulated, if that was the last cost */
    uint64_t mark_cycles, mark_instructions, mark_idle;
    bool aside; /* what follows is the next cost's alone; `deferred` waits for the one after */
    uint64_t deferred_cycles, deferred_instructions;
    uint32_t stop_code; /* announced for the next VM that stops */
    uint32_t inspect;   /* address of the monitor's inspection table, or 0 */
};

/* Start to observe m, which runs `vms` VMs under a monitor, or one guest without. */
void ledger_open(struct ledger *l, struct machine *m, unsigned vms, bool monitored);

/* Charge what is still open. Call when the machine has stopped, before reading. */
void ledger_settle(struct ledger *l, const struct machine *m);

/* Stop observing and free. */
void ledger_close(struct ledger *l, struct machine *m);

/* Into a snapshot, or out of one into a ledger that is open and of as many parties. */
void ledger_archive(struct archive *a, struct ledger *l);

/* Whether the current VM is in virtual supervisor mode. */
bool ledger_supervisor(const struct ledger *l);

#endif
