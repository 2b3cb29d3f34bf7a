/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Going by cycles: which instruction is in which of the five stages (docs/timing.md). What the hart
 * is about to execute is then what was fetched last: those before it have been executed, though
 * they are still on their way.
 */
#ifndef PANEL_DEBUG_CYCLE_H
#define PANEL_DEBUG_CYCLE_H

#include "debug_history.h"
#include "pipeline.h"

/* Where the debugger is, in cycles; from one step by cycles to the next. */
struct cycling {
    struct position base; /* that the pipeline is followed from */
    struct position at;   /* where the last step led to: else it is begun anew */
    uint64_t cycle;
    bool some;
};

/* What is in a stage. */
struct stage_view {
    bool filled;
    const char *waits; /* what for, if it does; or null */
    struct pipeline_text what, who;
    struct symbol_text where;
    uint32_t pc;
};

struct cycle_view {
    uint64_t cycle;
    struct stage_view stage[STAGE_COUNT];
};

extern const char *const stage_names[STAGE_COUNT];

#endif
