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

/* One step of the hart, whoever it is, and whatever is at its end. */
static enum halt step_blindly(struct gdb *g, enum direction way)
{
    enum halt halt;
    struct position before = debug_now(g->debugger);
    do {
        halt = debug_steps(g->debugger, way, 1);
    } while (gdb_goes_on(halt) && position_compare(debug_now(g->debugger), before) == 0);
    return gdb_goes_on(halt) ? HALT_DONE : halt;
}

/*
 * On RISC-V, GDB expects to hear of an access before it happens, in either direction; it then takes
 * the watchpoint out, makes one step, and compares.
 */
enum halt gdb_before_access(struct gdb *g, enum direction way, enum halt halt)
{
    unsigned hit = g->debugger->points.hit;
    const struct gdb_point *p = halt == HALT_POINT ? gdb_point_hit(g, hit) : NULL;
    if (p && gdb_is_watch(p)) {
        step_blindly(g, way == FORWARD ? BACKWARD : FORWARD);
        g->debugger->points.hit = hit;
    }
    return halt;
}

/* The same, to no further than before an access of what is watched. */
static enum halt step_hart(struct gdb *g, enum direction way)
{
    struct position before = debug_now(g->debugger);
    unsigned watched = way == FORWARD ? gdb_access_watched(g) : 0;
    enum halt halt = watched != 0 ? HALT_POINT : step_blindly(g, way);
    if (way == BACKWARD && debug_now(g->debugger).instructions != before.instructions) {
        watched = gdb_access_watched(g);
        halt = watched != 0 ? HALT_POINT : halt;
    }
    if (watched != 0 && way == BACKWARD) {
        step_blindly(g, FORWARD);
    }
    if (watched != 0) {
        g->debugger->points.hit = watched;
    }
    return halt;
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
    return gdb_before_access(g, way, halt);
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
    halt = step_blindly(g, FORWARD);
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
