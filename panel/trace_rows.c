/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a figure: who did what, in the order in which it happened. First the stays between
 * which control is handed over; then a row for each, or for several: what a monitor does for a
 * supervisor on its way, one privileged instruction after the other, is summed up unless all of it
 * is wanted.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "isa/cause.h"
#include "trace_episode.h"

/* A stay, and the events from its first one on, the one that ends it included. */
struct leg {
    struct stay stay;
    size_t first, count; /* of the episode's records */
};

struct legs {
    const struct episode *episode;
    struct leg *item;
    size_t count, capacity, next; /* next: record that belongs to nobody yet */
};

/* --- stays --- */

static void take(void *context, const struct stay *s, const struct trace_record *r)
{
    struct legs *g = context;
    size_t end = r ? (size_t)(r - g->episode->records) + 1 : g->next;
    if (g->count == g->capacity) {
        g->capacity = g->capacity ? 2 * g->capacity : 64;
        g->item = xrealloc(g->item, g->capacity * sizeof *g->item);
    }
    end = end < g->next ? g->next : end;
    g->item[g->count++] = (struct leg){*s, g->next, end - g->next};
    g->next = end;
}

static void find_legs(struct legs *g, const struct trace *t, const struct episode *e)
{
    struct stays stays;
    *g = (struct legs){.episode = e};
    episode_stays(e, t, &stays, take, g);
}

/* --- words --- */

struct words {
    char *text; /* or null */
};

/* Another sentence, on a line of its own. */
DIAG_FORMAT(2, 3) static void say(struct words *w, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    char *joined = w->text ? xformat("%s\n%s", w->text, text) : xstrdup(text);
    free(w->text);
    w->text = joined;
}

static void put_row(struct rows *r, enum actor actor, struct words *w)
{
    if (w->text) {
        r->row = xrealloc(r->row, (r->count + 1) * sizeof *r->row);
        r->row[r->count] = (struct figure_row){{NULL}};
        r->row[r->count++].cell[actor] = w->text;
        w->text = NULL;
    }
}

/* Beside what the last row says. */
static void put_beside(struct rows *r, enum actor actor, struct words *w)
{
    if (r->count > 0 && !r->row[r->count - 1].cell[actor]) {
        r->row[r->count - 1].cell[actor] = w->text;
        w->text = NULL;
    } else {
        put_row(r, actor, w);
    }
}

struct count {
    char text[64];
};

static struct count count_of(uint64_t n, const char *what)
{
    struct count c;
    const char *plural = what[strlen(what) - 1] == 's' ? "es" : "s";
    snprintf(c.text, sizeof c.text, "%" PRIu64 " %s%s", n, what, n == 1 ? "" : plural);
    return c;
}

/* An address with its name; of an event, the one where it happened. */
static struct trace_text place(const struct image *names, uint32_t pc)
{
    struct trace_text t;
    snprintf(t.text, sizeof t.text, "0x%08x%s", pc, symbol_text(names, pc).text);
    return t;
}

static struct trace_text place_of(const struct trace_record *r)
{
    struct trace_text t = {"an address that nobody knows"};
    if (r->e.source != FLOW_UNKNOWN) {
        snprintf(t.text, sizeof t.text, "%.128s%s", place(r->names, r->e.pc).text,
                 r->e.source == FLOW_CLAIMED ? " (the monitor's claim)" : "");
    }
    return t;
}

static struct trace_text capital(struct trace_text t)
{
    t.text[0] = (char)(t.text[0] >= 'a' && t.text[0] <= 'z' ? t.text[0] - 'a' + 'A' : t.text[0]);
    return t;
}

static bool is_miss(uint32_t cause)
{
    return cause >= CAUSE_fetch_miss && cause <= CAUSE_store_miss;
}

/* --- whose a stay is --- */

/* Whether `layer` is a monitor that the VM is in, at some depth. */
static bool is_above(const struct session *s, unsigned layer, unsigned vm)
{
    unsigned guest = vm - 1;
    while (s->guests[guest].kin->level > 0) {
        guest = s->guests[guest].kin->parent;
        if (guest + 1 == layer) {
            return true;
        }
    }
    return false;
}

