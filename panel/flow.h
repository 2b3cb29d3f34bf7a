/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The flow of control through the layers of a session, as events: who trapped, who was handed what,
 * what was emulated or installed, who goes on. Told from the hardware's own traps, returns and TLB
 * writes, and from what monitors announce of themselves (isa/probe.def), at every level.
 *
 * An observer that changes nothing. For the debugger and for `trapeze trace`.
 */
#ifndef PANEL_FLOW_H
#define PANEL_FLOW_H

#include "symbols.h"

enum flow_kind {
#define FLOW(id, ...) FLOW_##id,
#include "flow.def"
    FLOW_KINDS
};

/* Name of a kind, as it is typed and printed; and one line about it. */
extern const char *const flow_names[FLOW_KINDS];
extern const char *const flow_titles[FLOW_KINDS];

struct flow_event {
    enum flow_kind kind;
    unsigned level;  /* of the monitor that it is about: 0 for the machine's own, or for none */
    unsigned layer;  /* VM that it concerns: symbols.h */
    bool supervisor; /* the virtual mode of that VM, before; of RETURN, in which it goes on */
    uint32_t pc;     /* where that VM is; of RETURN, where it goes on */
    uint32_t cause;  /* mcause of what was trapped, reflected or delivered */
    uint32_t value;  /* mtval of it; of EMULATE the instruction */
    uint32_t index, hi, lo; /* of INSTALL: the entry and what is in it */
    uint64_t cycles, instructions;
};

struct flow {
    struct session *session;
    void (*tell)(void *context, const struct flow_event *e);
    void *context;
    struct observer observer;
};

/* Begin to tell; end. The session's ledger must be open all the while. */
void flow_open(struct flow *f, struct session *s,
               void (*tell)(void *context, const struct flow_event *e), void *context);
void flow_close(struct flow *f);

#endif
