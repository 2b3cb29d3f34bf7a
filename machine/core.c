/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/core.h"

#include "isa/cause.h"
#include "machine/bus.h"

/* After so many traps with no instruction between them, every further one repeats the last. */
enum { TRAP_LOOP = 8 };

/* Why an instruction did not complete. */
struct fault {
    bool raised;
    uint32_t cause, tval;
};

static const struct fault none = {false, 0, 0};

static struct fault fault(uint32_t cause, uint32_t tval)
{
    return (struct fault){true, cause, tval};
}

/* --- observers --- */

static void observe_insn(struct machine *m, const struct insn *in)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->insn) {
            o->insn(o->context, m, in);
        }
    }
}

static void observe_trap(struct machine *m, uint32_t cause, uint32_t tval)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->trap) {
            o->trap(o->context, m, cause, tval);
        }
    }
}

static void observe_mret(struct machine *m)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->mret) {
            o->mret(o->context, m);
        }
    }
}

static void observe_probe(struct machine *m, uint32_t event, uint32_t value)
{
    for (struct observer *o = m->observers; o; o = o->next) {
        if (o->probe) {
            o->probe(o->context, m, event, value);
        }
    }
}

/* --- time and traps --- */

void machine_count(struct machine *m)
{
    priv_count(&m->hart.priv, m->cycles - m->counted_cycles,
               m->instructions - m->counted_instructions);
    m->counted_cycles = m->cycles;
    m->counted_instructions = m->instructions;
    m->hart.priv.time = clint_time(&m->clint, machine_now(m));
}

/* An instruction has completed: one cycle. A counter that it wrote keeps what was written. */
static void retire(struct machine *m)
{
    m->instructions++;
    m->cycles++;
    m->traps_in_a_row = 0;
    uint32_t written = m->hart.priv.counters_written;
    if (written) {
        m->counted_cycles = written & COUNTER_CYCLE ? m->cycles : m->counted_cycles;
        m->counted_instructions =
            written & COUNTER_INSTRET ? m->instructions : m->counted_instructions;
        m->hart.priv.counters_written = 0;
    }
}

/* The one place that traps. An exception has cost a cycle; an interrupt comes between two. */
static void trap(struct machine *m, uint32_t cause, uint32_t tval)
{
    struct hart *h = &m->hart;
    if (!(cause & MCAUSE_INTERRUPT)) {
        m->cycles++;
    }
    if (m->observed & OBSERVE_TRAP) {
        observe_trap(m, cause, tval);
    }
    machine_count(m);
    h->pc = priv_trap(&h->priv, cause, tval, h->pc);
    if (++m->traps_in_a_row >= TRAP_LOOP) {
        m->stop = STOP_TRAP_LOOP;
    }
}

/* --- memory --- */

uint32_t machine_translate(struct machine *m, uint32_t va, enum access access, uint32_t *pa)
{
    struct hart *h = &m->hart;
    if (!(h->priv.matp & MATP_TE)) {
        *pa = va;
        return 0;
    }
    return tlb_translate(&h->tlb, va, h->priv.matp & MATP_ASID, access, pa);
}

static bool crosses_page(uint32_t va, unsigned size)
{
    return (va & PAGE_OFFSET) + size > PAGE_SIZE;
}

static struct fault load_piece(struct machine *m, uint32_t va, unsigned size, uint32_t *value)
{
    uint32_t pa;
    uint32_t cause = machine_translate(m, va, ACCESS_LOAD, &pa);
    if (cause) {
        return fault(cause, va);
    }
    return bus_read(m, pa, size, value) ? none : fault(CAUSE_load_access, va);
}

/* Instructions come from RAM only: to fetch from a device would be to operate it. */
static struct fault fetch(struct machine *m, uint32_t *word)
{
    uint32_t pc = m->hart.pc;
    uint32_t pa;
    uint32_t cause = machine_translate(m, pc, ACCESS_FETCH, &pa);
    if (cause) {
        return fault(cause, pc);
    }
    if (!machine_ram(m, pa, 4)) {
        return fault(CAUSE_fetch_access, pc);
    }
    bus_read(m, pa, 4, word);
    return none;
}

/* An access that crosses a page is made of bytes; the first that faults names its own address. */
static struct fault load(struct machine *m, uint32_t va, unsigned size, uint32_t *value)
{
    if (!crosses_page(va, size)) {
        return load_piece(m, va, size, value);
    }
    *value = 0;
    for (unsigned i = 0; i < size; i++) {
        uint32_t byte;
        struct fault f = load_piece(m, va + i, 1, &byte);
        if (f.raised) {
            return f;
        }
        *value |= byte << 8 * i;
    }
    return none;
}