static bool is_its_monitor(const struct rows *r, const struct leg *g)
{
    return g->stay.layer == LAYER_MONITOR ||
           is_above(r->trace->session, g->stay.layer, r->episode->layer);
}

static bool is_system(const struct rows *r, const struct leg *g)
{
    return g->stay.layer == r->episode->layer && g->stay.supervisor;
}

/* The event that ended it, if a trap did. */
static const struct trace_record *trap_of(const struct rows *r, const struct leg *g)
{
    const struct trace_record *last =
        g->count > 0 ? &r->episode->records[g->first + g->count - 1] : NULL;
    return last && last->e.kind == FLOW_TRAP ? last : NULL;
}

static const struct trace_record *return_of(const struct rows *r, const struct leg *g)
{
    const struct trace_record *last =
        g->count > 0 ? &r->episode->records[g->first + g->count - 1] : NULL;
    return last && last->e.kind == FLOW_RETURN && last->e.level == 0 ? last : NULL;
}

/* --- a VM's own instructions --- */

/* What a trap is, to the one who traps. */
static void say_trap(const struct rows *r, struct words *w, const struct trace_record *trap,
                     bool process)
{
    const struct flow_event *e = &trap->e;
    char *at = xstrdup(place_of(trap).text);
    struct insn_text insn = trace_instruction(r->trace, trap);
    if (e->cause & MCAUSE_INTERRUPT) {
        struct trace_text cause = {""};
        snprintf(cause.text, sizeof cause.text, "%s", cause_text(e->cause));
        say(w, "%s before %s", capital(cause).text, at);
    } else if (e->cause == CAUSE_ecall_user) {
        const char *call =
            image_number(layer_image(r->trace->session, e->at), TRACE_CALLS, trap->call);
        say(w, "`ecall` at %s: system call %u%s%.40s%s, trap", at, trap->call, call ? " (" : "",
            call ? call : "", call ? ")" : "");
    } else if (is_miss(e->cause)) {
        say(w, "%s%s%sat %s: %s, 0x%08x; trap", insn.text[0] ? "`" : "", insn.text,
            insn.text[0] ? "` " : "Fetch ", at, cause_text(e->cause), e->value);
    } else if (e->cause == CAUSE_illegal && !process) {
        say(w, "`%s` at %s is privileged: trap", insn.text, at);
    } else {
        say(w, "At %s: %s; trap", at, trace_cause(r->trace, trap).text);
    }
    free(at);
}

static void say_process(struct rows *r, const struct leg *g, bool first)
{
    struct words w = {NULL};
    const struct trace_record *trap = trap_of(r, g);
    if (!first || r->episode->begun) {
        say(&w, "User mode from %s: %s", place(g->stay.names, g->stay.pc).text,
            count_of(g->stay.instructions, "instruction").text);
    } else {
        say(&w, "User mode");
    }
    if (trap) {
        say_trap(r, &w, trap, true);
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
        say(w, "Interpreted: %s, %s", count_of(instructions, "instruction").text,
            count_of(cycles, "cycle").text);
    } else {
        say(w, "From %s: %s, %s", place(g->stay.names, g->stay.pc).text,
            count_of(instructions, "instruction").text, count_of(cycles, "cycle").text);
    }
    if (traps > 0 && !g->stay.interpreted) {
        say(w, "On the way, %s", count_of(traps, "trap").text);
    }
}

/* Entries of the TLB that a kernel writes by itself. */
static void say_installs(struct rows *r, const struct leg *g, struct words *w)
{
    for (size_t i = g->first; i < g->first + g->count; i++) {
        const struct trace_record *e = &r->episode->records[i];
        if (e->e.kind == FLOW_INSTALL && !r->trace->session->monitored) {
            char *at = xstrdup(place_of(e).text);
            say(w, "TLB write at %s: entry %u, %s", at, e->e.index,
                trace_entry(e->e.hi, e->e.lo, "PFN").text);
            free(at);
        }
    }
}

/* --- monitors --- */

static const char *monitor_name(const struct rows *r, unsigned layer)
{
    return layer == LAYER_MONITOR ? "the machine's monitor" : layer_name(r->trace->session, layer);
}

