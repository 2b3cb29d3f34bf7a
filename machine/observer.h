/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Observers of a machine: statistics, breakpoints, traces. Each is a struct of callbacks, any of
 * which may be null; an event that nobody listens to costs the core one test of a bit.
 *
 * A callback sees the machine as it was before the event, unless said otherwise, and must not
 * change it, except by machine_stop().
 */
#ifndef MACHINE_OBSERVER_H
#define MACHINE_OBSERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "isa/priv.h"

struct insn;
struct machine;

enum {
    OBSERVE_INSN = 1,
    OBSERVE_TRAP = 2,
    OBSERVE_MRET = 4,
    OBSERVE_PROBE = 8,
    OBSERVE_TLB = 16,
    OBSERVE_MARKED = 32,
    OBSERVE_ACCESS = 64,
    OBSERVE_STEPPED = 128
};

/* An access to RAM, in a page that is marked: see watch.h. */
struct ram_access {
    uint32_t address; /* physical */
    uint32_t size;
    bool write, device; /* device: its value is not known yet */
    uint32_t value;     /* that is written */
};

struct observer {
    void *context;
    /* An instruction is about to be executed at the hart's pc. */
    void (*insn)(void *context, struct machine *m, const struct insn *in);
    /* A trap is about to be taken at the hart's pc. */
    void (*trap)(void *context, struct machine *m, uint32_t cause, uint32_t tval);
    /* mret, or jrst, is about to change the mode to `to`; it has been counted already. */
    void (*mret)(void *context, struct machine *m, enum mode to);
    /* A probe of probe.def has been executed in supervisor or user mode; it has been counted. */
    void (*probe)(void *context, struct machine *m, uint32_t event, uint32_t value);
    /* tlbwr or tlbwi has written entry `index`, and has not been counted yet. */
    void (*tlb)(void *context, struct machine *m, uint32_t index);
    /* An instruction at a marked word (see watch.h) is about to be executed at the hart's pc. */
    void (*marked)(void *context, struct machine *m, const struct insn *in);
    /* An access to a marked page is about to be made; it will not fail. */
    void (*access)(void *context, struct machine *m, const struct ram_access *a);
    /* The plain core has done a step: an instruction, a trap or a wait. Nothing but ordinary
     * instructions is ever done without it. */
    void (*stepped)(void *context, struct machine *m);
    struct observer *next; /* owned by the machine while registered */
};

/* Register an observer; it must outlive its registration. Called in order of registration. */
void observer_add(struct machine *m, struct observer *o);
void observer_remove(struct machine *m, struct observer *o);

/* Tell all who listen; for the core, once m->observed says that somebody does. */
/* `insn`, and `marked` if the word is. */
void observe_insn(struct machine *m, const struct insn *in);
void observe_trap(struct machine *m, uint32_t cause, uint32_t tval);
void observe_mret(struct machine *m, enum mode to);
void observe_probe(struct machine *m, uint32_t event, uint32_t value);
void observe_tlb(struct machine *m, uint32_t index);
void observe_access(struct machine *m, const struct ram_access *a);
void observe_stepped(struct machine *m);

#endif
