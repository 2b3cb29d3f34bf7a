/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a figure: who did what, in the order in which it happened. A row for each stay, or
 * for several: what a monitor does for a supervisor on its way, one privileged instruction after
 * the other, is summed up unless all of it is wanted.
 */
#include "trace_rows.h"

#include <inttypes.h>
#include <stdlib.h>

#include "isa/cause.h"

static void put_row(struct figure_rows *r, enum actor actor, struct words *w)
{
    if (w->text) {
        r->row = xrealloc(r->row, (r->count + 1) * sizeof *r->row);
        r->row[r->count] = (struct figure_row){.cycle = r->now};
        r->row[r->count++].cell[actor] = w->text;
        w->text = NULL;
    }
}

/* Beside what the last row says. */
static void put_beside(struct figure_rows *r, enum actor actor, struct words *w)
{
    if (r->count > 0 && !r->row[r->count - 1].cell[actor]) {
        r->row[r->count - 1].cell[actor] = w->text;
        w->text = NULL;
    } else {
        put_row(r, actor, w);
    }
}

/* --- a VM's own instructions --- */

static void say_process(struct figure_rows *r, const struct leg *g, bool first)
{
    struct words w = {NULL};
    const struct trace_record *trap = leg_trap(r, g);
    if (!first || r->episode->begun) {
        words_say(&w, "User mode from %s: %s", words_place(g->stay.names, g->stay.pc).text,
                  words_count(g->stay.instructions, "instruction").text);
    } else {
        words_say(&w, "User mode");
    }
    if (trap) {
        words_trap(r, &w, trap, true);
    }
    put_row(r, ACTOR_PROCESS, &w);
}

/* A supervisor's, or several stays of it, from `g` to `last`, with the same monitor's between. */
static void say_stays(const struct leg *g, const struct leg *last, struct words *w)
{
    uint64_t instructions = 0;
    uint64_t cycles = 0;
    uint64_t traps = 0;
    for (const struct leg *s = g; s <= last; s++) {
        bool own = s->stay.layer == g->stay.layer && s->stay.supervisor == g->stay.supervisor;
        instructions += own ? s->stay.instructions : 0;
        cycles += own ? s->stay.to - s->stay.from : 0;
        traps += own && s != last;
    }
    if (g->stay.interpreted) {
        words_say(w, "Interpreted: %s, %s", words_count(instructions, "instruction").text,
                  words_count(cycles, "cycle").text);
    } else {
        words_say(w, "From %s: %s, %s", words_place(g->stay.names, g->stay.pc).text,
                  words_count(instructions, "instruction").text, words_count(cycles, "cycle").text);
    }
    if (traps > 0 && !g->stay.interpreted) {
        words_say(w, "On the way, %s", words_count(traps, "trap").text);
    }
}

/* Entries of the TLB that a kernel writes by itself. */
static void say_installs(struct figure_rows *r, const struct leg *g, struct words *w)
{
    for (size_t i = g->first; i < g->first + g->count; i++) {
        const struct trace_record *e = &r->episode->records[i];
        if (e->e.kind == FLOW_INSTALL && !r->trace->session->monitored) {
            char *at = xstrdup(words_place_of(e).text);
            words_say(w, "TLB write at %s: entry %u, %s", at, e->e.index,
                      trace_entry(e->e.hi, e->e.lo, "PFN").text);
            free(at);
        }
    }
}

/* Help of each kind, in numbers. */
struct help {
    uint64_t cycles, emulated, hidden, frames, devices, others;
};

static void count_help(struct help *h, const struct flow_event *e)
{
    h->emulated += e->kind == FLOW_EMULATE;
    h->hidden += e->kind == FLOW_HIDDEN;
    if (e->kind == FLOW_OTHER) {
        h->frames += e->cost == SPENT_FIRST_TOUCH;
        h->devices += e->cost == SPENT_DEVICE;
        h->others +=
            e->cost != SPENT_FIRST_TOUCH && e->cost != SPENT_DEVICE && e->cost != SPENT_INTERPRET;
    }
}

