/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine runs at GDB's command, on or back, until something stops it. */
#include <string.h>

#include "gdb.h"

/* --- running --- */

/*
 * GDB takes out a breakpoint that the machine stands at, and steps on, if it is not to stop there.
 * So one that is there is to be told of.
 */
static bool stands_at_breakpoint(struct gdb *g)
{
    const struct gdb_point *p = gdb_point_here(g);
    if (p) {
        g->debugger->points.hit = p->number;
    }
    return p != NULL;
}

static enum halt go(struct gdb *g, enum direction way)
{
    enum halt halt;
    if (way == FORWARD && stands_at_breakpoint(g)) {
        return HALT_POINT;
    }
    do {
        halt = debug_run(g->debugger, way);
    } while (gdb_goes_on(halt));
    return halt;
}

/* Whether a layer is about to execute an mret, which leads to another context. */
static bool is_leaving(struct gdb *g, unsigned layer)
{
    const struct machine *m = g->debugger->session.machine;
    struct place at = {.layer = layer, .space = SPACE_CURRENT, .address = m->hart.pc};
    uint32_t word;
    return debug_read(g->debugger, &at, ACCESS_FETCH, 4, &word) <= READ_CLAIMED &&
           isa_decode(word, m->config.variant).op == OP_mret;
}

static bool in_range(const struct gdb *g, const struct gdb_resumption *r)
{
    const struct session *s = &g->debugger->session;
    uint32_t pc = s->machine->hart.pc;
    return layer_running(s) == r->layer && pc >= r->start && pc < r->end;
}

/*
 * The instructions of a source line. Traps on the way, its own and others', are passed over: a line
 * is over when it has been executed, and a TLB miss is nothing that it says.
 */
static enum halt range(struct gdb *g, const struct gdb_resumption *r)
{
    enum halt halt = HALT_DONE;
    if (layer_running(&g->debugger->session) != r->layer) {
        return gdb_step(g, r->way, r->layer);
    }
    do {
        halt = is_leaving(g, r->layer)
                   ? gdb_step(g, r->way, r->layer)
                   : debug_stride(g->debugger, r->way, STRIDE_INSTRUCTION, false);
    } while (gdb_goes_on(halt) || (halt == HALT_DONE && in_range(g, r)));
    return halt;
}

static enum halt run(struct gdb *g, const struct gdb_resumption *r)
{
    switch (r->how) {
    case GDB_STEP:
        return gdb_step(g, r->way, r->layer);
    case GDB_RANGE:
        return range(g, r);
    case GDB_GO:
        break;
    }
    return go(g, r->way);
}

void gdb_resume(struct gdb *g, const struct gdb_resumption *r)
{
    gdb_begin_running(g);
    enum halt halt = run(g, r);
    gdb_note_stop(g, r, halt);
    gdb_end_running(g);
    gdb_put_stop(g);
}

/* --- packets of one thread --- */

static unsigned stepped(const struct gdb *g)
{
    return g->control != LAYER_NONE ? g->control : gdb_stopped_layer(g);
}

static void resume(struct gdb *g, enum gdb_how how, enum direction way)
{
    gdb_resume(g, &(struct gdb_resumption){.how = how, .way = way, .layer = stepped(g)});
}

void gdb_step_back(struct gdb *g, char *args)
{
    (void)args;
    resume(g, GDB_STEP, BACKWARD);
}

void gdb_continue_back(struct gdb *g, char *args)
{
    (void)args;
    resume(g, GDB_GO, BACKWARD);
}

/* At another address, if one is given. */
static void resume_at(struct gdb *g, char *args, enum gdb_how how)
{
    uint32_t address;
    if (*args != '\0') {
        if (!gdb_number(&args, &address) || *args != '\0') {
            gdb_fail(g, GDB_BAD_PACKET);
            return;
        }
        if (!debug_set_register(g->debugger, stepped(g), REGISTER_PC, address)) {
            gdb_fail(g, GDB_NO_REGISTER);
            return;
        }
        debug_changed(g->debugger);
    }
    resume(g, how, FORWARD);
}

void gdb_step_on(struct gdb *g, char *args)
{
    resume_at(g, args, GDB_STEP);
}

void gdb_continue_on(struct gdb *g, char *args)
{
    resume_at(g, args, GDB_GO);
}

/* SIGNAL[;ADDRESS]. There are no signals. */
static void resume_signalled(struct gdb *g, char *args, enum gdb_how how)
{
    uint32_t signal;
    if (!gdb_number(&args, &signal) || (*args != '\0' && !gdb_skip(&args, ';'))) {
        gdb_fail(g, GDB_BAD_PACKET);
    } else {
        resume_at(g, args, how);
    }
}

void gdb_step_signalled(struct gdb *g, char *args)
{
    resume_signalled(g, args, GDB_STEP);
}

void gdb_continue_signalled(struct gdb *g, char *args)
{
    resume_signalled(g, args, GDB_GO);
}

/* --- vCont --- */

void gdb_resumptions(struct gdb *g, char *args)
{
    (void)args;
    gdb_put(g, "vCont;c;C;s;S;t;r");
}

/* ACTION[:THREAD] at *at. False after gdb_fail(). */
static bool parse_action(struct gdb *g, char **at, char *action, struct gdb_resumption *r)
{
    uint32_t signal;
    *action = **at;
    bool good = *action != '\0' && strchr("cCsStr", *action);
    *at += good;
    if (good && (*action == 'C' || *action == 'S')) {
        good = gdb_number(at, &signal);
    } else if (good && *action == 'r') {
        good = gdb_number(at, &r->start) && gdb_skip(at, ',') && gdb_number(at, &r->end);
    }
    r->layer = LAYER_NONE;
    if (good && gdb_skip(at, ':') && !gdb_thread_id(g, at, &r->layer)) {
        return false;
    }
    if (!good || (**at != '\0' && **at != ';')) {
        gdb_fail(g, GDB_BAD_PACKET);
        return false;
    }
    *at += **at == ';';
    return true;
}

/*
 * There is one hart: if some thread is to step, the first such does, and the others run as they
 * happen to; else all run.
 */
void gdb_resume_threads(struct gdb *g, char *args)
{
    struct gdb_resumption chosen = {.how = GDB_GO}, r = {.how = GDB_GO};
    bool runs = false, steps = false;
    char action;
    while (*args != '\0') {
        if (!parse_action(g, &args, &action, &r)) {
            return;
        }
        runs = runs || action != 't';
        if (!steps && strchr("sSr", action)) {
            steps = true;
            chosen = r;
            chosen.how = action == 'r' ? GDB_RANGE : GDB_STEP;
        }
    }
    if (!runs) {
        gdb_put_stop(g);
        return;
    }
    if (chosen.layer == LAYER_NONE) {
        chosen.layer = gdb_stopped_layer(g);
    }
    gdb_resume(g, &chosen);
}
