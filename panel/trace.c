/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace.h"

#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "diag.h"
#include "isa/cause.h"

enum { REGISTER_CALL = 17, /* a7 */ NAME_CHECKED = 16 /* bytes */ };

/* Memory as user mode has it: also while the hart is in a trap taken from there, or about to go
 * back. Null if no entry of the TLB leads to it. */
static const uint8_t *user_memory(struct machine *m, uint32_t va, size_t size)
{
    uint32_t pa = va;
    uint32_t matp = m->hart.priv.matp;
    bool mapped = matp & (MATP_TE | MATP_OTE);
    if (mapped && tlb_translate(&m->hart.tlb, va, matp & MATP_ASID, ACCESS_FETCH, &pa)) {
        return NULL;
    }
    return machine_ram(m, pa, size);
}

/* Whether the program has code there, and memory holds the same: many have the same addresses. */
static bool is_program(const struct image *program, struct machine *m, uint32_t pc)
{
    uint32_t from = pc & ~(uint32_t)(NAME_CHECKED - 1);
    for (size_t i = 0; i < program->segment_count; i++) {
        const struct segment *s = &program->segments[i];
        uint32_t start = from > s->address ? from : s->address;
        uint32_t end = s->address + s->file_size;
        end = from + NAME_CHECKED < end ? from + NAME_CHECKED : end;
        if (pc >= start && pc < end) {
            const uint8_t *there = user_memory(m, start, end - start);
            return there && memcmp(there, s->bytes + (start - s->address), end - start) == 0;
        }
    }
    return false;
}

const struct image *trace_names(const struct trace *t, unsigned layer, bool supervisor, uint32_t pc)
{
    for (unsigned i = 0; i < t->program_count && !supervisor; i++) {
        if (is_program(&t->programs[i], t->session->machine, pc)) {
            return &t->programs[i];
        }
    }
    return layer_image(t->session, layer);
}

/* The instruction that traps, and its operands: what the hart has is the VM's still. */
static struct trace_trap trapped(const struct trace *t, const struct flow_event *e)
{
    struct machine *m = t->session->machine;
    const struct hart *h = &m->hart;
    struct trace_trap trap = {.call = h->x[REGISTER_CALL]};
    uint32_t pa;
    bool mapped = machine_translate(m, e->pc, ACCESS_FETCH, &pa) == 0;
    const uint8_t *at = mapped ? machine_ram(m, pa, 4) : NULL;
    trap.fetched = e->cause == CAUSE_illegal || at;
    trap.word = e->cause == CAUSE_illegal ? e->value : at ? machine_word(at) : 0;
    struct insn in = isa_decode(trap.word, m->config.variant);
    trap.rs1 = h->x[in.rs1];
    trap.rs2 = h->x[in.rs2];
    return trap;
}

/* A VM whose supervisor is interpreted has not trapped: its monitor says what its registers hold.
 */
static void claim_operands(const struct trace *t, struct trace_record *r)
{
    struct claims c;
    struct insn in = isa_decode(r->word, t->session->machine->config.variant);
    r->operands = claims_open_of(&c, t->session, r->e.layer) == NULL &&
                  claims_word(&c, r->e.layer, INSPECT_x, in.rs1, &r->rs1) &&
                  claims_word(&c, r->e.layer, INSPECT_x, in.rs2, &r->rs2);
}

static void fill(struct trace *t, struct trace_record *r)
{
    const struct flow_event *e = &r->e;
    struct trace_trap *trap = &t->traps[e->layer];
    if (e->kind == FLOW_TRAP && e->level == 0) {
        *trap = trapped(t, e);
        t->traps[e->at] = *trap; /* the monitors above it may get it too */
    } else if (e->kind == FLOW_TRAP) {
        *trap = t->traps[e->at];
    }
    if (e->kind == FLOW_TRAP || e->kind == FLOW_REFLECT) {
        r->fetched = trap->fetched && e->source == FLOW_SEEN;
        r->operands = r->fetched;
        r->word = trap->word;
        r->rs1 = trap->rs1;
        r->rs2 = trap->rs2;
        r->call = trap->call;
    } else if (e->kind == FLOW_EMULATE) {
        r->fetched = true;
        r->word = e->value;
        r->operands = e->source == FLOW_SEEN && trap->fetched && trap->word == e->value;
        r->rs1 = trap->rs1;
        r->rs2 = trap->rs2;
        if (!r->operands) {
            claim_operands(t, r);
        }
    }
}

static void hear(void *context, const struct flow_event *e)
{
    struct trace *t = context;
    const struct hart *h = &t->session->machine->hart;
    struct trace_record r = {.e = *e, .mtvec = h->priv.mtvec, .matp = h->priv.matp};
    r.mret = e->kind == FLOW_RETURN && e->level == 0 ? h->pc - 4 : 0;
    r.names = e->source == FLOW_UNKNOWN ? NULL : trace_names(t, e->at, e->at_supervisor, e->pc);
    fill(t, &r);
    t->take(t->context, &r);
}

void trace_open(struct trace *t, struct session *s, const struct image *programs, unsigned count)
{
    size_t size = layer_count(s) * sizeof *t->traps;
    t->session = s;
    t->programs = programs;
    t->program_count = count;
    t->traps = memset(xmalloc(size), 0, size);
    flow_open(&t->flow, s, hear, t);
}

void trace_close(struct trace *t)
{
    flow_close(&t->flow);
    free(t->traps);
    t->traps = NULL;
}
