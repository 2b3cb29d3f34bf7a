/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who did what, in sentences. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/cause.h"
#include "trace_rows.h"

/* --- words --- */

/* Another sentence, on a line of its own. */
void words_say(struct words *w, const char *format, ...)
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

struct count words_count(uint64_t n, const char *what)
{
    struct count c;
    const char *plural = what[strlen(what) - 1] == 's' ? "es" : "s";
    snprintf(c.text, sizeof c.text, "%" PRIu64 " %s%s", n, what, n == 1 ? "" : plural);
    return c;
}

/* An address with its name; of an event, the one where it happened. */
struct trace_text words_place(const struct image *names, uint32_t pc)
{
    struct trace_text t;
    snprintf(t.text, sizeof t.text, "0x%08x%s", pc, symbol_text(names, pc).text);
    return t;
}

struct trace_text words_place_of(const struct trace_record *r)
{
    struct trace_text t = {"an address that nobody knows"};
    if (r->e.source != FLOW_UNKNOWN) {
        snprintf(t.text, sizeof t.text, "%.128s%s", words_place(r->names, r->e.pc).text,
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

/* --- a trap --- */

/* What a trap is, to the one who traps. */
void words_trap(const struct figure_rows *r, struct words *w, const struct trace_record *trap,
                bool process)
{
    const struct flow_event *e = &trap->e;
    char *at = xstrdup(words_place_of(trap).text);
    struct insn_text insn = trace_instruction(r->trace, trap);
    if (e->cause & MCAUSE_INTERRUPT) {
        struct trace_text cause = {""};
        snprintf(cause.text, sizeof cause.text, "%s", cause_text(e->cause));
        words_say(w, "%s before %s", capital(cause).text, at);
    } else if (e->cause == CAUSE_ecall_user) {
        const char *call =
            image_number(layer_image(r->trace->session, e->at), TRACE_CALLS, trap->call);
        words_say(w, "`ecall` at %s: system call %u%s%.40s%s, trap", at, trap->call,
                  call ? " (" : "", call ? call : "", call ? ")" : "");
    } else if (is_miss(e->cause)) {
        words_say(w, "%s%s%sat %s: %s, 0x%08x; trap", insn.text[0] ? "`" : "", insn.text,
                  insn.text[0] ? "` " : "Fetch ", at, cause_text(e->cause), e->value);
    } else if (e->cause == CAUSE_illegal && !process) {
        words_say(w, "`%s` at %s is privileged: trap", insn.text, at);
    } else {
        words_say(w, "At %s: %s; trap", at, trace_cause(r->trace, trap).text);
    }
    free(at);
}

/* --- monitors --- */

static const char *monitor_name(const struct figure_rows *r, unsigned layer)
{
    return layer == LAYER_MONITOR ? "the machine's monitor" : layer_name(r->trace->session, layer);
}

/* The monitor of the machine, if there are others too, and those others: whose words follow. */
void words_who(const struct figure_rows *r, const struct leg *g, struct words *w)
{
    const struct session *s = r->trace->session;
    if (s->guests[r->episode->layer - 1].kin->level > 0) {
        words_say(w, "[%s]", monitor_name(r, g->stay.layer));
    }
}

static void say_emulated(const struct figure_rows *r, const struct trace_record *e,
                         const struct trace_record *install, struct words *w)
{
    char *insn = xstrdup(trace_instruction(r->trace, e).text);
    if (e->e.cost != SPENT_TLB_WRITE) {
        words_say(w, "Emulates `%s`", insn);
    } else {
        words_say(w, "Emulates `%s`: %s is asked for", insn,
                  e->operands ? trace_entry(e->rs1, e->rs2, "PFN").text : "an entry of its TLB");
        if (install) {
            words_say(w, "Installs %s", trace_entry(install->e.hi, install->e.lo, "MFN").text);
        } else {
            words_say(w, "Installs nothing yet");
        }
    }
    free(insn);
}

/* Where the VM's handler begins: where the VM is gone back to next. */
static const struct trace_record *next_return(const struct figure_rows *r, size_t from,
                                              unsigned layer)
{
    for (size_t i = from; i < r->episode->count; i++) {
        const struct trace_record *e = &r->episode->records[i];
        if (e->e.kind == FLOW_RETURN && e->e.layer == layer) {
            return e;
        }
    }
    return NULL;
}

static void say_delivered(const struct figure_rows *r, size_t i, struct words *w)
{
    const struct trace_record *e = &r->episode->records[i];
    const struct trace_record *entry = next_return(r, i, e->e.layer);
    bool direct = entry && entry->e.supervisor;
    bool interrupt = e->e.kind == FLOW_INTERRUPT;
    words_say(w, "%s %u (%s) to the handler of %s, in virtual supervisor mode",
              interrupt ? "Delivers interrupt" : "Reflects cause", e->e.cause & ~MCAUSE_INTERRUPT,
              cause_text(e->e.cause), layer_name(r->trace->session, e->e.layer));
    if (direct) {
        words_say(w, "That begins at its mtvec, in the hardware's user mode: %s",
                  words_place_of(entry).text);
    }
}

/* One event of a visit to a monitor; `install` is the entry of the TLB that was written for it. */
static void say_event(const struct figure_rows *r, size_t i, const struct trace_record *install,
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
        words_say(w, "The VM has a mapping of 0x%08x: hides the miss from it", e->e.value);
        if (install) {
            words_say(w, "Installs %s", trace_entry(install->e.hi, install->e.lo, "MFN").text);
        }
        break;
    case FLOW_SWITCH:
        words_say(w, "Switches to %s", layer_name(t->session, e->e.layer));
        break;
    case FLOW_STOP:
        words_say(w, "%s %s", layer_name(t->session, e->e.layer), trace_what(t, e).text);
        break;
    case FLOW_OTHER:
        if (e->e.cost != SPENT_INTERPRET) {
            words_say(w, "%s", capital(trace_what(t, e)).text);
        }
        break;
    default:
        break;
    }
}

/* What a monitor does in one stay. */
void words_visit(const struct figure_rows *r, const struct leg *g, struct words *w)
{
    const struct trace_record *install = NULL;
    words_who(r, g, w);
    for (size_t i = g->first; i < g->first + g->count; i++) {
        const struct trace_record *e = &r->episode->records[i];
        if (e->e.kind == FLOW_INSTALL) {
            install = e;
        } else if ((e->e.level == 0) == (g->stay.layer == LAYER_MONITOR)) {
            say_event(r, i, install, w);
            install = NULL;
        }
    }
    words_say(w, "%s, %s", words_count(g->stay.instructions, "instruction").text,
              words_count(g->stay.to - g->stay.from, "cycle").text);
    const struct trace_record *back = leg_return(r, g);
    if (back && g->stay.layer == LAYER_MONITOR) {
        const char *whose =
            back->e.at == r->episode->layer ? "" : layer_name(r->trace->session, back->e.at);
        words_say(w, "Goes back to %s%svirtual %s mode", whose, *whose ? ", " : "",
                  trace_mode(back->e.at_supervisor));
    }
}
