/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace as JSON, trapeze-trace/1: written as it comes, an event a line. */
#include <jansson.h>
#include <string.h>

#include "isa/cause.h"
#include "trace_stays.h"

static void put(json_t *object, FILE *out)
{
    json_dumpf(object, out, JSON_COMPACT | JSON_ENCODE_ANY);
    json_decref(object);
}

void trace_json_open(const struct trace *t, FILE *out)
{
    fputs("{\"schema\":\"trapeze-trace/1\",\"layers\":[", out);
    const char *comma = "";
    for (unsigned i = 0; i < layer_count(t->session); i++) {
        if (layer_exists(t->session, i)) {
            fputs(comma, out);
            put(json_pack("{s:i, s:s}", "layer", (int)i, "name", layer_name(t->session, i)), out);
            comma = ",";
        }
    }
    fputs("],\"events\":[", out);
}

static const char *const sources[] = {
    [FLOW_SEEN] = "seen", [FLOW_CLAIMED] = "claimed", [FLOW_UNKNOWN] = "unknown"};

static void set_number(json_t *object, const char *key, uint64_t value)
{
    json_object_set_new(object, key, json_integer((json_int_t)value));
}

static void set_place(json_t *object, const struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    json_object_set_new(object, "pc_is", json_string(sources[e->source]));
    if (e->source == FLOW_UNKNOWN) {
        return;
    }
    set_number(object, "pc", e->pc);
    set_number(object, "pc_layer", e->at);
    struct symbol_text symbol = trace_symbol(r);
    if (symbol.text[0]) {
        json_object_set_new(object, "symbol",
                            json_sprintf("%.*s", (int)strlen(symbol.text) - 3, symbol.text + 2));
    }
}

static void set_cause(json_t *object, const struct flow_event *e)
{
    bool trap = e->kind == FLOW_TRAP || e->kind == FLOW_REFLECT || e->kind == FLOW_INTERRUPT;
    if (trap || (e->kind == FLOW_HIDDEN && e->cause)) {
        set_number(object, "mcause", e->cause);
        json_object_set_new(object, "cause", json_string(cause_name(e->cause)));
    }
    if (e->kind == FLOW_STOP) {
        set_number(object, "reason", e->cause);
    }
    if (e->cost != SPENT_USER) {
        json_object_set_new(object, "cost", json_string(spent_names[e->cost]));
    }
}

static void set_instruction(json_t *object, const struct trace *t, const struct trace_record *r)
{
    if (r->e.kind == FLOW_EMULATE) {
        json_object_set_new(object, "instruction", json_string(trace_instruction(t, r).text));
        if (r->e.cost == SPENT_TLB_WRITE && r->operands) {
            set_number(object, "hi", r->rs1);
            set_number(object, "lo", r->rs2);
        }
    }
    if (r->e.kind == FLOW_INSTALL) {
        set_number(object, "index", r->e.index);
        set_number(object, "hi", r->e.hi);
        set_number(object, "lo", r->e.lo);
    }
}

void trace_json_event(const struct trace *t, const struct trace_record *r, bool first, FILE *out)
{
    const struct flow_event *e = &r->e;
    json_t *object =
        json_pack("{s:I, s:I, s:i, s:i, s:s, s:s}", "cycle", (json_int_t)e->cycles, "instructions",
                  (json_int_t)e->instructions, "level", (int)e->level, "layer", (int)e->layer,
                  "mode", trace_mode(e->supervisor), "event", flow_names[e->kind]);
    set_place(object, r);
    set_cause(object, e);
    bool valued = e->kind != FLOW_INSTALL && e->kind != FLOW_RETURN && e->kind != FLOW_SWITCH;
    if (valued) {
        set_number(object, "value", e->value);
    }
    set_instruction(object, t, r);
    json_object_set_new(object, "what", json_string(trace_what(t, r).text));
    fputs(first ? "\n" : ",\n", out);
    put(object, out);
}

void trace_json_close(FILE *out)
{
    fputs("\n]}\n", out);
}