/* The monitor of the machine, if there are others too, and those others: whose words follow. */
static void say_who(const struct rows *r, const struct leg *g, struct words *w)
{
    const struct session *s = r->trace->session;
    if (s->guests[r->episode->layer - 1].kin->level > 0) {
        say(w, "[%s]", monitor_name(r, g->stay.layer));
    }
}

static void say_emulated(const struct rows *r, const struct trace_record *e,
                         const struct trace_record *install, struct words *w)
{
    char *insn = xstrdup(trace_instruction(r->trace, e).text);
    if (e->e.cost != SPENT_TLB_WRITE) {
        say(w, "Emulates `%s`", insn);
    } else {
        say(w, "Emulates `%s`: %s is asked for", insn,
            e->operands ? trace_entry(e->rs1, e->rs2, "PFN").text : "an entry of its TLB");
        if (install) {
            say(w, "Installs %s", trace_entry(install->e.hi, install->e.lo, "MFN").text);
        } else {
            say(w, "Installs nothing yet");
        }
    }
    free(insn);
}

/* Where the VM's handler begins: where the VM is gone back to next. */
static const struct trace_record *next_return(const struct rows *r, size_t from, unsigned layer)
{
    for (size_t i = from; i < r->episode->count; i++) {
        const struct trace_record *e = &r->episode->records[i];
        if (e->e.kind == FLOW_RETURN && e->e.layer == layer) {
            return e;
        }
    }
    return NULL;
}

static void say_delivered(const struct rows *r, size_t i, struct words *w)
{
    const struct trace_record *e = &r->episode->records[i];
    const struct trace_record *entry = next_return(r, i, e->e.layer);
    bool direct = entry && entry->e.supervisor;
    bool interrupt = e->e.kind == FLOW_INTERRUPT;
    say(w, "%s %u (%s) to the handler of %s, in virtual supervisor mode",
        interrupt ? "Delivers interrupt" : "Reflects cause", e->e.cause & ~MCAUSE_INTERRUPT,
        cause_text(e->e.cause), layer_name(r->trace->session, e->e.layer));
    if (direct) {
        say(w, "That begins at its mtvec, in the hardware's user mode: %s", place_of(entry).text);
    }
}

/* One event of a visit to a monitor; `install` is the entry of the TLB that was written for it. */
static void say_event(const struct rows *r, size_t i, const struct trace_record *install,
                      struct words *w)
{
    const struct trace_record *e = &r->episode->records[i];
    const struct trace *t = r->trace;
    switch (e->e.kind) {
    case FLOW_REFLECT:
    case FLOW_INTERRUPT:
        say_delivered(r, i, w);
        break;
    case FLOW_EMULATE:
        say_emulated(r, e, install, w);
        break;
    case FLOW_HIDDEN:
        say(w, "The VM has a mapping of 0x%08x: hides the miss from it", e->e.value);
        if (install) {
            say(w, "Installs %s", trace_entry(install->e.hi, install->e.lo, "MFN").text);
        }
        break;
    case FLOW_SWITCH:
        say(w, "Switches to %s", layer_name(t->session, e->e.layer));
        break;
    case FLOW_STOP:
        say(w, "%s %s", layer_name(t->session, e->e.layer), trace_what(t, e).text);
        break;
    case FLOW_OTHER:
        if (e->e.cost != SPENT_INTERPRET) {
            say(w, "%s", capital(trace_what(t, e)).text);
        }
        break;
    default:
        break;
    }
}

/* What a monitor does in one stay. */
static void say_visit(struct rows *r, const struct leg *g, struct words *w)
{
    const struct trace_record *install = NULL;
    say_who(r, g, w);
    for (size_t i = g->first; i < g->first + g->count; i++) {
        const struct trace_record *e = &r->episode->records[i];
        if (e->e.kind == FLOW_INSTALL) {
            install = e;
        } else if ((e->e.level == 0) == (g->stay.layer == LAYER_MONITOR)) {
            say_event(r, i, install, w);
            install = NULL;
        }
    }
    say(w, "%s, %s", count_of(g->stay.instructions, "instruction").text,
        count_of(g->stay.to - g->stay.from, "cycle").text);
    const struct trace_record *back = return_of(r, g);
    if (back && g->stay.layer == LAYER_MONITOR) {
        const char *whose =
            back->e.at == r->episode->layer ? "" : layer_name(r->trace->session, back->e.at);
        say(w, "Goes back to %s%svirtual %s mode", whose, *whose ? ", " : "",
            trace_mode(back->e.at_supervisor));
    }
}