static struct fault store_piece(struct machine *m, uint32_t va, unsigned size, uint32_t value)
{
    uint32_t pa;
    uint32_t cause = machine_translate(m, va, ACCESS_STORE, &pa);
    if (cause) {
        return fault(cause, va);
    }
    return bus_write(m, pa, size, value) ? none : fault(CAUSE_store_access, va);
}

/* Both pages are translated before either is written, so a fault leaves memory as it was. */
static struct fault store(struct machine *m, uint32_t va, unsigned size, uint32_t value)
{
    if (!crosses_page(va, size)) {
        return store_piece(m, va, size, value);
    }
    for (unsigned i = 0; i < size; i++) {
        uint32_t pa;
        uint32_t cause = machine_translate(m, va + i, ACCESS_STORE, &pa);
        if (cause || !machine_ram(m, pa, 1)) {
            return fault(cause ? cause : CAUSE_store_access, va + i);
        }
    }
    for (unsigned i = 0; i < size; i++) {
        store_piece(m, va + i, 1, value >> 8 * i & 0xff);
    }
    return none;
}

static void set_register(struct machine *m, unsigned rd, uint32_t value)
{
    m->hart.x[rd] = value;
    m->hart.x[0] = 0;
}

static struct fault load_reserved(struct machine *m, const struct insn *in, uint32_t va)
{
    struct hart *h = &m->hart;
    uint32_t pa;
    uint32_t value;
    uint32_t cause = va & 3 ? CAUSE_load_misaligned : machine_translate(m, va, ACCESS_LOAD, &pa);
    if (cause) {
        return fault(cause, va);
    }
    if (!machine_ram(m, pa, 4) || !bus_read(m, pa, 4, &value)) {
        return fault(CAUSE_load_access, va); /* devices do no atomics */
    }
    h->reserved = true;
    h->reservation = pa;
    set_register(m, in->rd, value);
    return none;
}

/* Any sc ends the reservation, whether it succeeds or not [Unpriv 8.2]. */
static struct fault store_conditional(struct machine *m, const struct insn *in,
                                      const struct effect *e)
{
    struct hart *h = &m->hart;
    uint32_t pa;
    uint32_t cause =
        e->addr & 3 ? CAUSE_store_misaligned : machine_translate(m, e->addr, ACCESS_STORE, &pa);
    if (cause) {
        return fault(cause, e->addr);
    }
    bool success = h->reserved && h->reservation == pa;
    if (success && !bus_write(m, pa, 4, e->value)) {
        return fault(CAUSE_store_access, e->addr);
    }
    h->reserved = false;
    set_register(m, in->rd, !success);
    return none;
}

/* An AMO needs both permissions; what it lacks is reported as a store's fault [Unpriv 8.4]. */
static struct fault amo(struct machine *m, const struct insn *in, const struct effect *e)
{
    uint32_t pa;
    uint32_t old;
    uint32_t cause =
        e->addr & 3 ? CAUSE_store_misaligned : machine_translate(m, e->addr, ACCESS_STORE, &pa);
    if (cause) {
        return fault(cause, e->addr);
    }
    if (machine_translate(m, e->addr, ACCESS_LOAD, &pa)) {
        return fault(CAUSE_store_forbidden, e->addr);
    }
    if (!machine_ram(m, pa, 4) || !bus_read(m, pa, 4, &old)) {
        return fault(CAUSE_store_access, e->addr);
    }
    bus_write(m, pa, 4, isa_amo((enum op)in->op, old, e->value));
    set_register(m, in->rd, old);
    return none;
}

static struct fault apply_memory(struct machine *m, const struct insn *in, const struct effect *e)
{
    uint32_t raw;
    struct fault f;
    switch ((enum mem_op)e->mem) {
    case MEM_LOAD:
        f = load(m, e->addr, e->size, &raw);
        if (!f.raised) {
            set_register(m, in->rd, isa_extend(e, raw));
        }
        return f;
    case MEM_STORE:
        return store(m, e->addr, e->size, e->value);
    case MEM_LR:
        return load_reserved(m, in, e->addr);
    case MEM_SC:
        return store_conditional(m, in, e);
    case MEM_AMO:
        break;
    }
    return amo(m, in, e);
}

/* --- privileged operations --- */

static struct fault apply_csr(struct machine *m, const struct insn *in, const struct effect *e)
{
    uint32_t old;
    machine_count(m);
    if (!priv_csr(&m->hart.priv, in, e, &old)) {
        return fault(CAUSE_illegal, in->word);
    }
    set_register(m, in->rd, old);
    return none;
}

