/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger: where every cycle and instruction of a run went. An observer of the machine that
 * charges each to a party (a VM, or the monitor by itself), to the virtual mode that the VM was in,
 * and to a cause, from traps, returns and the monitor's probes (isa/probe.def). The parts sum
 * exactly to the machine's totals.
 *
 * Without a monitor there is one guest, and the machine's mode is the guest's.
 *
 * A VM that is declared a monitor has a ledger of its own, which divides what the ledger above it
 * charges to that VM, by the same rules, among that monitor's VMs: its traps are those that are
 * delivered to the VM while its guests run, its returns those with which the VM leaves virtual
 * supervisor mode, its probes those that the VM executes in virtual supervisor mode. So the parts
 * sum exactly at every level, and whoever lies divides nobody's share but its own. Whoever is not
 * declared a monitor executes probes in vain, and so does user mode at any level.
 */
#ifndef PANEL_LEDGER_H
#define PANEL_LEDGER_H

#include "isa/probe.h"
#include "machine/archive.h"
#include "machine/machine.h"
#include "party.h"

enum { LEDGER_MONITOR = 0 };

/* What has been spent so far, on the machine as a whole or on one VM. */
struct meter {
    uint64_t cycles, instructions, idle; /* idle: of cycles */
};

/*
 * What a ledger understands of what happens, told to whoever listens: of the party that is current,
 * as it was before, unless said otherwise. A listener changes nothing.
 */
enum ledger_news {
    LEDGER_ENTERED,  /* the monitor, or the guest's own kernel: first mcause, second mtval (0 in a
                        VM) */
    LEDGER_LEFT,     /* that is left again; the party is already in the mode in which it goes on */
    LEDGER_COST,     /* first: enum cause_of_cost, second: the probe's value */
    LEDGER_SELECTED, /* another party is current now */
    LEDGER_STOPPED   /* party `first` has, for reason `second` (vmstop.def) */
};

struct ledger;

struct ledger_listener {
    void *context;
    void (*hear)(void *context, const struct ledger *l, enum ledger_news news, uint32_t first,
                 uint32_t second);
    struct ledger_listener *next; /* owned by the ledger while it listens */
};

struct ledger {
    struct observer observer;          /* of the one at level 0 */
    struct ledger_listener *listeners; /* in order of coming */
    const struct party *whole;         /* whose share is divided; null: the machine's all */
    struct ledger **inner;             /* by party: the ledger of a VM that is a monitor, or null */
    struct party *parties;             /* of VM i: i + 1 */
    unsigned party_count;
    bool monitored;
    unsigned current; /* party that runs, or for whom the monitor works */
    bool in_monitor;
    uint32_t trap_cause, trap_call; /* of the trap into the monitor: mcause, and the guest's a7 */
    enum cause_of_cost last_cost;
    uint32_t last_row; /* of what was emulated, if that was the last cost */
    struct meter mark; /* what has been charged */
    bool returning;    /* the monitor emulated an mret, and nobody was entered since */
    bool aside; /* what follows is the next cost's alone; `deferred` waits for the one after */
    uint64_t deferred_cycles, deferred_instructions;
    uint32_t heard;     /* event of a probe of the VM's that the monitor passes on */
    uint32_t stop_code; /* announced for the next VM that stops */
    uint32_t inspect;   /* address of the monitor's inspection table, or 0 */
};

/* Start to observe m, which runs `vms` VMs under a monitor, or one guest without. */
void ledger_open(struct ledger *l, struct machine *m, unsigned vms, bool monitored);

/* VM `vm` of l is a monitor of `vms` VMs. Its ledger, which l owns. Before the machine runs. */
struct ledger *ledger_nest(struct ledger *l, unsigned vm, unsigned vms);

/* That of VM `vm`, or null if it is no monitor. */
struct ledger *ledger_inner(const struct ledger *l, unsigned vm);

/* Have somebody listen to a ledger, not to those within it; no more. Copies have no listeners. */
void ledger_listen(struct ledger *l, struct ledger_listener *listener);
void ledger_unlisten(struct ledger *l, const struct ledger_listener *listener);

/* What the monitor was entered for by its VMs: traps and interrupts; and what it cost, in cycles.
 */
uint64_t ledger_traps(const struct ledger *l);
uint64_t ledger_trap_cycles(const struct ledger *l);

/* Charge what is still open. Call when the machine has stopped, before reading. */
void ledger_settle(struct ledger *l, const struct machine *m);

/* Stop observing and free. */
void ledger_close(struct ledger *l, struct machine *m);

/* A copy that observes nothing, to be settled while the machine still runs; and to free one. */
void ledger_copy(struct ledger *to, const struct ledger *l);
void ledger_free(struct ledger *l);

/* Into a snapshot, or out of one into a ledger that is open and of as many parties. */
void ledger_archive(struct archive *a, struct ledger *l);

/* Whether the current VM is in virtual supervisor mode. */
bool ledger_supervisor(const struct ledger *l);

#endif
