/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breakpoints, watchpoints and catchpoints, as they are typed and listed; see repl_point.c. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "repl_look.h"

bool repl_break_list(struct repl *r, char *args)
{
    const struct points *p = &r->debugger->points;
    unsigned shown = 0;
    for (unsigned i = 0; i < p->count; i++) {
        if (p->item[i].owner == 0) {
            repl_put_point(r, &p->item[i]);
            if (p->item[i].hits > 0) {
                fprintf(r->out, "  hit %llu time%s\n", (unsigned long long)p->item[i].hits,
                        p->item[i].hits == 1 ? "" : "s");
            }
            shown++;
        }
    }
    if (shown == 0) {
        fputs("no breakpoints\n", r->out);
    }
    return repl_no_more(r, args);
}

/* --- adding --- */

/* What stands behind ` if `: the condition, cut off the line; or null. */
static char *cut_condition(char *line)
{
    for (char *at = line; *at != '\0'; at++) {
        bool word = (at == line || isspace((unsigned char)at[-1])) && strncmp(at, "if", 2) == 0 &&
                    isspace((unsigned char)at[2]);
        if (word) {
            *at = '\0';
            return at + 3 + strspn(at + 3, " \t");
        }
    }
    return NULL;
}

/* The hart does not come to where a hybrid monitor executes what a VM does. */
static void warn_interpreted(struct repl *r, const struct point *p)
{
    const struct session *s = &r->debugger->session;
    unsigned layer = p->place.layer;
    bool guest = p->kind == POINT_BREAK && layer >= 1 && layer <= s->guest_count;
    if (guest && s->guests[layer - 1].config->monitor == MONITOR_HYBRID) {
        fprintf(r->out,
                "  %s is interpreted while in supervisor mode, and does not stop here then\n",
                layer_name(s, layer));
    }
}

static bool added(struct repl *r, struct point *p, bool temporary)
{
    if (p) {
        p->temporary = temporary;
        repl_put_point(r, p);
        warn_interpreted(r, p);
    }
    return p != NULL;
}

/* The one there already, without a condition, is enough. */
static struct point *same_break(struct debugger *d, const struct place *at)
{
    for (unsigned i = 0; i < d->points.count; i++) {
        struct point *p = &d->points.item[i];
        if (p->kind == POINT_BREAK && !p->condition && p->owner == 0 && p->enabled &&
            p->place.layer == at->layer && p->place.space == at->space &&
            p->place.asid == at->asid && p->place.address == at->address) {
            return p;
        }
    }
    return NULL;
}

static const char *blanks(char **args)
{
    *args += strspn(*args, " \t");
    return *args;
}

static bool add_break(struct repl *r, char *args, bool temporary)
{
    struct debugger *d = r->debugger;
    const char *condition = cut_condition(args);
    struct place at = {.layer = layer_running(&d->session), .address = d->session.machine->hart.pc};
    if (*blanks(&args) != '\0' && !repl_place(r, args, 1, &at)) {
        return false;
    }
    if (at.symbol && !at.symbol->code) {
        return repl_error(r, "`%s` is data", symbol_name(at.symbol).text);
    }
    struct point *p = condition || temporary ? NULL : same_break(d, &at);
    return added(r, p ? p : debug_break(d, &at, condition), temporary);
}

bool repl_break(struct repl *r, char *args)
{
    return args[strspn(args, " \t")] == '\0' ? repl_break_list(r, args) : add_break(r, args, false);
}

bool repl_tbreak(struct repl *r, char *args)
{
    return add_break(r, args, true);
}

/* What a watchpoint is on: [VM:]$CSR or [VM:]tlb[N], else memory. */
struct watched {
    unsigned layer;
    bool is_tlb;
    uint32_t entry;
    int csr; /* -1: none */
};

/* "5]" */
static bool tlb_number(struct repl *r, const char *text, uint32_t *entry)
{
    uint64_t n;
    char *copy = xformat("%.*s", (int)strcspn(text, "]"), text);
    bool ok = repl_number(r, copy, &n) && n <= UINT32_MAX;
    *entry = ok ? (uint32_t)n : 0;
    free(copy);
    return ok || repl_error(r, "expected a TLB entry: tlb[0] and so on");
}

/* VM: in front of what is no address; `name` is what is behind it. */
static bool cut_vm(struct repl *r, char *word, const char **name, unsigned *layer)
{
    char *colon = strrchr(word, ':');
    *layer = LAYER_MACHINE;
    *name = colon ? colon + 1 : word;
    if (!colon || (**name != '$' && strncmp(*name, "tlb[", 4) != 0)) {
        return true;
    }
    *colon = '\0';
    bool machine = strcmp(word, "machine") == 0 || !r->debugger->session.monitored;
    return machine || repl_vm(r, word, layer);
}

static bool parse_word(struct repl *r, char *word, struct watched *w)
{
    const char *name;
    *w = (struct watched){.csr = -1};
    if (!cut_vm(r, word, &name, &w->layer)) {
        return false;
    }
    w->is_tlb = strncmp(name, "tlb[", 4) == 0;
    if (w->is_tlb) {
        return tlb_number(r, name + 4, &w->entry);
    }
    w->csr = *name == '$' ? isa_csr_number(name + 1) : -1;
    if (*name != '$' || w->csr >= 0) {
        return true;
    }
    return isa_register_number(name + 1) >= 0
               ? repl_error(r, "a register cannot be watched: *%s is what it points to", name)
               : repl_error(r, "no CSR `%s`", excerpt(name + 1).text);
}