static void say_number(struct words *w, const char *what, uint64_t n, const char *noun)
{
    if (n > 0) {
        words_say(w, "%s %s", what, words_count(n, noun).text);
    }
}

/* What the monitor did between g and `last`. */
static void say_help(const struct figure_rows *r, const struct leg *g, const struct leg *last,
                     struct words *w)
{
    struct help h = {0};
    for (const struct leg *s = g + 1; s < last; s += 2) {
        h.cycles += s->stay.to - s->stay.from;
        for (size_t i = s->first; i < s->first + s->count; i++) {
            count_help(&h, &r->episode->records[i].e);
        }
    }
    words_who(r, g + 1, w);
    say_number(w, "On the way, emulates", h.emulated, "privileged instruction");
    say_number(w, "Hides", h.hidden, "TLB miss");
    say_number(w, "Gives", h.frames, "frame");
    say_number(w, "Emulates", h.devices, "device access");
    say_number(w, "Deals with", h.others, "other matter");
    words_say(w, "%s", words_count(h.cycles, "cycle").text);
}

/* --- rows --- */

/* A supervisor's stays as one row, with what its monitor did between them beside it. */
static const struct leg *say_system(struct figure_rows *r, const struct leg *g,
                                    const struct leg *end)
{
    const struct leg *last = leg_run(r, g, end);
    struct words w = {NULL};
    say_stays(g, last, &w);
    say_installs(r, last, &w);
    const struct trace_record *trap = leg_trap(r, last);
    const struct trace_record *back = leg_return(r, last);
    if (trap) {
        words_trap(r, &w, trap, false);
    } else if (back) {
        words_say(&w, "`mret` at %s",
                  words_place(layer_image(r->trace->session, back->e.layer), back->mret).text);
    }
    put_row(r, ACTOR_SYSTEM, &w);
    if (last != g) {
        say_help(r, g, last, &w);
        put_beside(r, ACTOR_MONITOR, &w);
    }
    return last;
}

/* A monitor in a VM, in supervisor mode: what it says of itself, helped by those below it. */
static const struct leg *say_monitor(struct figure_rows *r, const struct leg *g,
                                     const struct leg *end)
{
    struct words w = {NULL};
    const struct leg *last = g->stay.layer == LAYER_MONITOR ? g : leg_run(r, g, end);
    if (last == g) {
        words_visit(r, g, &w);
        put_row(r, ACTOR_MONITOR, &w);
        return last;
    }
    struct leg whole = *g;
    whole.count = last->first + last->count - g->first;
    for (const struct leg *s = g + 1; s <= last; s++) {
        bool own = s->stay.layer == g->stay.layer;
        whole.stay.instructions += own ? s->stay.instructions : 0;
        whole.stay.to += own ? s->stay.to - s->stay.from : 0;
    }
    words_visit(r, &whole, &w);
    struct words help = {NULL};
    say_help(r, g, last, &help);
    words_say(&w, "%s", help.text);
    free(help.text);
    put_row(r, ACTOR_MONITOR, &w);
    return last;
}

/* Other VMs', up to where one of the episode's own is at work again. */
static const struct leg *say_others(struct figure_rows *r, const struct leg *g,
                                    const struct leg *end)
{
    struct words w = {NULL};
    uint64_t from = g->stay.from;
    const struct leg *last = g;
    while (last + 1 < end && last[1].stay.layer != r->episode->layer &&
           !(leg_is_monitors(r, last + 1) && last[1].stay.layer != LAYER_MONITOR)) {
        last++;
    }
    last -= last > g && last->stay.layer == LAYER_MONITOR;
    words_say(&w, "[%s runs meanwhile: %s]", layer_name(r->trace->session, g->stay.layer),
              words_count(last->stay.to - from, "cycle").text);
    put_row(r, ACTOR_MONITOR, &w);
    return last;
}

