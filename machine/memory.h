/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory as the hart's instructions access it: translation, then the bus; misaligned and
 * page-crossing accesses, reservations, atomics. Called by the core for each EFFECT_MEM.
 */
#ifndef MACHINE_MEMORY_H
#define MACHINE_MEMORY_H

#include "machine/machine.h"

/* Why an instruction did not complete: the trap to take, if `raised`. */
struct fault {
    bool raised;
    uint8_t cause; /* of an exception */
    uint32_t tval;
};

static const struct fault no_fault = {false, 0, 0};

static inline struct fault fault_at(uint32_t cause, uint32_t tval)
{
    return (struct fault){true, (uint8_t)cause, tval};
}

/* x[rd] = value, but for x0. */
static inline void hart_set(struct machine *m, unsigned rd, uint32_t value)
{
    m->hart.x[rd] = value;
    m->hart.x[0] = 0;
}

/* Perform the request e of instruction `in`, its register write included. */
struct fault memory_access(struct machine *m, const struct insn *in, const struct effect *e);

#endif
