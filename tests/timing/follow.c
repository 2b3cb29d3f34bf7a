/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/timing/follow.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "isa/cause.h"

/* --- comparing --- */

static struct walk_cost product_cost(const struct machine *m)
{
    struct walk_cost cost = {.cycles = m->cycles - m->idle_cycles};
    memcpy(cost.stalls, m->timing.stalls, sizeof cost.stalls);
    return cost;
}

static bool same_cost(const struct walk_cost *a, const struct walk_cost *b)
{
    return a->cycles == b->cycles && memcmp(a->stalls, b->stalls, sizeof a->stalls) == 0;
}

static void describe(struct follow *f, uint64_t number, const struct walk_cost *walked)
{
    const struct follow_mark *mark = &f->mark[number % WALK_IN_FLIGHT];
    const struct walk_cost *product = &mark->total;
    int n =
        snprintf(f->text, sizeof f->text,
                 "step %" PRIu64 ", pc 0x%08x, word 0x%08x: cycles %" PRIu64 ", walked %" PRIu64,
                 number, mark->pc, mark->word, product->cycles, walked->cycles);
    for (int i = 0; i < STALL_COUNT && n > 0 && n < FOLLOW_TEXT; i++) {
        if (product->stalls[i] != walked->stalls[i]) {
            n += snprintf(f->text + n, sizeof f->text - (size_t)n,
                          "; %s %" PRIu64 ", walked %" PRIu64, stall_names[i], product->stalls[i],
                          walked->stalls[i]);
        }
    }
}

static void on_settled(void *context, uint64_t number, const struct walk_cost *walked)
{
    struct follow *f = context;
    f->compared++;
    if (!f->differs && !same_cost(&f->mark[number % WALK_IN_FLIGHT].total, walked)) {
        f->differs = true;
        describe(f, number, walked);
    }
}

/* --- what is known of an instruction before it is executed --- */

struct before {
    bool waiting;
    uint64_t instructions, idle_cycles;
    struct walk_cost cost;
    uint32_t word;
    struct insn in;
    uint32_t address; /* of its access */
    unsigned size;    /* of its access; 0: none */
    bool store;
    bool reserved;              /* sc_w: it will succeed if nothing is wrong with its address */
    uint32_t pa[WALK_ACCESSES]; /* of each byte, as far as they can be translated */
    struct walk_record record;
};

