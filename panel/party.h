/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A party: a VM, or the monitor where no VM is concerned, and the accounts that the ledger keeps of
 * it. The ledger alone writes in them; reports read.
 */
#ifndef PANEL_PARTY_H
#define PANEL_PARTY_H

#include "isa/disasm.h"
#include "services.h"

enum { RAN_USER, RAN_SUPERVISOR, RAN_MONITOR, RAN_COUNT };

/* Virtual modes: what a VM was in when the monitor was entered. */
enum { IN_USER, IN_SUPERVISOR, IN_COUNT };

/* Instructions emulated are told by row; the last place is for what is no row. */
enum { PARTY_ROWS = OP_COUNT + 1 };

enum { PARTY_EXCEPTIONS = 32, PARTY_IRQS = 16 };

/* Times at which a VM that waited could go on, and ticks from when that was due. */
struct wakes {
    uint64_t count, ticks, longest;
};

/* A VM, or (number 0) the monitor where no VM is concerned: it counts as in supervisor mode. */
struct party {
    uint64_t cycles[IN_COUNT][SPENT_COUNT];
    uint64_t instructions[RAN_COUNT];
    uint64_t events[SPENT_COUNT];  /* how often each cost was announced; instructions interpreted */
    uint64_t emulated[PARTY_ROWS]; /* of EMULATE and TLB_WRITE, by row */
    uint64_t emulated_cycles[PARTY_ROWS]; /* the same ones' */
    uint64_t reflected[PARTY_EXCEPTIONS];
    uint64_t interrupts[PARTY_IRQS];
    struct wakes wakes;
    struct services services;
    uint64_t traps;  /* how often the monitor was entered from it */
    bool supervisor; /* its virtual mode, as it last was resumed */
    bool account;    /* the one that is charged: until it is resumed, the one that it was in */
    bool stopped;
    uint32_t stop_reason, exit_code; /* of isa/vmstop.def */
};

/* What cycles are spent on; the row says which instruction, if they are spent on emulating one. */
struct purpose {
    enum cause_of_cost cause;
    uint32_t row;
};

/* The purpose that a cost's probe announces, by its value. */
struct purpose purpose_announced(enum cause_of_cost cause, uint32_t value);

void party_init(struct party *p);

/* Charge cycles, to the virtual mode and the service that p is in. */
void party_charge(struct party *p, struct purpose purpose, uint64_t cycles);

/* A cost was announced; the value says which trap or interrupt it was, if it was one. */
void party_announced(struct party *p, struct purpose purpose, uint32_t value);

/* A trap was taken by the guest itself. */
void party_trapped(struct party *p, uint32_t cause);

/* A trap is delivered to p's supervisor; `call` is the number, should it be a system call. */
void party_serve(struct party *p, uint32_t cause, uint32_t call);

/* p is to go on in this virtual mode; and now it does. */
void party_enter(struct party *p, bool supervisor);
void party_resume(struct party *p);

void party_woken(struct party *p, uint32_t ticks);

void party_archive(struct archive *a, struct party *p);

/* Name of a row of insn.def, or "unknown" for the last place. */
void party_row_name(unsigned row, char name[CSR_NAME_SIZE]);

/* Mean latency of wake-ups, in cycles. */
uint64_t wakes_mean(const struct wakes *w);

/* Cycles of one cause; of all. */
uint64_t party_spent(const struct party *p, enum cause_of_cost cause);
uint64_t party_cycles(const struct party *p);
uint64_t party_instructions(const struct party *p);

/* Cycles in which work was done: all but waiting. */
uint64_t party_busy_cycles(const struct party *p);

#endif
