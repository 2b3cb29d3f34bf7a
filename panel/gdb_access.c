/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Watchpoints in single steps, at which the debugger stops at no point: which of GDB's is hit by
 * the memory that the hart's next instruction accesses.
 */
#include "gdb.h"

/* The instruction that the hart is about to execute; false if it cannot be fetched. */
static bool next_instruction(struct machine *m, struct insn *in)
{
    uint32_t pa;
    bool fetched = machine_translate(m, m->hart.pc, ACCESS_FETCH, &pa) == 0;
    const uint8_t *word = fetched ? machine_ram(m, pa, 4) : NULL;
    if (word) {
        *in = isa_decode(machine_word(word), m->config.variant);
    }
    return word != NULL;
}

/* The bytes that it accesses, of one page: where they are in the machine's memory. */
static bool next_access(struct machine *m, struct effect *e, uint32_t *address)
{
    struct insn in;
    if (!next_instruction(m, &in)) {
        return false;
    }
    *e = isa_execute(&in, m->hart.pc, m->hart.x[in.rs1], m->hart.x[in.rs2]);
    bool reads = e->mem == MEM_LOAD || e->mem == MEM_LR;
    return e->kind == EFFECT_MEM &&
           machine_translate(m, e->addr, reads ? ACCESS_LOAD : ACCESS_STORE, address) == 0;
}

static bool is_for(enum point_kind kind, enum mem_op op)
{
    bool writes = op == MEM_STORE || op == MEM_SC || op == MEM_AMO;
    bool reads = op == MEM_LOAD || op == MEM_LR || op == MEM_AMO;
    return (writes && (kind == POINT_WATCH || kind == POINT_ACCESS_WATCH)) ||
           (reads && (kind == POINT_READ_WATCH || kind == POINT_ACCESS_WATCH));
}

static bool covers(const struct point *w, uint32_t address, uint32_t size)
{
    return address < (uint64_t)w->machine + w->size && w->machine < (uint64_t)address + size;
}

unsigned gdb_access_watched(struct gdb *g)
{
    struct effect e;
    uint32_t address;
    if (g->point_count == 0 || !next_access(g->debugger->session.machine, &e, &address)) {
        return 0;
    }
    for (unsigned i = 0; i < g->point_count; i++) {
        const struct gdb_point *p = &g->points[i];
        const struct point *w = p->inserted ? debug_point(g->debugger, p->number) : NULL;
        if (w && is_for(w->kind, (enum mem_op)e.mem) && covers(w, address, e.size)) {
            return w->number;
        }
    }
    return 0;
}
