/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual machines, their TLBs, and what everybody has done so far. */
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "repl.h"

static const char *state_name(uint32_t state)
{
    static const char *const names[] = {"runnable", "waiting", "stopped"};
    return state < sizeof names / sizeof names[0] ? names[state] : "?";
}

static void put_claimed_vm(const struct repl *r, const struct claims *c, unsigned layer)
{
    const struct session *s = &r->debugger->session;
    char name[CLAIM_TEXT_SIZE];
    bool running = layer == layer_running(s);
    uint32_t state = claims_value(c, layer, INSPECT_state, 0);
    uint32_t mode = claims_value(c, layer, INSPECT_mode, 0);
    uint32_t pc = running ? s->machine->hart.pc : claims_value(c, layer, INSPECT_pc, 0);
    uint32_t memory = claims_value(c, layer, INSPECT_memory_size, 0);
    claims_name(c, layer, name);
    fprintf(r->out, "%c %-12s %-9s %-10s %8u KiB  0x%08x%s\n", running ? '*' : ' ', name,
            state_name(state), repl_mode(mode == MODE_SUPERVISOR), memory >> 10, pc,
            layer < layer_count(s) ? symbol_text(layer_image(s, layer), pc).text : "");
}

bool repl_claims(struct repl *r, struct claims *c)
{
    const char *why_not = claims_open(c, &r->debugger->session);
    return !why_not || repl_error(r, "%s", why_not);
}

bool repl_vms(struct repl *r, char *args)
{
    struct claims c;
    if (!repl_no_more(r, args)) {
        return false;
    }
    if (!r->debugger->session.monitored) {
        fprintf(r->out, "no VMs: %s owns the machine\n", layer_name(&r->debugger->session, 1));
        return true;
    }
    if (!repl_claims(r, &c)) {
        return false;
    }
    fprintf(r->out, "  %-12s %-9s %-10s %12s  pc   (by the monitor's account)\n", "VM", "state",
            "mode", "memory");
    for (unsigned layer = 1; layer <= c.count; layer++) {
        put_claimed_vm(r, &c, layer);
    }
    return true;
}

/* --- what has been counted --- */

static void put_party(FILE *out, const char *name, const struct party *p)
{
    fprintf(out, "%-12s %14llu %14llu %14llu %14llu\n", name,
            (unsigned long long)p->instructions[RAN_USER],
            (unsigned long long)p->instructions[RAN_SUPERVISOR],
            (unsigned long long)p->instructions[RAN_MONITOR], (unsigned long long)party_cycles(p));
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        if (p->events[i] > 0) {
            fprintf(out, "  %14llu times, %14llu cycles: %s\n", (unsigned long long)p->events[i],
                    (unsigned long long)party_spent(p, (enum cause_of_cost)i), spent_titles[i]);
        }
    }
}

/* The ledger itself must not be settled in the middle of a run: a copy is. */
bool repl_counters(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    struct session view = *s;
    if (!repl_no_more(r, args)) {
        return false;
    }
    ledger_copy(&view.ledger, &s->ledger);
    ledger_settle(&view.ledger, s->machine);
    fprintf(r->out, "%llu instructions, %llu cycles\n",
            (unsigned long long)s->machine->instructions, (unsigned long long)s->machine->cycles);
    fprintf(r->out, "%-12s %14s %14s %14s %14s\n", "instructions", "user", "supervisor", "monitor",
            "cycles");
    for (unsigned i = 1; i <= layer_count(s); i++) {
        unsigned layer = i % layer_count(s);
        if (layer_exists(s, layer)) {
            put_party(r->out, layer_name(s, layer),
                      layer == LAYER_MONITOR ? &view.ledger.parties[LEDGER_MONITOR]
                                             : session_party(&view, layer - 1));
        }
    }
    ledger_free(&view.ledger);
    return true;
}

/* --- names --- */

static bool matches(const char *pattern, const char *name)
{
    bool glob = strpbrk(pattern, "*?[") != NULL;
    return glob ? fnmatch(pattern, name, 0) == 0 : strstr(name, pattern) != NULL;
}

bool repl_symbols(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    const char *pattern = repl_word(&args);
    unsigned found = 0;
    if (!repl_no_more(r, args)) {
        return false;
    }
    for (unsigned i = 1; i <= layer_count(s); i++) {
        unsigned layer = i % layer_count(s);
        const struct image *image = layer_image(s, layer);
        for (size_t k = 0; k < image->symbol_count; k++) {
            const struct symbol *symbol = &image->symbols[k];
            if (!pattern || matches(pattern, symbol->name)) {
                fprintf(r->out, "  0x%08x  %-4s %6u  %s:%s\n", symbol->address,
                        symbol->code ? "code" : "data", symbol->size, layer_name(s, layer),
                        symbol_name(symbol).text);
                found++;
            }
        }
    }
    if (found == 0) {
        fputs("no such symbols\n", r->out);
    }
    return true;
}