/* --- what is summed up --- */

/* Whether a stay of the machine's monitor only helps the one before it to get on. */
static bool is_minor(const struct rows *r, const struct leg *g, const struct leg *end)
{
    bool between = g + 1 < end && g->stay.layer == LAYER_MONITOR;
    if (r->full || !between || g[-1].stay.layer != g[1].stay.layer ||
        g[-1].stay.supervisor != g[1].stay.supervisor || !g[-1].stay.supervisor) {
        return false;
    }
    for (size_t i = g->first; i < g->first + g->count; i++) {
        const struct flow_event *e = &r->episode->records[i].e;
        bool its_write = e->cost == SPENT_TLB_WRITE && e->layer == r->episode->layer;
        if (e->level > 0 || e->kind == FLOW_REFLECT || e->kind == FLOW_INTERRUPT ||
            e->kind == FLOW_SWITCH || e->kind == FLOW_STOP || its_write) {
            return false;
        }
    }
    return true;
}

/* The last stay of those that begin at g and are one row: the same VM, helped on its way. */
static const struct leg *run_of(const struct rows *r, const struct leg *g, const struct leg *end)
{
    while (g + 2 < end && is_minor(r, g + 1, end)) {
        g += 2;
    }
    return g;
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
        say(w, "%s %s", what, count_of(n, noun).text);
    }
}

/* What the monitor did between g and `last`. */
static void say_help(const struct rows *r, const struct leg *g, const struct leg *last,
                     struct words *w)
{
    struct help h = {0};
    for (const struct leg *s = g + 1; s < last; s += 2) {
        h.cycles += s->stay.to - s->stay.from;
        for (size_t i = s->first; i < s->first + s->count; i++) {
            count_help(&h, &r->episode->records[i].e);
        }
    }
    say_who(r, g + 1, w);
    say_number(w, "On the way, emulates", h.emulated, "privileged instruction");
    say_number(w, "Hides", h.hidden, "TLB miss");
    say_number(w, "Gives", h.frames, "frame");
    say_number(w, "Emulates", h.devices, "device access");
    say_number(w, "Deals with", h.others, "other matter");
    say(w, "%s", count_of(h.cycles, "cycle").text);
}

/* --- rows --- */

/* A supervisor's stays as one row, with what its monitor did between them beside it. */
static const struct leg *say_system(struct rows *r, const struct leg *g, const struct leg *end)
{
    const struct leg *last = run_of(r, g, end);
    struct words w = {NULL};
    say_stays(g, last, &w);
    say_installs(r, last, &w);
    const struct trace_record *trap = trap_of(r, last);
    const struct trace_record *back = return_of(r, last);
    if (trap) {
        say_trap(r, &w, trap, false);
    } else if (back) {
        say(&w, "`mret` at %s",
            place(layer_image(r->trace->session, back->e.layer), back->mret).text);
    }
    put_row(r, ACTOR_SYSTEM, &w);
    if (last != g) {
        say_help(r, g, last, &w);
        put_beside(r, ACTOR_MONITOR, &w);
    }
    return last;
}

