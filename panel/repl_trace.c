/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The flow of control at the front panel: events are told as the machine runs forward at a
 * command, and the last of them are kept. What is lived through again on the way to an earlier
 * moment is not told, and what is later than the moment at which the machine stands not kept.
 */
#include <stdlib.h>
#include <string.h>

#include "repl.h"
#include "trace.h"

enum { KEPT = 4096, LISTED = 20 };

/* An event, and the number of the step, from the beginning, in which it happened. */
struct kept {
    uint64_t step;
    struct trace_record record;
};

struct repl_trace {
    struct repl *repl;
    struct trace trace;
    struct output file; /* where they are told, rather than at the terminal */
    bool to_file;
    uint64_t floor;    /* steps that were done when the command began */
    struct kept *kept; /* a ring */
    size_t first, count;
};

static struct kept *kept_at(struct repl_trace *t, size_t i)
{
    return &t->kept[(t->first + i) % KEPT];
}

static uint64_t steps_now(const struct repl_trace *t)
{
    return position_steps(debug_now(t->repl->debugger));
}

/* What has been counted is done: a trap, and a write of the TLB, have not. */
static uint64_t step_of(const struct repl_trace *t, const struct flow_event *e)
{
    bool ahead = (e->kind == FLOW_TRAP && e->level == 0) || e->kind == FLOW_INSTALL;
    return steps_now(t) + ahead;
}

static void forget_after(struct repl_trace *t, uint64_t step)
{
    while (t->count > 0 && kept_at(t, t->count - 1)->step > step) {
        t->count--;
    }
}

/* The events of a step come in one order: one that is there already comes again, as do those after
 * it. */
static void forget_again(struct repl_trace *t, uint64_t step, const struct flow_event *e)
{
    for (size_t i = t->count; i-- > 0 && kept_at(t, i)->step == step;) {
        const struct flow_event *old = &kept_at(t, i)->record.e;
        if (old->kind == e->kind && old->level == e->level && old->layer == e->layer &&
            old->cost == e->cost && old->cycles == e->cycles) {
            t->count = i;
        }
    }
}

static void keep(struct repl_trace *t, uint64_t step, const struct trace_record *r)
{
    forget_after(t, step);
    forget_again(t, step, &r->e);
    if (t->count == KEPT) {
        t->first = (t->first + 1) % KEPT;
        t->count--;
    }
    *kept_at(t, t->count++) = (struct kept){step, *r};
}

static void take(void *context, const struct trace_record *r)
{
    struct repl_trace *t = context;
    uint64_t step = step_of(t, &r->e);
    keep(t, step, r);
    if (step > t->floor) {
        trace_put(&t->trace, r, t->to_file ? t->file.file : t->repl->out);
    }
}

void repl_trace_begin(struct repl *r)
{
    if (r->trace) {
        r->trace->floor = steps_now(r->trace);
        forget_after(r->trace, r->trace->floor);
    }
}

static bool begin(struct repl *r, const char *path)
{
    if (r->trace) {
        return repl_error(r, "it is on already; `trace off` ends it");
    }
    struct repl_trace *t = xmalloc(sizeof *t);
    *t = (struct repl_trace){.repl = r, .to_file = path != NULL};
    if (path && output_open(&t->file, path, (struct where){"trace", 0, 0}) != 0) {
        free(t);
        return repl_error(r, "%s: it cannot be written", excerpt(path).text);
    }
    t->kept = xmalloc(KEPT * sizeof *t->kept);
    t->trace.take = take;
    t->trace.context = t;
    trace_open(&t->trace, &r->debugger->session, NULL, 0);
    trace_put_head(&t->trace, path ? t->file.file : r->out);
    r->trace = t;
    return true;
}

bool repl_trace_close(struct repl *r)
{
    struct repl_trace *t = r->trace;
    if (!t) {
        return true;
    }
    trace_close(&t->trace);
    bool written = output_commit(&t->file) == 0;
    free(t->kept);
    free(t);
    r->trace = NULL;
    return written || repl_error(r, "the trace could not be written");
}

static bool list(struct repl *r, uint32_t n)
{
    struct repl_trace *t = r->trace;
    if (!t) {
        return repl_error(r, "it is off: `trace on` begins");
    }
    forget_after(t, steps_now(t));
    trace_put_head(&t->trace, r->out);
    for (size_t i = t->count > n ? t->count - n : 0; i < t->count; i++) {
        trace_put(&t->trace, &kept_at(t, i)->record, r->out);
    }
    return true;
}

bool repl_trace(struct repl *r, char *args)
{
    const char *word = repl_word(&args);
    uint32_t n = LISTED;
    if (word && strcmp(word, "on") == 0) {
        return begin(r, *args != '\0' ? args : NULL);
    }
    if (word && strcmp(word, "off") == 0) {
        return repl_no_more(r, args) &&
               (r->trace ? repl_trace_close(r) : repl_error(r, "it is off already"));
    }
    return repl_no_more(r, args) && (!word || repl_count(r, word, KEPT, &n)) && list(r, n);
}
