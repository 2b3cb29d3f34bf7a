/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What GDB is attached to: coming, going, and the end. */
#include "gdb.h"

void gdb_attach_all(struct gdb *g, bool attached)
{
    const struct session *s = &g->debugger->session;
    for (unsigned i = 0; i < layer_count(s); i++) {
        g->attached[i] = attached && layer_exists(s, i);
    }
}

void gdb_was_running(struct gdb *g, char *args)
{
    (void)args;
    gdb_put(g, "1");
}

/* The client is no longer attached to a layer. If that was the last one, it is let go. */
static void let_go(struct gdb *g, unsigned layer)
{
    g->attached[layer] = false;
    gdb_points_forget(g);
    g->done = true;
    for (unsigned i = 0; i < layer_count(&g->debugger->session); i++) {
        g->done = g->done && !g->attached[i];
    }
}

/* The attached layer that a packet names, alone; LAYER_NONE after its refusal. */
static unsigned named(struct gdb *g, char *args)
{
    uint32_t number;
    if (!gdb_number(&args, &number) || *args != '\0') {
        gdb_fail(g, GDB_BAD_PACKET);
        return LAYER_NONE;
    }
    unsigned layer = gdb_thread_layer(g, number);
    if (layer == LAYER_NONE) {
        gdb_fail(g, GDB_NO_THREAD);
    }
    return layer;
}

/* From one process, or from all. The machine stands still until somebody comes again. */
void gdb_detach(struct gdb *g, char *args)
{
    if (*args == '\0') {
        g->done = true;
        gdb_ok(g);
        return;
    }
    unsigned layer = named(g, args);
    if (layer == LAYER_NONE) {
        return;
    }
    let_go(g, layer);
    g->done = g->done && !g->extended;
    gdb_ok(g);
}

void gdb_attach(struct gdb *g, char *args)
{
    const struct session *s = &g->debugger->session;
    uint32_t number;
    if (!gdb_number(&args, &number) || *args != '\0') {
        gdb_fail(g, GDB_BAD_PACKET);
        return;
    }
    unsigned layer = number - s->monitored;
    if (number < 1 || number > layer_count(s) || !layer_exists(s, layer)) {
        gdb_fail(g, GDB_NO_THREAD);
        return;
    }
    g->attached[layer] = true;
    g->stop = (struct gdb_stop){.signal = GDB_SIGNAL_TRAP, .layer = layer};
    gdb_put_stop(g);
}

/* --- the end --- */

void gdb_kill_all(struct gdb *g, char *args)
{
    (void)args;
    g->killed = g->done = g->reply.none = true;
}

/* The machine is one: who kills a part of it ends all, when nothing is left to be talked about. */
void gdb_kill_process(struct gdb *g, char *args)
{
    unsigned layer = named(g, args);
    if (layer == LAYER_NONE) {
        return;
    }
    let_go(g, layer);
    g->killed = true;
    gdb_ok(g);
}
