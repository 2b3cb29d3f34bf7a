/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How an address is translated, step by step and through all levels, and what would happen if it
 * were accessed now: who would trap to whom, and why.
 *
 * A VM's address goes through the VM's own TLB, which its monitor keeps for it, to its physical
 * memory, and by that monitor's pmap to a frame of the monitor's. A monitor that is itself in a VM
 * takes for machine frames what is physical memory of that VM, so there the next stage begins. What
 * makes an access fast, or trap, is the composition of it all in the TLB of the hart.
 *
 * All of it but the hart's own state is what monitors claim. Changes nothing.
 */
#ifndef PANEL_DEBUG_WALK_H
#define PANEL_DEBUG_WALK_H

#include "debug_place.h"

/* What is at a physical address. */
enum walk_target {
    WALK_NOTHING,
    WALK_RAM,
    WALK_SPECIAL, /* the special page of a VM */
    WALK_DEVICE
};

/* One VM; or the only guest of a machine, the monitor, or the machine itself. */
struct walk_stage {
    unsigned layer;
    /* its own mapping; of the first stage only, but for the shape of its TLB */
    bool relocated, supervisor;
    uint32_t asid;
    int slot;               /* in its own TLB; beyond that, in the software TLB; or TLB_NONE */
    uint32_t entries, ways; /* shape of these */
    struct tlb_entry entry;
    uint32_t cause; /* of the fault that it would see, or 0: then it has a physical address */
    /* its physical address, and what that is */
    uint32_t physical;
    enum walk_target target;
    const char *device; /* of WALK_DEVICE: its name */
    unsigned device_slot;
    uint32_t frame; /* RAM: an address of its monitor's, or 0: none has been given yet */
    bool watched;   /* stores to that page are emulated: tohost is there */
    /* the hardware that it runs on: its monitor's TLB, which is the hart's or a VM's */
    unsigned hardware; /* a VM, or LAYER_MACHINE */
    uint32_t key;      /* the ASID there that stands for its address space; 0: none now */
    int index;         /* as slot */
    struct tlb_entry composed;
};

/* What an access comes to. */
enum walk_outcome {
    WALK_DONE,        /* the hart does it */
    WALK_OPERATED,    /* a device of the machine does */
    WALK_HIDDEN,      /* trap; a monitor installs the mapping, and it is tried again */
    WALK_EMULATED,    /* trap; a monitor does it: a device that it emulates, or tohost */
    WALK_INTERPRETED, /* a hybrid monitor executes the instruction anyway */
    WALK_FAULT,       /* trap `cause`, delivered to the layer's own handler */
    WALK_STOPPED      /* the VM, or one that it is in, has stopped for good */
};

struct walk {
    struct place at;
    enum access access;
    unsigned count;
    struct walk_stage stage[CONFIG_LEVELS + 1]; /* the VM, then those that its monitors are in */
    enum walk_outcome outcome;
    unsigned by;         /* stage whose monitor does it */
    uint32_t trap;       /* the cause with which the hart traps, or 0 */
    uint32_t cause;      /* of WALK_FAULT */
    bool installs_first; /* of WALK_EMULATED: an entry for other accesses, then it traps again */
    bool first_touch;    /* a frame is given for it */
};

/* Walk. False after debug_error(): nobody says how. */
bool debug_walk(struct debugger *d, const struct place *at, enum access access, struct walk *w);

/* A device of the board at a physical address, or null; of several slots, which. */
const char *board_device(uint32_t address, unsigned *slot);

/* --- the TLB that a VM's monitor writes: the hart's (LAYER_MACHINE), or that of a VM --- */

struct claims;

/* A TLB: c is of the monitor that runs the VM, or unused. */
struct tlb_ref {
    struct machine *machine;
    struct claims *claims;
    unsigned layer;
    uint32_t entries, ways;
};

struct tlb_entry tlb_ref_entry(const struct tlb_ref *t, unsigned index);

/* Index of the valid entry from `from` on that serves va under asid, or TLB_NONE. */
int tlb_ref_find(const struct tlb_ref *t, uint32_t va, uint32_t asid, struct tlb_entry *e);

/* That which runs `layer`: the hart's, or, with *c opened, the VM's that its monitor is in. */
bool tlb_ref_open(struct debugger *d, unsigned layer, struct tlb_ref *t, struct claims *c);

#endif
