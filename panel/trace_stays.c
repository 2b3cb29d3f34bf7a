/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace_stays.h"

#include <stdio.h>
#include <string.h>

#include "isa/cause.h"

enum { MTVEC_VECTORED = 1 };

uint32_t trace_handler(const struct trace_record *trap)
{
    uint32_t base = trap->mtvec & ~3u;
    bool vectored = (trap->mtvec & 3u) == MTVEC_VECTORED && (trap->e.cause & MCAUSE_INTERRUPT);
    return vectored ? base + 4 * (trap->e.cause & ~MCAUSE_INTERRUPT) : base;
}

static void end_stay(struct stays *s, uint64_t cycles, uint64_t instructions,
                     const struct trace_record *r)
{
    s->open.to = cycles;
    s->open.instructions = instructions - s->open.started;
    s->take(s->context, &s->open, r);
}

static struct stay begin_stay(unsigned layer, bool supervisor, uint64_t cycles,
                              uint64_t instructions)
{
    return (struct stay){
        .layer = layer, .supervisor = supervisor, .from = cycles, .started = instructions};
}

static void trapped(struct stays *s, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    bool bare = !s->trace->session->monitored;
    end_stay(s, e->cycles, e->instructions, r);
    s->open = begin_stay(bare ? e->layer : LAYER_MONITOR, true, e->cycles, e->instructions);
    if (bare) {
        s->open.pc = trace_handler(r);
        s->open.names = layer_image(s->trace->session, e->layer);
    }
}

static void returned(struct stays *s, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    end_stay(s, e->cycles, e->instructions, r);
    s->open = begin_stay(e->at, e->at_supervisor, e->cycles, e->instructions);
    s->open.pc = e->pc;
    s->open.names = r->names;
}

/* Since the last event the monitor has executed for the VM, instruction by instruction. */
static void interpreted(struct stays *s, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    uint64_t since = s->last;
    end_stay(s, since, s->last_instructions, r);
    s->open = begin_stay(e->layer, true, since, 0);
    s->open.interpreted = true;
    end_stay(s, e->cycles, e->value, r);
    s->open = begin_stay(LAYER_MONITOR, true, e->cycles, e->instructions);
}

/* What says most of a visit to the monitor. */
static unsigned weight(enum flow_kind kind)
{
    switch (kind) {
    case FLOW_STOP:
        return 5;
    case FLOW_SWITCH:
        return 4;
    case FLOW_REFLECT:
    case FLOW_INTERRUPT:
    case FLOW_EMULATE:
    case FLOW_HIDDEN:
        return 3;
    case FLOW_OTHER:
        return 2;
    default:
        return 0;
    }
}

static void noted(struct stays *s, const struct trace_record *r)
{
    struct stay *o = &s->open;
    unsigned had = o->does ? weight(o->did.e.kind) : 0;
    if (o->layer == LAYER_MONITOR && weight(r->e.kind) > had) {
        o->does = true;
        o->did = *r;
    }
}

void stays_open(struct stays *s, const struct trace *t,
                void (*take)(void *context, const struct stay *s, const struct trace_record *r),
                void *context)
{
    const struct session *session = t->session;
    const struct machine *m = session->machine;
    unsigned layer = layer_running(session);
    bool supervisor = layer == LAYER_MONITOR || layer_supervisor(session);
    *s = (struct stays){.trace = t, .take = take, .context = context};
    s->open = begin_stay(layer, supervisor, m->cycles, m->instructions);
    s->open.pc = m->hart.pc;
    s->open.names = trace_names(t, layer, supervisor, m->hart.pc);
    s->last = m->cycles;
    s->last_instructions = m->instructions;
}

void stays_event(struct stays *s, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    if (e->level > 0) {
        return;
    }
    if (e->kind == FLOW_TRAP) {
        trapped(s, r);
    } else if (e->kind == FLOW_RETURN) {
        returned(s, r);
    } else if (e->kind == FLOW_OTHER && e->cost == SPENT_INTERPRET) {
        interpreted(s, r);
    } else {
        noted(s, r);
    }
    s->last = e->cycles;
    s->last_instructions = e->instructions;
}

void stays_close(struct stays *s)
{
    const struct machine *m = s->trace->session->machine;
    end_stay(s, m->cycles, m->instructions, NULL);
}

/* The first word of an instruction. */
static int mnemonic_length(const char *text)
{
    return (int)strcspn(text, " ");
}

static struct trace_text monitor_name(const struct trace *t, const struct stay *s)
{
    struct trace_text name = {"monitor"};
    const struct flow_event *e = &s->did.e;
    struct insn_text insn = trace_instruction(t, &s->did);
    switch (s->does ? e->kind : FLOW_KINDS) {
    case FLOW_REFLECT:
        snprintf(name.text, sizeof name.text, "reflect: %s", cause_text(e->cause));
        break;
    case FLOW_INTERRUPT:
        snprintf(name.text, sizeof name.text, "deliver: %s", cause_text(e->cause));
        break;
    case FLOW_EMULATE:
        snprintf(name.text, sizeof name.text, "emulate %.*s", mnemonic_length(insn.text),
                 insn.text);
        break;
    case FLOW_HIDDEN:
        snprintf(name.text, sizeof name.text, "hide miss");
        break;
    case FLOW_OTHER:
        snprintf(name.text, sizeof name.text, "%s", spent_titles[e->cost]);
        break;
    case FLOW_SWITCH:
        snprintf(name.text, sizeof name.text, "switch to %s", layer_name(t->session, e->layer));
        break;
    case FLOW_STOP:
        snprintf(name.text, sizeof name.text, "stop %s", layer_name(t->session, e->layer));
        break;
    default:
        break;
    }
    return name;
}

struct trace_text stay_name(const struct trace *t, const struct stay *s)
{
    struct trace_text name;
    if (s->layer == LAYER_MONITOR) {
        return monitor_name(t, s);
    }
    struct symbol_text symbol = symbol_text(s->names, s->pc);
    if (s->interpreted) {
        snprintf(name.text, sizeof name.text, "interpreted");
    } else if (symbol.text[0]) {
        snprintf(name.text, sizeof name.text, "%.*s", (int)strlen(symbol.text) - 3,
                 symbol.text + 2);
    } else {
        snprintf(name.text, sizeof name.text, "0x%08x", s->pc);
    }
    return name;
}