/* A monitor in a VM, in supervisor mode: what it says of itself, helped by those below it. */
static const struct leg *say_monitor(struct rows *r, const struct leg *g, const struct leg *end)
{
    struct words w = {NULL};
    const struct leg *last = g->stay.layer == LAYER_MONITOR ? g : run_of(r, g, end);
    if (last == g) {
        say_visit(r, g, &w);
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
    say_visit(r, &whole, &w);
    struct words help = {NULL};
    say_help(r, g, last, &help);
    say(&w, "%s", help.text);
    free(help.text);
    put_row(r, ACTOR_MONITOR, &w);
    return last;
}

/* Other VMs', up to where one of the episode's own is at work again. */
static const struct leg *say_others(struct rows *r, const struct leg *g, const struct leg *end)
{
    struct words w = {NULL};
    uint64_t from = g->stay.from;
    const struct leg *last = g;
    while (last + 1 < end && last[1].stay.layer != r->episode->layer &&
           !(is_its_monitor(r, last + 1) && last[1].stay.layer != LAYER_MONITOR)) {
        last++;
    }
    last -= last > g && last->stay.layer == LAYER_MONITOR;
    say(&w, "[%s runs meanwhile: %s]", layer_name(r->trace->session, g->stay.layer),
        count_of(last->stay.to - from, "cycle").text);
    put_row(r, ACTOR_MONITOR, &w);
    return last;
}

static void say_hardware_trap(struct rows *r, const struct trace_record *trap)
{
    struct words w = {NULL};
    const struct flow_event *e = &trap->e;
    bool mapped = trap->matp & MATP_TE;
    say(&w, "Cycle %" PRIu64 ": takes the trap", e->cycles);
    say(&w, "Mode: %s -> supervisor", trace_mode(e->supervisor));
    say(&w, "Interrupts off; matp.TE: %d -> 0, OTE <- %d", mapped, mapped);
    say(&w, "mepc <- 0x%08x", e->pc);
    say(&w, "mcause <- %u (%s)%s, mtval <- 0x%08x", e->cause & ~MCAUSE_INTERRUPT,
        cause_text(e->cause), e->cause & MCAUSE_INTERRUPT ? ", bit 31 set" : "", e->value);
    uint32_t handler = trace_handler(trap);
    say(&w, "pc <- mtvec, the handler: %s",
        place(layer_image(r->trace->session, e->layer), handler).text);
    put_row(r, ACTOR_HARDWARE, &w);
}

static void say_hardware_return(struct rows *r, const struct trace_record *back)
{
    struct words w = {NULL};
    const struct flow_event *e = &back->e;
    bool mapped = back->matp & MATP_OTE;
    say(&w, "Cycle %" PRIu64 ": `mret`", e->cycles);
    say(&w, "Mode: supervisor -> %s", trace_mode(e->supervisor));
    say(&w, "matp.TE <- OTE: 0 -> %d", mapped);
    say(&w, "pc <- mepc: %s", place_of(back).text);
    put_row(r, ACTOR_HARDWARE, &w);
}

static void say_hardware(struct rows *r, const struct leg *g)
{
    const struct trace_record *trap = trap_of(r, g);
    const struct trace_record *back = return_of(r, g);
    if (r->hardware && trap) {
        say_hardware_trap(r, trap);
    } else if (r->hardware && back) {
        say_hardware_return(r, back);
    }
}

/* User mode goes on. */
static void say_end(struct rows *r)
{
    const struct episode *e = r->episode;
    const struct flow_event *trap = &e->records[0].e;
    const struct trace_record *back = &e->records[e->count - 1];
    bool again = trap->pc == back->e.pc && !(trap->cause & MCAUSE_INTERRUPT);
    struct words w = {NULL};
    say(&w, "User mode goes on at %s", place_of(back).text);
    if (again) {
        say(&w, "The same instruction again: %s",
            e->sequel_instructions > 0 ? "now it completes" : "it traps again");
    }
    put_row(r, ACTOR_PROCESS, &w);
}

static const struct leg *say_leg(struct rows *r, const struct leg *g, const struct leg *first,
                                 const struct leg *end)
{
    if (is_its_monitor(r, g)) {
        return say_monitor(r, g, end);
    }
    if (g->stay.layer != r->episode->layer) {
        return say_others(r, g, end);
    }
    if (is_system(r, g)) {
        return say_system(r, g, end);
    }
    say_process(r, g, g == first);
    return g;
}

void rows_make(struct rows *r, const struct trace *t, const struct episode *e, bool hardware,
               bool full)
{
    struct legs g;
    *r = (struct rows){.trace = t, .episode = e, .hardware = hardware, .full = full};
    find_legs(&g, t, e);
    const struct leg *end = g.item + g.count;
    for (const struct leg *s = g.item; s < end; s++) {
        s = say_leg(r, s, g.item, end);
        say_hardware(r, s);
    }
    say_end(r);
    free(g.item);
}

void rows_free(struct rows *r)
{
    for (unsigned i = 0; i < r->count; i++) {
        for (unsigned k = 0; k < ACTORS; k++) {
            free(r->row[i].cell[k]);
        }
    }
    free(r->row);
    *r = (struct rows){.row = NULL};
}
