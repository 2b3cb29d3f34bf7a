/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breakpoints, watchpoints, catchpoints and events in words; and events as they are typed. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "isa/cause.h"
#include "repl.h"

/* --- points --- */

static const char *const kind_names[] = {
    [POINT_BREAK] = "breakpoint",      [POINT_WATCH] = "watchpoint",
    [POINT_READ_WATCH] = "watchpoint", [POINT_ACCESS_WATCH] = "watchpoint",
    [POINT_CSR] = "watchpoint",        [POINT_TLB] = "watchpoint",
    [POINT_CATCH] = "catchpoint",
};

/* "alice:0x80000000", "alice/p:...", "alice/5:...", with the symbol. */
static void put_address(const struct repl *r, const struct place *at)
{
    const struct session *s = &r->debugger->session;
    fprintf(r->out, "%s", layer_name(s, at->layer));
    if (at->layer != LAYER_MACHINE && at->space == SPACE_PHYSICAL) {
        fputs("/p", r->out);
    } else if (at->space == SPACE_ASID) {
        fprintf(r->out, "/%u", at->asid);
    }
    fprintf(r->out, ":0x%08x", at->address);
    if (at->symbol) {
        fprintf(r->out, " <%s>", symbol_name(at->symbol).text);
    } else if (at->space == SPACE_CURRENT) {
        fputs(symbol_text(layer_image(s, at->layer), at->address).text, r->out);
    }
}

/* "alice:", or nothing if it is the hart's. */
static const char *whose(const struct repl *r, const struct point *p)
{
    static char text[SYMBOL_NAME_SIZE];
    bool hart = p->place.layer == LAYER_MACHINE;
    snprintf(text, sizeof text, "%s%s",
             hart ? "" : layer_name(&r->debugger->session, p->place.layer), hart ? "" : ":");
    return text;
}

static void put_what(const struct repl *r, const struct point *p)
{
    static const char *const accesses[] = {[POINT_WATCH] = "written",
                                           [POINT_READ_WATCH] = "read",
                                           [POINT_ACCESS_WATCH] = "read or written"};
    char name[CSR_NAME_SIZE];
    switch (p->kind) {
    case POINT_BREAK:
        fputs("at ", r->out);
        put_address(r, &p->place);
        break;
    case POINT_WATCH:
    case POINT_READ_WATCH:
    case POINT_ACCESS_WATCH:
        fprintf(r->out, "on %u byte%s at ", p->size, p->size == 1 ? "" : "s");
        put_address(r, &p->place);
        fprintf(r->out, " (machine address 0x%08x) being %s", p->machine, accesses[p->kind]);
        break;
    case POINT_CSR:
        isa_csr_name(p->csr, name);
        fprintf(r->out, "on changes of %s%s", whose(r, p), name);
        break;
    case POINT_TLB:
        fprintf(r->out, "on changes of %stlb[%u]", whose(r, p), p->entry);
        break;
    case POINT_CATCH:
        fprintf(r->out, "on %s", event_names[p->event.name]);
        if (p->event.layer != LAYER_NONE) {
            fprintf(r->out, " of %s", layer_name(&r->debugger->session, p->event.layer));
        }
        break;
    }
}

void repl_put_point(const struct repl *r, const struct point *p)
{
    fprintf(r->out, "%s%s %u ", p->temporary ? "temporary " : "", kind_names[p->kind], p->number);
    put_what(r, p);
    if (p->condition) {
        fprintf(r->out, " if %s", p->condition);
    }
    if (p->ignore) {
        fprintf(r->out, ", %u to be ignored", p->ignore);
    }
    fprintf(r->out, "%s\n", p->enabled ? "" : ", disabled");
}

void repl_put_hit(struct repl *r, const struct point *p)
{
    fprintf(r->out, "%s %u", kind_names[p->kind], p->number);
    if (p->kind == POINT_TLB) {
        fprintf(r->out, ": %08x %08x -> %08x %08x", (uint32_t)(p->before >> 32),
                (uint32_t)p->before, (uint32_t)(p->after >> 32), (uint32_t)p->after);
    } else if (p->kind != POINT_BREAK && p->kind != POINT_CATCH) {
        fprintf(r->out, ": 0x%llx -> 0x%llx", (unsigned long long)p->before,
                (unsigned long long)p->after);
    }
    fputc('\n', r->out);
    if (p->kind == POINT_CATCH) {
        repl_put_event(r, &r->debugger->points.event);
    }
}

/* --- events --- */

static const char *who(const struct repl *r, const struct flow_event *e)
{
    return layer_name(&r->debugger->session, e->layer);
}

