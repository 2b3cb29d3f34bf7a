/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why the machine stands, for GDB. */
#include <string.h>

#include "gdb.h"

static void tell_ends(struct gdb *g)
{
    const struct session *s = &g->debugger->session;
    for (unsigned i = 0; i < s->guest_count; i++) {
        gdb_tell(g, "%s: %s", layer_name(s, i + 1), session_outcome(s, i).text);
    }
}

/* Memory of one layer is written by another, too: a monitor's, or a neighbour's that shares it. */
static void tell_writer(struct gdb *g, unsigned watching)
{
    const struct session *s = &g->debugger->session;
    unsigned layer = layer_running(s);
    uint32_t pc = s->machine->hart.pc;
    if (layer != watching) {
        gdb_tell(g, "accessed by %s, which is at 0x%08x%s", layer_name(s, layer), pc,
                 symbol_text(layer_image(s, layer), pc).text);
    }
}

/* A point of the front panel's has no number that GDB knows. */
static void tell_point(struct gdb *g)
{
    const struct points *p = &g->debugger->points;
    if (p->broken) {
        gdb_tell(g, "point %u: its condition: %s", p->hit, p->broken);
    } else if (p->hit != 0) {
        gdb_tell(g, "point %u of `monitor`", p->hit);
    }
}

static enum gdb_signal signal_of(enum halt halt)
{
    switch (halt) {
    case HALT_FINAL:
        return GDB_SIGNAL_TERM;
    case HALT_IDLE:
        return GDB_SIGNAL_STOP;
    case HALT_LIMIT:
        return GDB_SIGNAL_XCPU;
    case HALT_KEY:
        return GDB_SIGNAL_INT;
    case HALT_DONE:
    case HALT_POINT:
    case HALT_BEGINNING:
        break;
    }
    return GDB_SIGNAL_TRAP;
}

/* The thread that has stopped: the one that stepped, the one whose memory is watched, or whoever
 * runs. */
static unsigned stopped(const struct gdb *g, const struct gdb_resumption *r, enum halt halt)
{
    const struct gdb_point *p = g->stop.point;
    unsigned layer = gdb_stopped_layer(g);
    if (p && g->attached[p->layer]) {
        layer = p->layer;
    } else if (halt == HALT_DONE && r->how != GDB_GO) {
        layer = r->layer;
    }
    return layer;
}

void gdb_note_stop(struct gdb *g, const struct gdb_resumption *r, enum halt halt)
{
    bool hit = halt == HALT_POINT;
    g->stop = (struct gdb_stop){
        .signal = signal_of(halt),
        .point = hit ? gdb_point_hit(g, g->debugger->points.hit) : NULL,
        .beginning = halt == HALT_BEGINNING,
    };
    g->stop.layer = stopped(g, r, halt);
    if (hit && g->stop.point) {
        tell_writer(g, g->stop.point->layer);
    } else if (hit) {
        tell_point(g);
    } else if (halt == HALT_FINAL) {
        tell_ends(g);
    } else if (halt == HALT_IDLE) {
        gdb_tell(g, "all wait for an interrupt, and none can come; `monitor input` may wake one");
    } else if (halt == HALT_LIMIT) {
        gdb_tell(g, "the configured limit is reached; `continue` goes on beyond it");
        g->debugger->limits_passed = true;
    }
}

/* What was hit, in the packet's words. */
static void put_reason(struct gdb *g, const struct gdb_point *p)
{
    static const char *const watches[] = {"watch", "rwatch", "awatch"};
    if (p->type >= 2) {
        gdb_put(g, "%s:%x;", watches[p->type - 2], p->address);
    } else if (p->type == 0 && g->knows_swbreak) {
        gdb_put(g, "swbreak:;");
    } else if (p->type == 1 && g->knows_hwbreak) {
        gdb_put(g, "hwbreak:;");
    }
}

/* With sp and pc, which are asked for after each stop. */
static void put_expedited(struct gdb *g)
{
    struct registers r;
    if (gdb_registers(g, g->stop.layer, &r)) {
        gdb_put(g, "%02x:", 2);
        gdb_put_word(g, r.x[2]);
        gdb_put(g, ";");
    }
    gdb_put(g, "%02x:", GDB_PC);
    gdb_put_word(g, r.pc);
    gdb_put(g, ";");
}

void gdb_put_stop(struct gdb *g)
{
    gdb_put(g, "T%02x", g->stop.signal);
    put_expedited(g);
    gdb_put(g, "thread:");
    gdb_put_thread(g, g->stop.layer);
    gdb_put(g, ";core:0;");
    if (g->stop.beginning) {
        gdb_put(g, "replaylog:begin;");
    }
    if (g->stop.point) {
        put_reason(g, g->stop.point);
    }
    g->general = g->stop.layer; /* GDB takes it to be */
    g->control = g->stop.layer;
}

/* To a client that has just come, nothing has been hit. */
void gdb_ask_stop(struct gdb *g, char *args)
{
    (void)args;
    g->stop.point = NULL;
    g->stop.beginning = false;
    g->stop.layer = gdb_stopped_layer(g);
    gdb_put_stop(g);
}
