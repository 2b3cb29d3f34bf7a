/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The flow of control through the layers of a session, as events: who trapped, who was handed what,
 * what was emulated or installed, who goes on. Told from the hardware's own traps, returns and TLB
 * writes, and from what monitors announce of themselves (isa/probe.def), at every level.
 *
 * An observer that changes nothing. For the debugger and for `trapeze trace`.
 *
 * Where a VM is, the hardware knows as it traps and as it is gone back to. In between its monitor
 * may move it: then a pc is what the monitor's inspection table says (claims.h), and where there is
 * none to be read, nobody's. Whoever puts the session into a later state opens the flow anew.
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

/* How a pc is known. */
enum flow_source { FLOW_SEEN, FLOW_CLAIMED, FLOW_UNKNOWN };

/* Where somebody is. */
struct flow_place {
    enum flow_source source;
    unsigned layer;  /* whose pc it is: the VM's own, or that of one in it */
    bool supervisor; /* the virtual mode that this layer is in */
    uint32_t pc;
};

struct flow_event {
    enum flow_kind kind;
    unsigned level;  /* of the monitor that it is about: 0 for the machine's own, or for none */
    unsigned layer;  /* VM that it concerns: symbols.h; if none in particular, the monitor */
    bool supervisor; /* the virtual mode of that VM, before; of RETURN, in which it goes on */
    uint32_t pc;     /* where that VM is; of RETURN, where it goes on */
    enum flow_source source; /* of pc */
    unsigned at;             /* layer whose pc it is: that VM, or one in it */
    bool at_supervisor;      /* its virtual mode */
    uint32_t cause; /* mcause of what was trapped, reflected or delivered; of STOP, the reason */
    uint32_t value; /* mtval of it; of EMULATE the instruction; of OTHER, what the probe said */
    enum cause_of_cost cost; /* that was announced, of REFLECT to OTHER; else SPENT_USER */
    uint32_t index, hi, lo;  /* of INSTALL: the entry and what is in it */
    uint64_t cycles, instructions;
};

/* A VM, as far as it has been seen: where it trapped, and with what. */
struct flow_vm {
    struct flow_place place;
    uint32_t cause, value;
};

struct flow_level;

struct flow {
    struct session *session;
    void (*tell)(void *context, const struct flow_event *e);
    void *context;
    struct observer observer;
    struct flow_level *levels;
    unsigned level_count;
    struct flow_vm *vms;      /* by layer */
    struct flow_place handed; /* where the VM is that is being handed over; and the mtval of it */
    uint32_t handed_value;
    uint64_t cycles; /* of the last event */
};

/* Begin to tell; end. The session's ledger must be open all the while, and have no other listener.
 */
void flow_open(struct flow *f, struct session *s,
               void (*tell)(void *context, const struct flow_event *e), void *context);
void flow_close(struct flow *f);

#endif
