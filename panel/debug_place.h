/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses of the debugger: in which space one is, what it translates to, what is there.
 *
 *     machine:ADDR     physical memory of the machine, whoever runs
 *     monitor:ADDR     as the monitor sees it
 *     NAME:ADDR        as VM NAME sees it now: through the address space that it is in
 *     NAME/5:ADDR      in VM NAME's address space (ASID) 5
 *     NAME/p:ADDR      physical memory of VM NAME
 *
 * A VM that is a monitor sees its own addresses as its monitor does, untranslated, even while a VM
 * of its own has its hart.
 *
 * What of this is only known from a monitor's own tables is that monitor's claim, and said to be.
 */
#ifndef PANEL_DEBUG_PLACE_H
#define PANEL_DEBUG_PLACE_H

#include "symbols.h"

struct debugger;

enum space {
    SPACE_CURRENT, /* virtual: of whatever address space the layer is in */
    SPACE_ASID,    /* virtual: of one */
    SPACE_PHYSICAL /* the layer's; of LAYER_MACHINE always */
};

struct place {
    unsigned layer;
    enum space space;
    uint32_t asid; /* the layer's own number: a VM's virtual ASID */
    uint32_t address;
    const struct symbol *symbol; /* that it is exactly, or null */
};

/* Where something was read; beyond READ_IMAGE, why it was not. */
enum readable {
    READ_MEMORY,
    READ_CLAIMED, /* memory, found by what a monitor says of a VM */
    READ_IMAGE,   /* code, of the layer's image, for want of anything better */
    READ_DEVICE,
    READ_UNMAPPED,
    READ_ELSEWHERE /* the layer does not run, and nobody says where its memory is */
};

/* The machine address of a place, for this access; up to READ_CLAIMED it is one of RAM. */
enum readable debug_translate(struct debugger *d, const struct place *at, enum access access,
                              uint32_t *machine);

/* `size` bytes (1, 2 or 4) from a place on. Devices are never read. */
enum readable debug_read(struct debugger *d, const struct place *at, enum access access,
                         unsigned size, uint32_t *value);

/*
 * Many bytes: how many of them could be read, which is all of them up to READ_IMAGE. *from is the
 * least sure of where they come from, or why no more could be read. A page that a VM has not
 * touched yet is read as zeros, and has no machine address.
 */
size_t debug_bytes(struct debugger *d, const struct place *at, enum access access, uint8_t *bytes,
                   size_t count, enum readable *from);

/* The same into memory: false after debug_error() if not all of it can be written. */
bool debug_write(struct debugger *d, const struct place *at, const uint8_t *bytes, size_t count);

/* Whether a VM is a monitor that has handed its hart to a VM of its own. */
bool debug_lends(const struct session *s, unsigned layer);

/* debug_error(): why a place was not read. */
bool debug_unreadable(struct debugger *d, const struct place *at, enum readable why);

/* --- debug_state.c --- */

/*
 * Registers of a layer: the hart's if it runs, else those that a monitor keeps for it. False after
 * debug_error() if nobody knows them. Setting works for those of the hart, and for kept ones too.
 */
struct registers {
    uint32_t x[32], pc;
    bool claimed; /* by a monitor */
};
bool debug_registers(struct debugger *d, unsigned layer, struct registers *out);
bool debug_set_register(struct debugger *d, unsigned layer, unsigned number, uint32_t value);
enum { REGISTER_PC = 32 };

/*
 * Privileged state: of the hart (LAYER_MACHINE, LAYER_MONITOR, or the only guest of a machine), or
 * what a VM believes it to be, its counters and time as it would read them now.
 */
bool debug_priv(struct debugger *d, unsigned layer, struct priv *out);

/* A CSR of it. Setting makes it a legal value; a monitor notices when it is next entered. */
bool debug_csr(struct debugger *d, unsigned layer, uint32_t number, uint32_t *value);
bool debug_set_csr(struct debugger *d, unsigned layer, uint32_t number, uint32_t value);

/* Whether a VM's own registers are in the hart of its monitor, which a monitor in a VM has too. */
bool debug_enters(const struct session *s, unsigned layer);

#endif
