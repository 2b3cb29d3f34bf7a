/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual machines of every level, as their monitors describe them: `vms`, `info vcpu`. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "isa/cause.h"
#include "repl_look.h"

static const char *state_name(uint32_t state)
{
    static const char *const names[] = {"runnable", "waiting", "stopped"};
    return state < sizeof names / sizeof names[0] ? names[state] : "?";
}

bool repl_claims(struct repl *r, struct claims *c)
{
    const char *why_not = claims_open(c, &r->debugger->session);
    return !why_not || repl_error(r, "%s", why_not);
}

/* --- all of them --- */

static void put_claimed_vm(const struct repl *r, const struct claims *c, unsigned layer)
{
    const struct session *s = &r->debugger->session;
    char name[CLAIM_TEXT_SIZE];
    bool running = layer == layer_running(s);
    uint32_t state = claims_value(c, layer, INSPECT_state, 0);
    uint32_t mode = claims_value(c, layer, INSPECT_mode, 0);
    uint32_t memory = claims_value(c, layer, INSPECT_memory_size, 0);
    uint32_t pc = claims_value(c, layer, INSPECT_pc, 0);
    struct registers v;
    if (running || (debug_enters(s, layer) && debug_registers(r->debugger, layer, &v))) {
        pc = running ? s->machine->hart.pc : v.pc;
    }
    unsigned indent = 2 * c->level;
    claims_name(c, layer, name);
    fprintf(r->out, "%c %*s%-*s %-9s %-10s %8u KiB  0x%08x%s\n", running ? '*' : ' ', (int)indent,
            "", 12 - (int)indent, name, state_name(state), repl_mode(mode == MODE_SUPERVISOR),
            memory >> 10, pc,
            debug_lends(s, layer) ? " (a VM of its own has its hart)"
                                  : symbol_text(layer_image(s, layer), pc).text);
}

/* A monitor's VMs, and after each that is a monitor itself, its own. */
static bool put_vms_of(struct repl *r, unsigned monitor)
{
    const struct session *s = &r->debugger->session;
    struct claims c;
    const char *why_not = claims_open_in(&c, s, monitor);
    if (why_not) {
        return monitor == LAYER_MONITOR
                   ? repl_error(r, "%s", why_not)
                   : fprintf(r->out, "  %*s(%s)\n",
                             (int)(2 * s->guests[monitor - 1].kin->level + 2), "", why_not) > 0;
    }
    for (unsigned layer = c.first; layer < c.first + c.count; layer++) {
        put_claimed_vm(r, &c, layer);
        if (s->guests[layer - 1].kin->count > 0) {
            put_vms_of(r, layer);
        }
    }
    return true;
}

bool repl_vms(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    struct claims c;
    if (!repl_no_more(r, args)) {
        return false;
    }
    if (!s->monitored) {
        fprintf(r->out, "no VMs: %s owns the machine\n", layer_name(s, 1));
        return true;
    }
    if (!repl_claims(r, &c)) {
        return false;
    }
    fprintf(r->out, "  %-12s %-9s %-10s %12s  pc   (by the monitor's account)\n", "VM", "state",
            "mode", "memory");
    return put_vms_of(r, LAYER_MONITOR);
}

/* --- one of them --- */

static uint64_t value_long(const struct claims *c, unsigned layer, enum inspect_field field)
{
    return (uint64_t)claims_value(c, layer, field, 1) << 32 | claims_value(c, layer, field, 0);
}

static void put_line(const struct repl *r, const char *name, const char *format, ...)
    DIAG_FORMAT(3, 4);

static void put_line(const struct repl *r, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(r->out, "  %-16s ", name);
    vfprintf(r->out, format, args);
    putc('\n', r->out);
    va_end(args);
}

static void put_space(const struct repl *r, const struct claims *c, unsigned layer,
                      const struct priv *p)
{
    bool relocated = claims_relocates(c, layer);
    uint32_t space = relocated ? p->matp & MATP_ASID : INSPECT_SPACES - 1;
    uint32_t asid = claims_asid(c, layer, space);
    char own[24] = "untranslated", below[40] = "no ASID stands for it now";
    if (relocated) {
        snprintf(own, sizeof own, "ASID %u", space);
    }
    if (asid != 0) {
        snprintf(below, sizeof below, "ASID %u of the hardware below", asid);
    }
    put_line(r, "address space", "%s: %s", own, below);
}

/* "timer external", or "none". */
struct lines_text {
    char text[40];
};