/* "alice, user, at 0x10028", or "monitor"; where one goes on, the stop itself says. */
static void put_party(const struct repl *r, const struct flow_event *e)
{
    const struct session *s = &r->debugger->session;
    bool told = e->kind == FLOW_RETURN || e->kind == FLOW_SWITCH || e->kind == FLOW_STOP;
    fprintf(r->out, "%s", who(r, e));
    if (e->layer != LAYER_MONITOR) {
        fprintf(r->out, ", %s", repl_mode(e->supervisor));
    }
    if (e->source == FLOW_SEEN && !told) {
        fprintf(r->out, ", at 0x%08x%s", e->pc, symbol_text(layer_image(s, e->at), e->pc).text);
    }
}

/* Why control goes back, as far as the monitor has said. */
static void put_reason(const struct repl *r)
{
    const struct debugger *d = r->debugger;
    const struct flow_event *why = &d->points.reason;
    if (!d->points.reasoned) {
        return;
    }
    switch (why->kind) {
    case FLOW_REFLECT:
    case FLOW_INTERRUPT:
        fprintf(r->out, ": to its own handler, for: %s", cause_text(why->cause));
        break;
    case FLOW_EMULATE:
        fprintf(r->out, ": after `%s`, emulated",
                insn_text(NULL, why->value, why->pc, d->session.machine->config.variant).text);
        break;
    default:
        fputs(": its TLB miss is hidden from it", r->out);
    }
}

/* What has happened to it; `handler` is who takes its traps. */
static void put_happening(struct repl *r, const struct flow_event *e, const char *handler)
{
    enum variant variant = r->debugger->session.machine->config.variant;
    switch (e->kind) {
    case FLOW_TRAP:
        fprintf(r->out, " -> %s: trap: %s, mtval 0x%x", handler, cause_text(e->cause), e->value);
        r->trap_at = position_never; /* that is told */
        break;
    case FLOW_REFLECT:
    case FLOW_INTERRUPT:
        fprintf(r->out, " -> its own handler, from the monitor: %s", cause_text(e->cause));
        break;
    case FLOW_EMULATE:
        fprintf(r->out, ": emulated: %s", insn_text(NULL, e->value, e->pc, variant).text);
        break;
    case FLOW_INSTALL:
        fprintf(r->out, ": TLB entry %u written: VPN %05x -> frame %05x", e->index,
                e->hi >> PAGE_SHIFT, e->lo >> PAGE_SHIFT);
        break;
    case FLOW_RETURN:
        put_reason(r);
        break;
    case FLOW_SWITCH:
        fputs(" is switched to", r->out);
        break;
    case FLOW_HIDDEN:
        fprintf(r->out, ": TLB miss hidden, mtval 0x%x", e->value);
        break;
    case FLOW_OTHER:
    case FLOW_STOP:
    case FLOW_KINDS:
        fprintf(r->out, ": %s", flow_names[e->kind]);
        break;
    }
}

/* Who handed what to whom. */
void repl_put_event(struct repl *r, const struct flow_event *e)
{
    const char *handler = r->debugger->session.monitored ? "the monitor" : "its supervisor";
    if (e->level > 0) {
        fprintf(r->out, "level %u: ", e->level);
    }
    if (e->kind == FLOW_RETURN) {
        fprintf(r->out, "%s -> ", handler);
    }
    put_party(r, e);
    put_happening(r, e, handler);
    fputc('\n', r->out);
}

/* What happens on a machine without a monitor, too. */
static bool is_hardware(enum event_name name)
{
    return name == EVENT_trap || name == EVENT_miss || name == EVENT_install ||
           name == EVENT_return || name == EVENT_handover;
}

/* EVENT [of VM], cut off the line. */
bool repl_event(struct repl *r, char **args, struct event_wanted *wanted)
{
    const char *word = repl_word(args);
    struct nearest n = nearest_to(word ? word : "");
    *wanted = (struct event_wanted){EVENT_COUNT, LAYER_NONE};
    for (int i = 0; i < EVENT_COUNT; i++) {
        if (word && strcmp(event_names[i], word) == 0) {
            wanted->name = (enum event_name)i;
        }
        nearest_offer(&n, event_names[i]);
    }
    if (wanted->name == EVENT_COUNT) {
        return repl_error(r, "no event `%s`: %s", excerpt(word ? word : "").text,
                          nearest_advice(&n));
    }
    if (!r->debugger->session.monitored && !is_hardware(wanted->name)) {
        return repl_error(
            r, "there is no monitor, so no `%s`: expected trap, miss, install or return", word);
    }
    const char *rest = *args + strspn(*args, " \t");
    if (strncmp(rest, "of", 2) != 0 || (rest[2] != '\0' && !isspace((unsigned char)rest[2]))) {
        return true;
    }
    repl_word(args);
    const char *vm = repl_word(args);
    return vm ? repl_vm(r, vm, &wanted->layer) : repl_error(r, "of which VM?");
}
