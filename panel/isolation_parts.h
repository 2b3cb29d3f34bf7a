/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the two parts of the isolation ledger share: isolation.c keeps the books, isolation_check.c
 * holds the hardware against them. Only these include it.
 */
#ifndef PANEL_ISOLATION_PARTS_H
#define PANEL_ISOLATION_PARTS_H

#include "diag.h"
#include "isolation.h"

enum { NOBODY = 0 };

/* An instruction of the monitor's at which something was seen, before or after it was counted. */
struct place {
    uint32_t pc;
    uint64_t number; /* of instructions before it */
};

static inline struct place place_before(const struct machine *m)
{
    return (struct place){m->hart.pc, m->instructions};
}

static inline struct place place_after(const struct machine *m)
{
    return (struct place){m->hart.pc - 4, m->instructions - 1};
}

/* Isolation is broken: say how, once, and stop the machine. */
DIAG_FORMAT(4, 5)
void isolation_violated(struct isolation *i, struct machine *m, struct place at, const char *format,
                        ...);

/* An owner in words. */
const char *isolation_owner_name(const struct isolation *i, uint16_t owner);

/* Observers of the machine. */
void isolation_on_tlb(void *context, struct machine *m, uint32_t n);
void isolation_on_mret(void *context, struct machine *m, enum mode to);

#endif