static struct lines_text lines(uint32_t mip)
{
    struct lines_text t = {"none"};
    if (mip & IRQ_LINES) {
        snprintf(t.text, sizeof t.text, "%s%s%s", mip & MIE_SOFTWARE ? "software " : "",
                 mip & MIE_TIMER ? "timer " : "", mip & MIE_EXTERNAL ? "external " : "");
        t.text[strlen(t.text) - 1] = '\0';
    }
    return t;
}

static void put_interrupts(const struct repl *r, const struct priv *p)
{
    uint32_t next = priv_interrupt(p);
    put_line(r, "interrupts", "pending: %s; enabled: %s; MIE=%u; to be delivered: %s",
             lines(p->mip).text, lines(p->mie).text, (p->mstatus & MSTATUS_MIE) != 0,
             next ? cause_text(next) : "none");
}

static void put_clock(const struct repl *r, const struct claims *c, unsigned layer,
                      const struct priv *p)
{
    bool own = claims_flag(c, layer, INSPECT_virtual_clock);
    put_line(r, "clock", "%s: time %llu, mcycle %llu, minstret %llu",
             own ? "its own" : "its monitor's", (unsigned long long)p->time,
             (unsigned long long)p->mcycle, (unsigned long long)p->minstret);
}

static void put_shares(const struct repl *r, const struct claims *c, unsigned layer)
{
    uint32_t cap = claims_value(c, layer, INSPECT_cap, 0);
    put_line(r, "shares", "weight %u, pass %llu, cap %u%%",
             claims_value(c, layer, INSPECT_weight, 0),
             (unsigned long long)value_long(c, layer, INSPECT_pass), cap);
    if (cap < 100) {
        put_line(r, "used", "%llu ticks of this period",
                 (unsigned long long)value_long(c, layer, INSPECT_used));
    }
}

static void put_waiting(const struct repl *r, const struct claims *c, unsigned layer)
{
    uint64_t due = value_long(c, layer, INSPECT_due);
    uint32_t input = claims_value(c, layer, INSPECT_input_count, 0);
    if (claims_flag(c, layer, INSPECT_looping)) {
        put_line(r, "idle", "in a loop that only an interrupt can end");
    }
    if (due) {
        put_line(r, "woken", "by what was due at tick %llu", (unsigned long long)due);
    }
    if (input) {
        put_line(r, "input", "%u bytes are still to be taken", input);
    }
}

static void put_vcpu(const struct repl *r, const struct claims *c, unsigned layer,
                     const struct priv *p, const struct registers *v)
{
    const struct session *s = &r->debugger->session;
    const struct guest *g = &s->guests[layer - 1];
    bool hybrid = g->config->monitor == MONITOR_HYBRID;
    uint32_t state = claims_value(c, layer, INSPECT_state, 0);
    fprintf(r->out, "%s, by its monitor's account\n", layer_name(s, layer));
    put_line(r, "state", "%s%s", state_name(state),
             debug_enters(s, layer) ? ", and has the hardware below" : "");
    put_line(r, "run by", "%s",
             hybrid ? "the hybrid technique, which interprets its supervisor mode"
                    : "trap and emulate");
    put_line(r, "mode", "%s", repl_mode(p->mode == MODE_SUPERVISOR));
    put_line(r, "pc", "0x%08x%s", v->pc,
             debug_lends(s, layer) ? " (a VM of its own has its hart)"
                                   : symbol_text(layer_image(s, layer), v->pc).text);
    put_space(r, c, layer, p);
    put_interrupts(r, p);
    put_clock(r, c, layer, p);
    put_shares(r, c, layer);
    put_waiting(r, c, layer);
    put_line(r, "TLB", "%u entries, %u wired; software TLB: %u slots behind each",
             claims_tlb_entries(c, layer), p->mtlbwired, claims_tlb_ways(c, layer));
    put_line(r, "memory", "%u KiB", claims_value(c, layer, INSPECT_memory_size, 0) >> 10);
    put_line(r, "traps in a row", "%u reflected since it completed an instruction, as last noted",
             claims_value(c, layer, INSPECT_reflections, 0));
}

bool repl_vcpu(struct repl *r, char *args)
{
    struct claims c;
    struct priv p;
    struct registers v;
    unsigned layer;
    if (!repl_subject(r, &args, &layer) || !repl_no_more(r, args) ||
        !repl_claims_of(r, &c, layer) || !debug_priv(r->debugger, layer, &p) ||
        !debug_registers(r->debugger, layer, &v)) {
        return false;
    }
    put_vcpu(r, &c, layer, &p, &v);
    return true;
}
