/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who executes instructions, and in which source line: what a stride keeps to. */
#ifndef PANEL_DEBUG_CONTEXT_H
#define PANEL_DEBUG_CONTEXT_H

#include "debug_history.h"
#include "debug_source.h"

struct context {
    unsigned layer;
    bool supervisor;
    uint32_t space; /* TE and ASID, of virtual matp */
};

/* Boundaries in a row that belong to the same line of the same frame. */
struct row_of {
    bool some, known;
    struct source_line line; /* if known; each instruction is a line of its own if not */
    struct position start;
    bool cut; /* it may have begun earlier */
};

/* What runs now; and whether two are one. */
struct context context_now(struct debugger *d);
bool context_same(const struct context *a, const struct context *b);

/* The row that begins here, at a layer's pc; and whether what runs has only gone on in a row. */
struct row_of row_now(struct debugger *d, unsigned layer, uint32_t pc);
bool row_same(const struct row_of *a, const struct row_of *b);

#endif
