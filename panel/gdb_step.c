/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A step of one layer. There is one hart, and a VM's instruction may take a visit to its monitor,
 * or to its neighbours: the step is over when the VM has got on. On a trap that it takes itself,
 * or that is reflected to it, it goes into its handler.
 */
#include "gdb.h"

bool gdb_goes_on(enum halt halt)
{
    return halt == HALT_KEY && !gdb_link_asked();
}

static bool running(const struct gdb *g, unsigned layer)
{
    return layer_running(&g->debugger->session) == layer;
}

/* One step of the hart, whoever it is. */
static enum halt step_hart(struct gdb *g, enum direction way)
{
    enum halt halt;
    struct position before = debug_now(g->debugger);
    do {
        halt = debug_steps(g->debugger, way, 1);
    } while (gdb_goes_on(halt) && position_compare(debug_now(g->debugger), before) == 0);
    return gdb_goes_on(halt) ? HALT_DONE : halt;
}

/* To where another layer, or another mode, gets the hart. */
static enum halt to_handover(struct gdb *g, enum direction way)
{
    const struct event_wanted wanted = {EVENT_handover, LAYER_NONE};
    struct flow_event e;
    enum halt halt;
    do {
        halt = debug_event(g->debugger, way, &wanted, &e);
    } while (gdb_goes_on(halt));
    return halt;
}

/* While others run: on to the next time that somebody else does. */
static enum halt pass_over(struct gdb *g, unsigned layer, enum direction way)
{
    if (way == FORWARD) {
        return to_handover(g, FORWARD);
    }
    /* What was handed over here is one step back; otherwise the handover is further back. */
    enum halt halt = step_hart(g, BACKWARD);
    if (halt != HALT_DONE || running(g, layer)) {
        return halt;
    }
    halt = step_hart(g, FORWARD);
    return halt == HALT_DONE ? to_handover(g, BACKWARD) : halt;
}

enum halt gdb_step(struct gdb *g, enum direction way, unsigned layer)
{
    struct registers r;
    enum halt halt = HALT_DONE;
    gdb_registers(g, layer, &r);
    while (halt == HALT_DONE) {
        if (!running(g, layer)) {
            halt = pass_over(g, layer, way);
        } else if (g->debugger->session.machine->hart.pc != r.pc) {
            return HALT_DONE; /* others have brought it on */
        } else {
            halt = step_hart(g, way);
            if (halt == HALT_DONE && running(g, layer)) {
                return HALT_DONE;
            }
        }
    }
    return halt;
}