static bool parse_watched(struct repl *r, const char *args, struct watched *w)
{
    char *word = xformat("%.*s", (int)strcspn(args, " \t"), args);
    bool ok = parse_word(r, word, w);
    free(word);
    return ok;
}

/* ADDR [BYTES], a word unless said: of a symbol that is one or two bytes, as many. */
static bool watch_memory(struct repl *r, enum point_kind kind, char *args, const char *condition)
{
    struct place at;
    uint32_t size = 4;
    args += *args == '*'; /* GDB's, as of repl_place() */
    if (!repl_address(r, &args, layer_running(&r->debugger->session), &at)) {
        return false;
    }
    const char *count = repl_word(&args);
    if (!repl_no_more(r, args) || (count && !repl_count(r, count, WATCH_SIZE_MOST, &size))) {
        return false;
    }
    if (!count && at.symbol && !at.symbol->code && at.symbol->size > 0 && at.symbol->size < 4) {
        size = at.symbol->size;
    }
    return added(r, debug_watch(r->debugger, kind, &at, size, condition), false);
}

static bool add_watch(struct repl *r, char *args, enum point_kind kind)
{
    struct debugger *d = r->debugger;
    const char *condition = cut_condition(args);
    if (*blanks(&args) == '\0') {
        return repl_error(r, "expected an address, [VM:]$CSR or [VM:]tlb[N]");
    }
    struct watched w;
    if (!parse_watched(r, args, &w)) {
        return false;
    }
    if (!w.is_tlb && w.csr < 0) {
        return watch_memory(r, kind, args, condition);
    }
    const char *word = repl_word(&args);
    if (kind != POINT_WATCH) {
        return repl_error(r, "`%s`: only its changes can be watched", excerpt(word).text);
    }
    return repl_no_more(r, args) &&
           added(r,
                 w.is_tlb ? debug_watch_tlb(d, w.layer, w.entry, condition)
                          : debug_watch_csr(d, w.layer, (uint32_t)w.csr, condition),
                 false);
}

bool repl_watch(struct repl *r, char *args)
{
    return add_watch(r, args, POINT_WATCH);
}

bool repl_rwatch(struct repl *r, char *args)
{
    return add_watch(r, args, POINT_READ_WATCH);
}

bool repl_awatch(struct repl *r, char *args)
{
    return add_watch(r, args, POINT_ACCESS_WATCH);
}

bool repl_catch(struct repl *r, char *args)
{
    struct event_wanted wanted;
    const char *condition = cut_condition(args);
    if (!repl_event(r, &args, &wanted)) {
        return false;
    }
    return repl_no_more(r, args) && added(r, debug_catch(r->debugger, &wanted, condition), false);
}

/* --- changing --- */

static struct point *named(struct repl *r, char **args)
{
    uint32_t number;
    const char *word = repl_word(args);
    if (!word) {
        repl_error(r, "expected the number of a breakpoint; `break` lists them");
        return NULL;
    }
    return repl_count(r, word, UINT32_MAX, &number) ? debug_point(r->debugger, number) : NULL;
}

bool repl_condition(struct repl *r, char *args)
{
    struct point *p = named(r, &args);
    if (!p) {
        return false;
    }
    args += strspn(args, " \t");
    free(p->condition);
    p->condition = *args != '\0' ? xstrdup(args) : NULL;
    repl_put_point(r, p);
    return true;
}

bool repl_ignore(struct repl *r, char *args)
{
    struct point *p = named(r, &args);
    uint64_t count;
    const char *word = p ? repl_word(&args) : NULL;
    if (!p || !repl_no_more(r, args)) {
        return false;
    }
    if (!word || !repl_number(r, word, &count) || count > UINT32_MAX) {
        return repl_error(r, "expected how many hits to ignore");
    }
    p->ignore = (uint32_t)count;
    repl_put_point(r, p);
    return true;
}

static bool enable(struct repl *r, char *args, bool enabled)
{
    struct debugger *d = r->debugger;
    if (args[strspn(args, " \t")] == '\0') {
        for (unsigned i = 0; i < d->points.count; i++) {
            d->points.item[i].enabled = enabled;
        }
        return true;
    }
    struct point *p = named(r, &args);
    if (p && repl_no_more(r, args)) {
        p->enabled = enabled;
        return true;
    }
    return false;
}

bool repl_enable(struct repl *r, char *args)
{
    return enable(r, args, true);
}

bool repl_disable(struct repl *r, char *args)
{
    return enable(r, args, false);
}

bool repl_delete(struct repl *r, char *args)
{
    if (args[strspn(args, " \t")] == '\0') {
        debug_delete_all(r->debugger, 0);
        return true;
    }
    struct point *p = named(r, &args);
    if (!p || !repl_no_more(r, args)) {
        return false;
    }
    debug_delete(r->debugger, p->number);
    return true;
}
