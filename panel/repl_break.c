/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breakpoints: an observer of the machine that asks it to stop. They belong to a layer. */
#include <stdio.h>
#include <stdlib.h>

#include "repl.h"

/* Whether the machine has only come back to the instruction that it was resumed at. */
static bool is_resumption(struct resumption *u, const struct machine *m, unsigned layer)
{
    if (!u->armed || u->attempted) {
        u->armed = false; /* the attempt was followed by no trap: it has been executed */
        return false;
    }
    if (layer != u->layer) {
        return false;
    }
    u->armed = m->hart.pc == u->pc;
    u->attempted = u->armed;
    u->instructions = m->instructions;
    return u->armed;
}

static void on_insn(void *context, struct machine *m, const struct insn *in)
{
    (void)in;
    struct repl *r = context;
    unsigned layer = layer_running(&r->debugger->session);
    if (is_resumption(&r->resumption, m, layer)) {
        return;
    }
    for (unsigned i = 0; i < r->breakpoint_count; i++) {
        const struct breakpoint *b = &r->breakpoints[i];
        if (b->address == m->hart.pc && b->layer == layer) {
            r->hit = b->number;
            machine_stop(m);
            return;
        }
    }
}

/* A trap after the attempt: it was the instruction itself, or else it has been executed. */
static void on_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    struct repl *r = context;
    struct resumption *u = &r->resumption;
    if (u->attempted) {
        u->attempted = false;
        u->armed = m->instructions == u->instructions;
    }
    r->traps++;
    r->trap_cause = cause;
    r->trap_value = tval;
}

/* Without breakpoints nobody listens to instructions, and the machine runs at its full speed. */
static void listen(struct repl *r)
{
    struct machine *m = r->debugger->session.machine;
    observer_remove(m, &r->observer);
    r->observer.insn = r->breakpoint_count > 0 ? on_insn : NULL;
    observer_add(m, &r->observer);
}

void repl_break_open(struct repl *r)
{
    r->observer = (struct observer){.context = r, .trap = on_trap};
    observer_add(r->debugger->session.machine, &r->observer);
}

void repl_break_close(struct repl *r)
{
    observer_remove(r->debugger->session.machine, &r->observer);
    free(r->breakpoints);
}

void repl_break_resume(struct repl *r)
{
    r->hit = 0;
    r->resumption = (struct resumption){.armed = true,
                                        .layer = layer_running(&r->debugger->session),
                                        .pc = r->debugger->session.machine->hart.pc};
}

static void put_breakpoint(const struct repl *r, const struct breakpoint *b)
{
    const struct session *s = &r->debugger->session;
    fprintf(r->out, "breakpoint %u at %s:0x%08x%s\n", b->number, layer_name(s, b->layer),
            b->address, symbol_text(layer_image(s, b->layer), b->address).text);
}

bool repl_break_list(struct repl *r, char *args)
{
    for (unsigned i = 0; i < r->breakpoint_count; i++) {
        put_breakpoint(r, &r->breakpoints[i]);
    }
    if (r->breakpoint_count == 0) {
        fputs("no breakpoints\n", r->out);
    }
    return repl_no_more(r, args);
}

static bool check_location(struct repl *r, const struct location *l)
{
    if (l->layer == LAYER_MACHINE) {
        return repl_error(r, "a breakpoint belongs to a VM or to the monitor, not to the machine");
    }
    if (l->symbol && !l->symbol->code) {
        return repl_error(r, "`%s` is data", symbol_name(l->symbol).text);
    }
    return l->address % 4 == 0 ||
           repl_error(r, "0x%08x is not aligned: instructions are at multiples of 4", l->address);
}

/* The breakpoint there, a new one if there is none. */
static const struct breakpoint *place(struct repl *r, const struct location *l)
{
    for (unsigned i = 0; i < r->breakpoint_count; i++) {
        const struct breakpoint *b = &r->breakpoints[i];
        if (b->layer == l->layer && b->address == l->address) {
            return b;
        }
    }
    size_t size = (r->breakpoint_count + 1) * sizeof *r->breakpoints;
    r->breakpoints = xrealloc(r->breakpoints, size);
    struct breakpoint *b = &r->breakpoints[r->breakpoint_count++];
    *b = (struct breakpoint){++r->breakpoint_last, l->layer, l->address};
    listen(r);
    return b;
}

bool repl_break(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    struct location l;
    if (!word) {
        return repl_break_list(r, args);
    }
    word += *word == '*'; /* GDB wants that there */
    if (!repl_no_more(r, args) || !repl_location(r, word, 1, &l) || !check_location(r, &l)) {
        return false;
    }
    put_breakpoint(r, place(r, &l));
    return true;
}

bool repl_delete(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    uint32_t number;
    if (!word) {
        r->breakpoint_count = 0;
        listen(r);
        return true;
    }
    if (!repl_no_more(r, args) || !repl_count(r, word, UINT32_MAX, &number)) {
        return false;
    }
    for (unsigned i = 0; i < r->breakpoint_count; i++) {
        if (r->breakpoints[i].number == number) {
            r->breakpoint_count--;
            for (; i < r->breakpoint_count; i++) {
                r->breakpoints[i] = r->breakpoints[i + 1];
            }
            listen(r);
            return true;
        }
    }
    return repl_error(r, "no breakpoint %u", number);
}
