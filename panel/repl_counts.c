/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has been counted: `counters`, `exits`, and `info timing`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/cause.h"
#include "repl_look.h"
#include "spent.h"

/* The ledger itself must not be settled in the middle of a run: a copy is. */
static struct session settled(const struct session *s)
{
    struct session view = *s;
    ledger_copy(&view.ledger, &s->ledger);
    ledger_settle(&view.ledger, s->machine);
    return view;
}

/* --- counters --- */

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

bool repl_counters(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    if (!repl_no_more(r, args)) {
        return false;
    }
    struct session view = settled(s);
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

/* --- exits: what a monitor was entered for, and what that cost --- */

enum { WHAT_SIZE = 80 };

struct exit_row {
    unsigned layer;
    uint64_t count, cycles;
    char what[WHAT_SIZE];
};

struct exits {
    struct exit_row *row;
    size_t count, capacity;
};

static struct exit_row *add(struct exits *e, unsigned layer, uint64_t count, uint64_t cycles)
{
    if (e->count == e->capacity) {
        e->capacity = e->capacity ? 2 * e->capacity : 64;
        e->row = xrealloc(e->row, e->capacity * sizeof *e->row);
    }
    e->row[e->count] = (struct exit_row){.layer = layer, .count = count, .cycles = cycles};
    return &e->row[e->count++];
}

/* Emulated instructions are told by row; what is charged to none of them is the rest. */
static void add_emulated(struct exits *e, unsigned layer, const struct party *p)
{
    uint64_t cycles = party_spent(p, SPENT_EMULATE) + party_spent(p, SPENT_TLB_WRITE);
    for (unsigned i = 0; i < PARTY_ROWS; i++) {
        if (p->emulated[i] || p->emulated_cycles[i]) {
            char name[CSR_NAME_SIZE];
            struct exit_row *row = add(e, layer, p->emulated[i], p->emulated_cycles[i]);
            party_row_name(i, name);
            snprintf(row->what, sizeof row->what, "%s emulated", name);
            cycles -= p->emulated_cycles[i];
        }
    }
    if (cycles > 0) {
        snprintf(add(e, layer, 0, cycles)->what, WHAT_SIZE, "emulation under way");
    }
}

/* Which traps were reflected is known, and what reflecting took together. */
static void name_reflected(struct exit_row *row, const struct party *p)
{
    size_t used = (size_t)snprintf(row->what, sizeof row->what, "traps reflected:");
    for (unsigned i = 0; i < PARTY_EXCEPTIONS; i++) {
        bool miss = i >= CAUSE_fetch_miss && i <= CAUSE_store_miss;
        if (p->reflected[i] && !miss && used < sizeof row->what) {
            used += (size_t)snprintf(row->what + used, sizeof row->what - used, " %s %llu",
                                     cause_name(i), (unsigned long long)p->reflected[i]);
        }
    }
}

static bool is_exit(unsigned cause)
{
    return cause != SPENT_USER && cause != SPENT_SUPERVISOR && cause != SPENT_EMULATE &&
           cause != SPENT_TLB_WRITE;
}

static void add_party(struct exits *e, unsigned layer, const struct party *p)
{
    add_emulated(e, layer, p);
    for (unsigned i = 0; i < SPENT_COUNT; i++) {
        uint64_t cycles = party_spent(p, (enum cause_of_cost)i);
        if (is_exit(i) && (p->events[i] || cycles)) {
            struct exit_row *row = add(e, layer, p->events[i], cycles);
            snprintf(row->what, sizeof row->what, "%s", spent_titles[i]);
            if (i == SPENT_REFLECT) {
                name_reflected(row, p);
            }
        }
    }
}

/* The dearest first; what costs the same stays in the order of causes. */
static int by_cycles(const void *a, const void *b)
{
    const struct exit_row *x = a, *y = b;
    if (x->cycles != y->cycles) {
        return x->cycles > y->cycles ? -1 : 1;
    }
    return x->layer != y->layer ? (x->layer < y->layer ? -1 : 1) : strcmp(x->what, y->what);
}

static void put_rows(const struct repl *r, struct exits *e, uint64_t own, uint64_t all)
{
    const struct session *s = &r->debugger->session;
    uint64_t sum = 0;
    if (e->count > 0) {
        qsort(e->row, e->count, sizeof *e->row, by_cycles);
    }
    fprintf(r->out, "  %12s %14s  %5s  %-16s for\n", "times", "cycles", "%", "VM");
    for (size_t i = 0; i < e->count; i++) {
        const struct exit_row *row = &e->row[i];
        sum += row->cycles;
        fprintf(r->out, "  %12llu %14llu  %5.1f  %-16s %s\n", (unsigned long long)row->count,
                (unsigned long long)row->cycles,
                all ? 100.0 * (double)row->cycles / (double)all : 0.0, layer_name(s, row->layer),
                row->what);
    }
    fprintf(r->out, "  %12s %14llu  %5.1f  all of that\n", "", (unsigned long long)sum,
            all ? 100.0 * (double)sum / (double)all : 0.0);
    fprintf(r->out, "  %12s %14llu  %5.1f  the VMs' own instructions\n", "",
            (unsigned long long)own, all ? 100.0 * (double)own / (double)all : 0.0);
    fprintf(r->out, "  %12s %14llu         together\n", "", (unsigned long long)(sum + own));
}

static uint64_t own_cycles(const struct party *p)
{
    return party_spent(p, SPENT_USER) + party_spent(p, SPENT_SUPERVISOR);
}

/* The monitor in `monitor`, or the machine's: all its VMs and itself, or one VM. */
static void put_monitor(const struct repl *r, const struct session *view, unsigned monitor,
                        unsigned only)
{
    const struct config_kin *k = monitor == LAYER_MONITOR ? NULL : view->guests[monitor - 1].kin;
    const struct ledger *l =
        k ? ledger_inner(session_ledger(view, monitor - 1), k->index) : &view->ledger;
    struct exits e = {.count = 0};
    uint64_t own = 0, all = 0;
    unsigned first = k ? k->first + 1 : 1;
    for (unsigned i = 0; i < l->party_count; i++) {
        unsigned layer = i == LEDGER_MONITOR ? monitor : first + i - 1;
        if (only == LAYER_NONE || (only == layer && i != LEDGER_MONITOR)) {
            add_party(&e, layer, &l->parties[i]);
            own += own_cycles(&l->parties[i]);
            all += party_cycles(&l->parties[i]);
        }
    }
    fprintf(r->out, "what the monitor%s%s was entered for, dearest first\n", k ? " in " : "",
            k ? layer_name(view, monitor) : "");
    put_rows(r, &e, own, all);
    free(e.row);
}

/* Without a monitor nobody handles traps for the guest. */
static void put_bare(const struct repl *r, const struct party *p)
{
    fputs("traps that the guest has taken by itself\n", r->out);
    for (unsigned i = 0; i < PARTY_EXCEPTIONS; i++) {
        if (p->reflected[i]) {
            fprintf(r->out, "  %12llu  %s\n", (unsigned long long)p->reflected[i], cause_text(i));
        }
    }
    for (unsigned i = 0; i < PARTY_IRQS; i++) {
        if (p->interrupts[i]) {
            fprintf(r->out, "  %12llu  %s\n", (unsigned long long)p->interrupts[i],
                    cause_text(MCAUSE_INTERRUPT | i));
        }
    }
}

bool repl_exits(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    const struct session *s = &r->debugger->session;
    unsigned only = LAYER_NONE;
    if (!repl_no_more(r, args) || (word && !repl_vm(r, word, &only))) {
        return false;
    }
    struct session view = settled(s);
    if (!s->monitored) {
        put_bare(r, session_party(&view, 0));
    } else if (only != LAYER_NONE) {
        put_monitor(r, &view, claims_monitor(s, only), only);
    } else {
        put_monitor(r, &view, LAYER_MONITOR, LAYER_NONE);
    }
    for (unsigned i = 0; s->monitored && only == LAYER_NONE && i < s->guest_count; i++) {
        if (s->guests[i].kin->count > 0) {
            put_monitor(r, &view, i + 1, LAYER_NONE);
        }
    }
    ledger_free(&view.ledger);
    return true;
}

/* --- the timing model --- */

static void put_cache(FILE *out, const char *name, const struct cache *c)
{
    if (c->config.size == 0) {
        fprintf(out, "  %-18s none: each access goes to memory\n", name);
    } else {
        fprintf(out, "  %-18s %u bytes, lines of %u, %u ways; ", name, c->config.size,
                c->config.line, c->config.ways);
        fprintf(out, "%llu misses, %llu writes to memory\n", (unsigned long long)c->misses,
                (unsigned long long)c->writes);
    }
}

static void put_predictor(FILE *out, const struct timing *t)
{
    static const char *const kinds[] = {"never taken", "backward ones taken", "bimodal"};
    fprintf(out, "  %-18s %s; %llu mispredicted\n", "branches and jumps",
            kinds[t->predictor.config.kind], (unsigned long long)t->mispredicted);
}

bool repl_timing(struct repl *r, char *args)
{
    static const char *const models[TIMING_MODELS] = {"none", "simple", "pipeline"};
    const struct machine *m = r->debugger->session.machine;
    const struct timing *t = &m->timing;
    enum timing_model model = m->config.timing.model;
    if (!repl_no_more(r, args)) {
        return false;
    }
    fprintf(r->out, "timing %s: %llu cycles\n", models[model], (unsigned long long)m->cycles);
    fprintf(r->out, "  %14llu  instructions\n", (unsigned long long)m->instructions);
    for (unsigned i = 0; i < STALL_COUNT; i++) {
        if (t->stalls[i]) {
            fprintf(r->out, "  %14llu  %s\n", (unsigned long long)t->stalls[i], stall_texts[i]);
        }
    }
    fprintf(r->out, "  %14llu  waiting\n", (unsigned long long)m->idle_cycles);
    if (model == TIME_PIPELINE) {
        put_cache(r->out, "instruction cache", &t->icache);
        put_cache(r->out, "data cache", &t->dcache);
        put_predictor(r->out, t);
    }
    return true;
}
