/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events in words, and a line for each. */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "diag.h"
#include "isa/cause.h"
#include "trace.h"

enum { NAME_MOST = 20, PLACE_WIDTH = 38 };

static const char *const stop_texts[] = {
#define VM_STOP(number, id, name, text) [number] = text,
#include "isa/vmstop.def"
};

DIAG_FORMAT(1, 2) static struct trace_text say(const char *format, ...)
{
    struct trace_text t;
    va_list args;
    va_start(args, format);
    vsnprintf(t.text, sizeof t.text, format, args);
    va_end(args);
    return t;
}

const char *trace_mode(bool supervisor)
{
    return supervisor ? "supervisor" : "user";
}

struct symbol_text trace_symbol(const struct trace_record *r)
{
    return symbol_text(r->names, r->e.pc);
}

struct trace_text trace_where(const struct trace *t, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    bool within = e->at != e->layer;
    if (e->source == FLOW_UNKNOWN) {
        return say("?");
    }
    return say("%s%s%08x%s%s", within ? layer_name(t->session, e->at) : "", within ? ":" : "",
               e->pc, trace_symbol(r).text, e->source == FLOW_CLAIMED ? " (claimed)" : "");
}

struct trace_text trace_entry(uint32_t hi, uint32_t lo, const char *frame)
{
    if (!(lo & TLB_LO_V)) {
        return say("VPN 0x%05x, ASID %u: invalid", hi >> PAGE_SHIFT, hi & TLB_HI_ASID);
    }
    return say("VPN 0x%05x -> %s 0x%05x, %s%u, %c%c%c", hi >> PAGE_SHIFT, frame, lo >> PAGE_SHIFT,
               hi & TLB_HI_G ? "global, ASID " : "ASID ", hi & TLB_HI_ASID,
               lo & TLB_LO_R ? 'r' : '-', lo & TLB_LO_W ? 'w' : '-', lo & TLB_LO_X ? 'x' : '-');
}

struct insn_text trace_instruction(const struct trace *t, const struct trace_record *r)
{
    struct insn_text none = {""};
    return r->fetched ? insn_text(r->names, r->word, r->e.pc, t->session->machine->config.variant)
                      : none;
}

static bool has_address(uint32_t cause)
{
    bool call = cause == CAUSE_ecall_user || cause == CAUSE_ecall_supervisor;
    return !(cause & MCAUSE_INTERRUPT) && cause != CAUSE_illegal && !call;
}

struct trace_text trace_cause(const struct trace *t, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    const char *text = cause_text(e->cause);
    if (e->cause == CAUSE_ecall_user) {
        const char *name = image_number(layer_image(t->session, e->at), TRACE_CALLS, r->call);
        return name ? say("%s: %.40s", text, name) : say("%s: call %u", text, r->call);
    }
    if (e->cause == CAUSE_illegal) {
        struct trace_record at = *r;
        at.word = e->value;
        at.fetched = true;
        return say("%s: %s", text, trace_instruction(t, &at).text);
    }
    return has_address(e->cause) ? say("%s at 0x%08x", text, e->value) : say("%s", text);
}

static struct trace_text emulated(const struct trace *t, const struct trace_record *r)
{
    struct insn_text text = trace_instruction(t, r);
    if (r->e.cost == SPENT_TLB_WRITE && r->operands) {
        return say("%s: %s", text.text, trace_entry(r->rs1, r->rs2, "PFN").text);
    }
    return say("%s", text.text);
}

static struct trace_text other(const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    switch (e->cost) {
    case SPENT_DEVICE:
    case SPENT_FIRST_TOUCH:
        return say("%s: 0x%08x", spent_titles[e->cost], e->value);
    case SPENT_INTERPRET:
        return say("%s: %u", spent_titles[e->cost], e->value);
    default:
        return say("%s", spent_titles[e->cost]);
    }
}

static struct trace_text stopped(const struct flow_event *e)
{
    bool known = e->cause < sizeof stop_texts / sizeof stop_texts[0] && stop_texts[e->cause];
    return known ? say("%s (%u)", stop_texts[e->cause], e->value)
                 : say("for reason %u (%u)", e->cause, e->value);
}

struct trace_text trace_what(const struct trace *t, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    switch (e->kind) {
    case FLOW_TRAP:
    case FLOW_REFLECT:
    case FLOW_INTERRUPT:
    case FLOW_HIDDEN:
        return e->kind == FLOW_HIDDEN && e->source != FLOW_SEEN ? say("0x%08x", e->value)
                                                                : trace_cause(t, r);
    case FLOW_EMULATE:
        return emulated(t, r);
    case FLOW_INSTALL:
        return say("entry %u: %s", e->index,
                   trace_entry(e->hi, e->lo, t->session->monitored ? "MFN" : "PFN").text);
    case FLOW_OTHER:
        return other(r);
    case FLOW_SWITCH:
        return say("to %s", layer_name(t->session, e->layer));
    case FLOW_RETURN:
        return say("to %s mode", trace_mode(e->supervisor));
    case FLOW_STOP:
        return stopped(e);
    case FLOW_KINDS:
        break;
    }
    return say("?");
}

/* Columns for the longest name, within reason. */
static int name_width(const struct trace *t)
{
    size_t width = strlen("VM");
    for (unsigned i = 0; i < layer_count(t->session); i++) {
        size_t n = layer_exists(t->session, i) ? strlen(layer_name(t->session, i)) : 0;
        width = n > width ? n : width;
    }
    return width < NAME_MOST ? (int)width : NAME_MOST;
}

void trace_put_head(const struct trace *t, FILE *out)
{
    fprintf(out, "%12s %12s %s %-*s %-10s %-*s %-9s %s\n", "cycle", "instructions", "l",
            name_width(t), "VM", "mode", PLACE_WIDTH, "pc", "event", "what");
}

void trace_put(const struct trace *t, const struct trace_record *r, FILE *out)
{
    const struct flow_event *e = &r->e;
    fprintf(out, "%12" PRIu64 " %12" PRIu64 " %u %-*s %-10s %-*s %-9s %s\n", e->cycles,
            e->instructions, e->level, name_width(t), layer_name(t->session, e->layer),
            trace_mode(e->supervisor), PLACE_WIDTH, trace_where(t, r).text, flow_names[e->kind],
            trace_what(t, r).text);
}

static int kind_named(const char *name, size_t length)
{
    for (int i = 0; i < FLOW_KINDS; i++) {
        if (strlen(flow_names[i]) == length && memcmp(flow_names[i], name, length) == 0) {
            return i;
        }
    }
    return -1;
}

bool trace_kinds(const char *list, unsigned *kinds, const char **end)
{
    *kinds = 0;
    for (*end = list; **end != '\0';) {
        size_t length = strcspn(*end, ",");
        int kind = kind_named(*end, length);
        if (kind < 0) {
            return false;
        }
        *kinds |= 1u << kind;
        *end += length + ((*end)[length] == ',');
    }
    return *kinds != 0;
}
