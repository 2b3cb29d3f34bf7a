/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ledger: where every cycle and instruction of a run went. An observer of the machine that
 * charges each to a party (a VM, or the monitor by itself) and to a cause, from traps, returns
 * and the monitor's probes (isa/probe.def). The parts sum exactly to the machine's totals.
 *
 * Without a monitor there is one guest, and the machine's mode is the guest's.
 *
 * Nesting level 0 only: probes from real user mode are a guest's own instructions.
 */
#ifndef PANEL_LEDGER_H
#define PANEL_LEDGER_H

#include "isa/insn.h"
#include "isa/probe.h"
#include "machine/archive.h"
#include "machine/machine.h"

/* What a cycle was spent on: the guest's own work, or one of the monitor's costs. */
enum cause_of_cost {
    SPENT_USER,
    SPENT_SUPERVISOR,
#define PROBE(number, id, name, value)
#define COST(number, id, name, title, value) SPENT_##id,
#include "isa/probe.def"
    SPENT_COUNT
};

enum { RAN_USER, RAN_SUPERVISOR, RAN_MONITOR, RAN_COUNT };

enum { LEDGER_EXCEPTIONS = 32, LEDGER_IRQS = 16, LEDGER_MONITOR = 0 };

/* A VM, or (number 0) the monitor where no VM is concerned. */
struct party {
    uint64_t cycles[SPENT_COUNT];
    uint64_t instructions[RAN_COUNT];
    uint64_t events[SPENT_COUNT]; /* how often each cost was announced */
    uint64_t emulated[OP_COUNT];  /* of EMULATE and TLB_WRITE, by row */
    uint64_t reflected[LEDGER_EXCEPTIONS];
    uint64_t interrupts[LEDGER_IRQS];
    bool stopped;
    uint32_t stop_reason, exit_code; /* of isa/vmstop.def */
};

struct ledger {
    struct observer observer;
    struct party *parties; /* of VM i: i + 1 */
    unsigned party_count;
    bool monitored;
    unsigned current; /* party that runs, or for whom the monitor works */
    bool supervisor;  /* virtual mode of the current VM */
    bool in_monitor;
    enum cause_of_cost last_cost;
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

uint64_t party_cycles(const struct party *p);
uint64_t party_instructions(const struct party *p);

/* Cycles in which work was done: all but waiting. */
uint64_t party_busy_cycles(const struct party *p);

/* Name of a cause, as in counters ("hidden_miss"), and for people. */
extern const char *const spent_names[SPENT_COUNT];
extern const char *const spent_titles[SPENT_COUNT];

#endif