static struct fault write_tlb(struct machine *m, uint32_t index, const struct effect *e)
{
    return tlb_write(&m->hart.tlb, index, e->value, e->addr)
               ? none
               : fault(CAUSE_tlb_duplicate, e->value & PAGE_FRAME);
}

static struct fault write_tlb_random(struct machine *m, const struct effect *e)
{
    struct priv *p = &m->hart.priv;
    uint32_t next = tlb_random_step(p->mtlbrand);
    struct fault f = write_tlb(m, tlb_random_index(p, next), e);
    if (!f.raised) {
        p->mtlbrand = next;
    }
    return f;
}

static struct fault apply_system(struct machine *m, const struct insn *in, const struct effect *e)
{
    struct hart *h = &m->hart;
    struct tlb_inv inv;
    if (!priv_permits(&h->priv, in)) {
        return fault(CAUSE_illegal, in->word);
    }
    switch ((enum sys_op)e->sys) {
    case SYS_ECALL:
        return fault(h->priv.mode == MODE_USER ? CAUSE_ecall_user : CAUSE_ecall_supervisor, 0);
    case SYS_MRET:
        break; /* see complete() */
    case SYS_WFI:
        m->waiting = !priv_wakes(&h->priv);
        break;
    case SYS_TLBWR:
        return write_tlb_random(m, e);
    case SYS_TLBWI:
        return write_tlb(m, h->priv.mtlbidx, e);
    case SYS_TLBINV:
        inv = tlb_inv_operands(in, e->value, e->addr);
        tlb_invalidate(&h->tlb, &inv);
        break;
    case SYS_TLBP:
        set_register(m, in->rd, tlb_probe(&h->tlb, e->value));
        break;
    case SYS_TLBRH:
        set_register(m, in->rd, tlb_read_hi(&h->tlb, e->value));
        break;
    case SYS_TLBRL:
        set_register(m, in->rd, tlb_read_lo(&h->tlb, e->value));
        break;
    case SYS_FENCE:
    case SYS_FENCE_I:
        break; /* one hart, and fetch is coherent with stores */
    }
    return none;
}

/* --- the step --- */

static struct fault apply(struct machine *m, const struct insn *in, const struct effect *e)
{
    switch ((enum effect_kind)e->kind) {
    case EFFECT_SET:
        set_register(m, in->rd, e->value);
        return none;
    case EFFECT_JUMP:
        if (e->link) {
            set_register(m, in->rd, e->value);
        }
        return none;
    case EFFECT_MEM:
        return apply_memory(m, in, e);
    case EFFECT_CSR:
        return apply_csr(m, in, e);
    case EFFECT_SYS:
        return apply_system(m, in, e);
    case EFFECT_TRAP:
        break;
    }
    return fault(e->cause, e->value);
}

static const struct insn *decode(struct machine *m, uint32_t word)
{
    struct insn *slot = &m->decoded[(word * 0x9e3779b1u) >> 22];
    if (slot->word != word) {
        *slot = isa_decode(word, m->config.variant);
    }
    return slot;
}

/*
 * What an instruction does once it has been counted: mret, so that it counts in the mode that
 * executed it; a probe, so that its cycle belongs to what it reports.
 */
static void complete(struct machine *m, const struct insn *in)
{
    if (in->op == OP_mret) {
        if (m->observed & OBSERVE_MRET) {
            observe_mret(m);
        }
        machine_count(m);
        m->hart.pc = priv_mret(&m->hart.priv);
    } else if ((m->observed & OBSERVE_PROBE) && in->op == OP_slti && in->rd == 0) {
        observe_probe(m, in->imm, m->hart.x[in->rs1]);
    }
}

void core_step(struct machine *m)
{
    struct hart *h = &m->hart;
    uint32_t interrupt = priv_interrupt(&h->priv);
    if (interrupt) {
        trap(m, interrupt, 0);
        return;
    }
    uint32_t word;
    struct fault f = fetch(m, &word);
    if (f.raised) {
        trap(m, f.cause, f.tval);
        return;
    }
    const struct insn *in = decode(m, word);
    if (m->observed & OBSERVE_INSN) {
        observe_insn(m, in);
        if (m->stop) {
            return;
        }
    }
    struct effect e = isa_execute(in, h->pc, h->x[in->rs1], h->x[in->rs2]);
    f = apply(m, in, &e);
    if (f.raised) {
        trap(m, f.cause, f.tval);
        return;
    }
    h->pc = e.next_pc;
    retire(m);
    complete(m, in);
}
