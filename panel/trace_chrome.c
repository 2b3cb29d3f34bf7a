/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trace in Chrome's JSON format, for Perfetto: VMs and the monitor are processes, virtual modes
 * are threads, stays are slices, a trap that a handler gets is a flow, misses are counters. Times
 * are microseconds of simulated time, written as decimals with no rounding.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "trace_stays.h"

enum { CYCLES_PER_MICROSECOND = CORE_HZ / 1000000 };
_Static_assert(CYCLES_PER_MICROSECOND == 100, "two decimals");

/* A VM: its misses so far, its last trap, and whether its handler is still to get that. */
struct chrome_vm {
    uint64_t hidden, reflected;
    bool pending;
    struct chrome_trap trap;
};

struct stamp {
    char text[32];
};

static struct stamp stamp(uint64_t cycles)
{
    struct stamp s;
    snprintf(s.text, sizeof s.text, "%" PRIu64 ".%02u", cycles / CYCLES_PER_MICROSECOND,
             (unsigned)(cycles % CYCLES_PER_MICROSECOND));
    return s;
}

static void put_string(const char *text, FILE *out)
{
    json_t *string = json_string(text);
    if (string) {
        json_dumpf(string, out, JSON_ENCODE_ANY);
        json_decref(string);
    } else {
        fputs("\"?\"", out);
    }
}

/* The beginning of an event: its phase and whose it is. */
static void begin(struct chrome *c, const char *phase, unsigned layer, bool supervisor)
{
    fprintf(c->out, "%s{\"ph\":\"%s\",\"pid\":%u,\"tid\":%u", c->begun ? ",\n" : "\n", phase,
            layer + 1, supervisor ? 2u : 1u);
    c->begun = true;
}

static void put_metadata(struct chrome *c, unsigned layer, bool supervisor, const char *what,
                         const char *name)
{
    begin(c, "M", layer, supervisor);
    fprintf(c->out, ",\"name\":\"%s\",\"args\":{\"name\":", what);
    put_string(name, c->out);
    fputs("}}", c->out);
}

static void put_names(struct chrome *c)
{
    const struct session *s = c->trace->session;
    for (unsigned i = 0; i < layer_count(s); i++) {
        if (!layer_exists(s, i)) {
            continue;
        }
        put_metadata(c, i, true, "process_name", layer_name(s, i));
        begin(c, "M", i, true);
        fprintf(c->out, ",\"name\":\"process_sort_index\",\"args\":{\"sort_index\":%u}}", i);
        put_metadata(c, i, true, "thread_name", "supervisor");
        if (i != LAYER_MONITOR) {
            put_metadata(c, i, false, "thread_name", "user");
        }
    }
}

static void put_flow(struct chrome *c, const char *phase, unsigned layer, bool supervisor,
                     uint64_t cycles)
{
    begin(c, phase, layer, supervisor);
    fprintf(c->out, ",\"ts\":%s,\"id\":%" PRIu64 ",\"cat\":\"reflect\",\"name\":\"trap\"%s}",
            stamp(cycles).text, c->flows, *phase == 'f' ? ",\"bp\":\"e\"" : "");
}

/* The first instruction of the handler is s's first: what began in the stay that trapped, in its
 * last cycle, ends here. */
static void put_pending(struct chrome *c, const struct stay *s)
{
    struct chrome_vm *vm = &c->vms[s->layer];
    if (s->supervisor && vm->pending) {
        vm->pending = false;
        c->flows++;
        put_flow(c, "s", vm->trap.layer, vm->trap.supervisor, vm->trap.cycles - 1);
        put_flow(c, "f", s->layer, true, s->from);
    }
}

static void take(void *context, const struct stay *s, const struct trace_record *r)
{
    struct chrome *c = context;
    (void)r;
    if (s->to == s->from) {
        return;
    }
    begin(c, "X", s->layer, s->supervisor);
    fprintf(c->out, ",\"ts\":%s,\"dur\":%s,\"cat\":\"stay\",\"name\":", stamp(s->from).text,
            stamp(s->to - s->from).text);
    put_string(stay_name(c->trace, s).text, c->out);
    fprintf(c->out, ",\"args\":{\"cycles\":%" PRIu64 ",\"instructions\":%" PRIu64, s->to - s->from,
            s->instructions);
    if (s->layer != LAYER_MONITOR && !s->interpreted) {
        fprintf(c->out, ",\"pc\":\"0x%08x\"", s->pc);
    } else if (s->does) {
        fputs(",\"what\":", c->out);
        put_string(trace_what(c->trace, &s->did).text, c->out);
    }
    fputs("}}", c->out);
    put_pending(c, s);
}

void chrome_open(struct chrome *c, const struct trace *t, FILE *out)
{
    size_t size = layer_count(t->session) * sizeof *c->vms;
    *c = (struct chrome){.trace = t, .out = out};
    c->vms = memset(xmalloc(size), 0, size);
    stays_open(&c->stays, t, take, c);
    fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[", out);
    put_names(c);
}

static void count_miss(struct chrome *c, const struct flow_event *e)
{
    struct chrome_vm *vm = &c->vms[e->layer];
    vm->hidden += e->kind == FLOW_HIDDEN;
    vm->reflected += e->kind == FLOW_REFLECT;
    begin(c, "C", e->layer, true);
    fprintf(c->out,
            ",\"ts\":%s,\"name\":\"misses\",\"args\":{\"hidden\":%" PRIu64 ",\"reflected\":%" PRIu64
            "}}",
            stamp(e->cycles).text, vm->hidden, vm->reflected);
}

/*
 * A trap that ended the stay `before`, if that took time, or one that a VM's own handler is to get:
 * without a monitor, any.
 */
static void remember(struct chrome *c, const struct trace_record *r, const struct stay *before)
{
    const struct flow_event *e = &r->e;
    struct chrome_vm *vm = &c->vms[e->layer];
    if (e->kind == FLOW_TRAP && e->level == 0) {
        bool told = before->from < e->cycles;
        c->trap = (struct chrome_trap){told, before->supervisor, before->layer, e->cycles};
    }
    if (e->kind == FLOW_TRAP) {
        vm->trap = c->trap; /* at each level it is the same */
        vm->pending = c->trap.told && !c->trace->session->monitored;
    } else if (e->kind == FLOW_REFLECT || e->kind == FLOW_INTERRUPT) {
        vm->pending = vm->trap.told && e->source == FLOW_SEEN;
    }
}

void chrome_event(struct chrome *c, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    struct stay before = c->stays.open;
    stays_event(&c->stays, r);
    remember(c, r, &before);
    if (e->kind == FLOW_HIDDEN || (e->kind == FLOW_REFLECT && e->cost == SPENT_REFLECTED_MISS)) {
        count_miss(c, e);
    }
}

void chrome_close(struct chrome *c)
{
    stays_close(&c->stays);
    fputs("\n]}\n", c->out);
    free(c->vms);
    c->vms = NULL;
}