static uint32_t little_endian(const uint8_t *b)
{
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static void look_at_word(struct machine *m, struct before *b)
{
    const uint8_t *bytes = NULL;
    uint32_t pa;
    if (machine_translate(m, m->hart.pc, ACCESS_FETCH, &pa) == 0) {
        bytes = machine_ram(m, pa, 4);
    }
    if (bytes) {
        b->word = little_endian(bytes);
        b->in = isa_decode(b->word, m->config.variant);
        b->record.fetched = true;
        b->record.pa = pa;
    }
}

/* The registers that its syntax has as rs1 and rs2. */
static uint32_t registers_read(const struct insn *in, enum format format)
{
    uint32_t reads = 0;
    for (const char *c = isa_format_syntax[format]; *c; c++) {
        reads |= *c == 's' ? 1u << in->rs1 : 0;
        reads |= *c == 't' ? 1u << in->rs2 : 0;
    }
    return reads & ~1u;
}

static enum walk_flow flow_of(const struct insn *in)
{
    if (in->op == OP_jal || in->op == OP_jalr) {
        return in->op == OP_jal ? WALK_JAL : WALK_JALR;
    }
    return isa_rows[in->op].unit == UNIT_BRANCH ? WALK_BRANCH : WALK_STRAIGHT;
}

static void look_at_fields(const struct machine *m, struct before *b)
{
    const struct insn *in = &b->in;
    const struct row *row = &isa_rows[in->op];
    uint32_t base = m->hart.x[in->rs1];
    b->record.unit = (enum unit)row->unit;
    b->record.flow = flow_of(in);
    b->record.offset = in->imm;
    b->record.reads = registers_read(in, (enum format)row->format);
    if (row->unit == UNIT_LOAD || row->unit == UNIT_STORE) {
        b->address = base + in->imm;
        b->size = 1u << (in->word >> 12 & 3);
        b->store = row->unit == UNIT_STORE;
    } else if (row->unit == UNIT_AMO) {
        b->address = base;
        b->size = 4;
        b->store = in->op != OP_lr_w;
    }
    b->record.loads = row->unit == UNIT_LOAD || row->unit == UNIT_AMO ? in->rd : 0;
}

static void look_at_memory(struct machine *m, struct before *b)
{
    for (unsigned i = 0; i < b->size; i++) {
        machine_translate(m, b->address + i, b->store ? ACCESS_STORE : ACCESS_LOAD, &b->pa[i]);
    }
    b->reserved = m->hart.reserved && m->hart.reservation == b->pa[0];
}

static struct before look_before(struct machine *m)
{
    struct before b = {.waiting = m->waiting,
                       .instructions = m->instructions,
                       .idle_cycles = m->idle_cycles,
                       .cost = product_cost(m)};
    b.record.pc = m->hart.pc;
    b.in.op = OP_illegal;
    look_at_word(m, &b);
    if (b.in.op != OP_illegal) {
        look_at_fields(m, &b);
        look_at_memory(m, &b);
    }
    return b;
}

/* --- what became of it --- */

static void add_access(const struct machine *m, struct before *b, uint32_t pa)
{
    struct walk_record *r = &b->record;
    bool write = b->store;
    r->access[r->accesses++] = (struct walk_access){pa, write, machine_ram(m, pa, 1) == NULL};
}

/* All of its accesses were done. */
static void add_accesses(const struct machine *m, struct before *b)
{
    bool aligned = b->address % b->size == 0;
    b->record.misaligned = !aligned;
    if (b->in.op == OP_sc_w && !b->reserved) {
        return;
    }
    if (crosses_page(b->address, b->size)) {
        for (unsigned i = 0; i < b->size; i++) {
            add_access(m, b, b->pa[i]);
        }
        return;
    }
    add_access(m, b, b->pa[0]);
    if (!aligned) {
        add_access(m, b, b->pa[b->size - 1]);
    }
}

static bool is_load_fault(uint32_t cause)
{
    return cause == CAUSE_load_access || cause == CAUSE_load_forbidden || cause == CAUSE_load_miss;
}

/*
 * The access trapped. Of a load across pages the bytes before the one that mtval names were
 * accessed; a store is checked whole before anything is.
 */
static void add_bytes_before(const struct machine *m, struct before *b)
{
    uint32_t count = m->hart.priv.mtval - b->address;
    if (b->store || !is_load_fault(m->hart.priv.mcause) || !crosses_page(b->address, b->size)) {
        return;
    }
    for (unsigned i = 0; i < count && i < b->size; i++) {
        add_access(m, b, b->pa[i]);
    }
}

static void conclude(const struct machine *m, struct before *b)
{
    struct walk_record *r = &b->record;
    r->next = m->hart.pc;
    if (m->instructions != b->instructions) {
        r->outcome = WALK_RETIRED;
        if (b->size > 0) {
            add_accesses(m, b);
        }
    } else if (m->hart.priv.mcause & MCAUSE_INTERRUPT) {
        r->outcome = WALK_INTERRUPT;
    } else {
        r->outcome = WALK_EXCEPTION;
        if (b->size > 0) {
            add_bytes_before(m, b);
        }
    }
}

/* --- following --- */

static void follow_record(struct follow *f, struct before *b)
{
    conclude(f->m, b);
    f->mark[f->walk.put % WALK_IN_FLIGHT] =
        (struct follow_mark){b->record.pc, b->word, product_cost(f->m)};
    walk_put(&f->walk, &b->record);
}

/* A step that only waits takes idle cycles and no others. */
static void follow_wait(struct follow *f, const struct before *b)
{
    struct walk_cost now = product_cost(f->m);
    if (!f->differs && (f->m->instructions != b->instructions || !same_cost(&now, &b->cost))) {
        f->differs = true;
        snprintf(f->text, sizeof f->text, "pc 0x%08x: charged while idle", b->record.pc);
    }
}

enum stop_reason follow_step(struct follow *f)
{
    struct before b = look_before(f->m);
    enum stop_reason stop = machine_step(f->m);
    if (b.waiting) {
        follow_wait(f, &b);
    } else {
        follow_record(f, &b);
    }
    return stop == STOP_LIMIT ? STOP_NONE : stop;
}

enum stop_reason follow_run(struct follow *f, uint64_t instructions)
{
    enum stop_reason stop = STOP_NONE;
    while (stop == STOP_NONE && f->m->instructions < instructions && !f->differs) {
        stop = follow_step(f);
    }
    return stop == STOP_NONE ? STOP_LIMIT : stop;
}

static void compare_count(struct follow *f, const char *what, uint64_t product, uint64_t walked)
{
    if (!f->differs && product != walked) {
        f->differs = true;
        snprintf(f->text, sizeof f->text, "%s: %" PRIu64 ", walked %" PRIu64, what, product,
                 walked);
    }
}

/*
 * Beside what was compared on the way: costs of 0 hide events, and the walk's own clock must have
 * passed all that was charged and the four cycles that filled the pipeline.
 */
bool follow_end(struct follow *f)
{
    const struct timing *t = &f->m->timing;
    struct walk *w = &f->walk;
    walk_drain(w);
    compare_count(f, "instructions compared", w->put, f->compared);
    if (w->config.model == TIME_PIPELINE) {
        compare_count(f, "mispredicted", t->mispredicted, w->mispredicted);
        compare_count(f, "icache misses", t->icache.misses, w->icache.fetches);
        compare_count(f, "dcache misses", t->dcache.misses, w->dcache.fetches);
        compare_count(f, "dcache writes", t->dcache.writes, w->dcache.writes);
        compare_count(f, "clock", w->put ? w->total.cycles + 4 : 0, w->clock);
    }
    return !f->differs;
}

bool follow_open(struct follow *f, struct machine *m)
{
    *f = (struct follow){.m = m};
    if (!walk_new(&f->walk, &m->config.timing)) {
        return false;
    }
    f->walk.settled = on_settled;
    f->walk.context = f;
    return true;
}

void follow_close(struct follow *f)
{
    walk_free(&f->walk);
}