static void say_hardware_trap(struct figure_rows *r, const struct trace_record *trap)
{
    struct words w = {NULL};
    const struct flow_event *e = &trap->e;
    bool mapped = trap->matp & MATP_TE;
    r->now = e->cycles;
    words_say(&w, "Cycle %" PRIu64 ": takes the trap", e->cycles);
    words_say(&w, "Mode: %s -> supervisor", trace_mode(e->supervisor));
    words_say(&w, "Interrupts off; matp.TE: %d -> 0, OTE <- %d", mapped, mapped);
    words_say(&w, "mepc <- 0x%08x", e->pc);
    words_say(&w, "mcause <- %u (%s)%s, mtval <- 0x%08x", e->cause & ~MCAUSE_INTERRUPT,
              cause_text(e->cause), e->cause & MCAUSE_INTERRUPT ? ", bit 31 set" : "", e->value);
    uint32_t handler = trace_handler(trap);
    words_say(&w, "pc <- mtvec, the handler: %s",
              words_place(layer_image(r->trace->session, e->layer), handler).text);
    put_row(r, ACTOR_HARDWARE, &w);
}

static void say_hardware_return(struct figure_rows *r, const struct trace_record *back)
{
    struct words w = {NULL};
    const struct flow_event *e = &back->e;
    bool mapped = back->matp & MATP_OTE;
    r->now = e->cycles;
    words_say(&w, "Cycle %" PRIu64 ": `mret`", e->cycles);
    words_say(&w, "Mode: supervisor -> %s", trace_mode(e->supervisor));
    words_say(&w, "matp.TE <- OTE: 0 -> %d", mapped);
    words_say(&w, "pc <- mepc: %s", words_place_of(back).text);
    put_row(r, ACTOR_HARDWARE, &w);
}

static void say_hardware(struct figure_rows *r, const struct leg *g)
{
    const struct trace_record *trap = leg_trap(r, g);
    const struct trace_record *back = leg_return(r, g);
    if (r->hardware && trap) {
        say_hardware_trap(r, trap);
    } else if (r->hardware && back) {
        say_hardware_return(r, back);
    }
}

/* User mode goes on. */
static void say_end(struct figure_rows *r)
{
    const struct episode *e = r->episode;
    const struct flow_event *trap = &e->records[0].e;
    const struct trace_record *back = &e->records[e->count - 1];
    bool again = trap->pc == back->e.pc && !(trap->cause & MCAUSE_INTERRUPT);
    struct words w = {NULL};
    r->now = back->e.cycles;
    words_say(&w, "User mode goes on at %s", words_place_of(back).text);
    if (again) {
        words_say(&w, "The same instruction again: %s",
                  e->sequel_instructions > 0 ? "now it completes" : "it traps again");
    }
    put_row(r, ACTOR_PROCESS, &w);
}

static const struct leg *say_leg(struct figure_rows *r, const struct leg *g,
                                 const struct leg *first, const struct leg *end)
{
    r->now = g->stay.from;
    if (leg_is_monitors(r, g)) {
        return say_monitor(r, g, end);
    }
    if (g->stay.layer != r->episode->layer) {
        return say_others(r, g, end);
    }
    if (leg_is_system(r, g)) {
        return say_system(r, g, end);
    }
    say_process(r, g, g == first);
    return g;
}

void figure_rows_make(struct figure_rows *r, const struct trace *t, const struct episode *e,
                      bool hardware, bool full)
{
    struct legs g;
    *r = (struct figure_rows){.trace = t, .episode = e, .hardware = hardware, .full = full};
    legs_find(&g, t, e);
    const struct leg *end = g.item + g.count;
    for (const struct leg *s = g.item; s < end; s++) {
        s = say_leg(r, s, g.item, end);
        say_hardware(r, s);
    }
    say_end(r);
    free(g.item);
}

void figure_rows_free(struct figure_rows *r)
{
    for (unsigned i = 0; i < r->count; i++) {
        for (unsigned k = 0; k < ACTORS; k++) {
            free(r->row[i].cell[k]);
        }
    }
    free(r->row);
    *r = (struct figure_rows){.row = NULL};
}
