/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/core.h"

#include "isa/cause.h"
#include "machine/fast.h"
#include "machine/memory.h"

/* --- time and traps --- */

void machine_count(struct machine *m)
{
    priv_count(&m->hart.priv, m->cycles - m->counted_cycles,
               m->instructions - m->counted_instructions);
    m->counted_cycles = m->cycles;
    m->counted_instructions = m->instructions;
    m->hart.priv.time = clint_time(&m->clint, machine_now(m));
}

/* An instruction has completed. A counter that it wrote keeps what was written. */
static void retire(struct machine *m, const struct insn *in, uint32_t pc)
{
    m->instructions++;
    m->cycles++;
    if (m->config.timing.model) {
        timing_retire(m, in, pc, m->hart.pc);
    }
    m->traps_in_a_row = 0;
    uint32_t written = m->hart.priv.counters_written;
    if (written) {
        m->counted_cycles = written & COUNTER_CYCLE ? m->cycles : m->counted_cycles;
        m->counted_instructions =
            written & COUNTER_INSTRET ? m->instructions : m->counted_instructions;
        m->hart.priv.counters_written = 0;
    }
}

/* The one place that traps. */
static void trap(struct machine *m, uint32_t cause, uint32_t tval)
{
    struct hart *h = &m->hart;
    if (!(cause & MCAUSE_INTERRUPT) && !m->led) {
        timing_exception(m);
    }
    if (m->observed & OBSERVE_TRAP) {
        observe_trap(m, cause, tval);
    }
    machine_count(m);
    h->pc = priv_trap(&h->priv, cause, tval, h->pc);
    timing_enter_handler(m, cause & MCAUSE_INTERRUPT);
    if (++m->traps_in_a_row >= TRAP_LOOP) {
        m->stop = STOP_TRAP_LOOP;
    }
}

/* --- privileged operations --- */

static struct fault apply_csr(struct machine *m, const struct insn *in, const struct effect *e)
{
    uint32_t old;
    machine_count(m);
    enum user user = priv_csr(&m->hart.priv, in, e, &old);
    if (user == USER_FORBIDDEN) {
        return fault_at(CAUSE_illegal, in->word);
    }
    if (user == USER_PERMITTED) {
        hart_set(m, in->rd, old);
    }
    return no_fault;
}

static struct fault write_tlb(struct machine *m, uint32_t index, const struct effect *e)
{
    fast_forget_page(m->fast, m->hart.tlb.entry[index].hi);
    fast_forget_page(m->fast, e->value);
    if (!tlb_write(&m->hart.tlb, index, e->value, e->addr)) {
        return fault_at(CAUSE_tlb_duplicate, e->value & PAGE_FRAME);
    }
    if (m->observed & OBSERVE_TLB) {
        observe_tlb(m, index);
    }
    return no_fault;
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

static struct fault load_frame_number(struct machine *m, uint32_t rd, uint32_t va)
{
    uint32_t pa;
    uint32_t cause = machine_translate(m, va, ACCESS_LOAD, &pa);
    if (cause) {
        return fault_at(cause, va);
    }
    hart_set(m, rd, pa >> PAGE_SHIFT);
    return no_fault;
}

static struct fault apply_permitted(struct machine *m, const struct insn *in,
                                    const struct effect *e)
{
    struct hart *h = &m->hart;
    struct tlb_inv inv;
    switch ((enum sys_op)e->sys) {
    case SYS_ECALL:
        return fault_at(h->priv.mode == MODE_USER ? CAUSE_ecall_user : CAUSE_ecall_supervisor, 0);
    case SYS_MRET:
    case SYS_JRST:
        break; /* see complete() */
    case SYS_WFI:
        m->waiting = !priv_wakes(&h->priv);
        m->next_event = 0; /* to an idle machine, input may come sooner */
        break;
    case SYS_TLBWR:
        return write_tlb_random(m, e);
    case SYS_TLBWI:
        return write_tlb(m, h->priv.mtlbidx, e);
    case SYS_TLBINV:
        inv = tlb_inv_operands(in, e->value, e->addr);
        tlb_invalidate(&h->tlb, &inv);
        if (inv.any_va) {
            fast_forget_mappings(m->fast);
        } else {
            fast_forget_page(m->fast, inv.va);
        }
        break;
    case SYS_TLBP:
        hart_set(m, in->rd, tlb_probe(&h->tlb, e->value));
        break;
    case SYS_TLBRH:
        hart_set(m, in->rd, tlb_read_hi(&h->tlb, e->value));
        break;
    case SYS_TLBRL:
        hart_set(m, in->rd, tlb_read_lo(&h->tlb, e->value));
        break;
    case SYS_POPF:
        priv_popf(&h->priv, e->value);
        break;
    case SYS_CPL:
        hart_set(m, in->rd, h->priv.mode);
        break;
    case SYS_LRA:
        return load_frame_number(m, in->rd, e->value);
    case SYS_FENCE:
    case SYS_FENCE_I:
        break; /* one hart, and fetch is coherent with stores */
    }
    return no_fault;
}

static struct fault apply_system(struct machine *m, const struct insn *in, const struct effect *e)
{
    enum user user = priv_permission(&m->hart.priv, in);
    if (user == USER_FORBIDDEN) {
        return fault_at(CAUSE_illegal, in->word);
    }
    return user == USER_SILENT ? no_fault : apply_permitted(m, in, e);
}

/* --- the step --- */

static struct fault apply(struct machine *m, const struct insn *in, const struct effect *e)
{
    switch ((enum effect_kind)e->kind) {
    case EFFECT_SET:
        hart_set(m, in->rd, e->value);
        return no_fault;
    case EFFECT_JUMP:
        if (e->link) {
            hart_set(m, in->rd, e->value);
        }
        return no_fault;
    case EFFECT_MEM:
        return memory_access(m, in, e);
    case EFFECT_CSR:
        return apply_csr(m, in, e);
    case EFFECT_SYS:
        return apply_system(m, in, e);
    case EFFECT_TRAP:
        break;
    }
    return fault_at(e->cause, e->value);
}

/*
 * The word at pc, and where it is; it takes no time yet. Instructions come from RAM only: to fetch
 * from a device would be to operate it.
 */
static struct fault fetch(struct machine *m, uint32_t *pa, uint32_t *word)
{
    uint32_t pc = m->hart.pc;
    uint32_t cause = machine_translate(m, pc, ACCESS_FETCH, pa);
    if (cause) {
        return fault_at(cause, pc);
    }
    const uint8_t *at = machine_ram(m, *pa, 4);
    if (!at) {
        return fault_at(CAUSE_fetch_access, pc);
    }
    *word = machine_word(at);
    return no_fault;
}

static const struct insn *decode(struct machine *m, uint32_t word)
{
    struct insn *slot = &m->decoded[(word * 0x9e3779b1u) >> 22];
    if (slot->word != word) {
        *slot = isa_decode(word, m->config.variant);
    }
    return slot;
}

/* The mode changes, without a trap. */
static void leave_mode(struct machine *m, const struct insn *in, const struct effect *e)
{
    struct hart *h = &m->hart;
    bool returns = in->op == OP_mret;
    if (m->observed & OBSERVE_MRET) {
        uint32_t mpp = (h->priv.mstatus & MSTATUS_MPP) >> MSTATUS_MPP_SHIFT;
        observe_mret(m, returns ? (enum mode)mpp : MODE_USER);
    }
    machine_count(m);
    h->pc = returns ? priv_mret(&h->priv) : priv_jrst(&h->priv, e->value);
}

/*
 * What an instruction does once it has been counted: mret and jrst, so that they count in the mode
 * that executed them; a probe, so that its cycle belongs to what it reports.
 */
static void complete(struct machine *m, const struct insn *in, const struct effect *e)
{
    bool returns = in->op == OP_mret && m->hart.priv.mode == MODE_SUPERVISOR; /* else it is mute */
    if (returns || in->op == OP_jrst) {
        leave_mode(m, in, e);
    } else if ((m->observed & OBSERVE_PROBE) && in->op == OP_slti && in->rd == 0) {
        observe_probe(m, in->imm, m->hart.x[in->rs1]);
    }
}

/* Whether somebody listens to the instruction at pc. */
static bool is_observed(const struct machine *m, uint32_t pc)
{
    return (m->observed & OBSERVE_INSN) ||
           ((m->observed & OBSERVE_MARKED) && watch_has_word(&m->watch, pc));
}

void core_step(struct machine *m)
{
    struct hart *h = &m->hart;
    uint32_t interrupt = priv_interrupt(&h->priv);
    if (interrupt) {
        trap(m, interrupt, 0);
        return;
    }
    uint32_t pa;
    uint32_t word;
    struct fault f = fetch(m, &pa, &word);
    if (f.raised) {
        trap(m, f.cause, f.tval);
        return;
    }
    const struct insn *in = decode(m, word);
    if (is_observed(m, h->pc)) {
        observe_insn(m, in);
        if (m->stop) {
            return;
        }
    }
    if (m->config.timing.model) { /* not sooner: stopped before it, it is fetched once more */
        timing_fetch(m, pa);
        timing_decode(m, in);
    }
    struct effect e = isa_execute(in, h->pc, h->x[in->rs1], h->x[in->rs2]);
    f = apply(m, in, &e);
    if (f.raised) {
        trap(m, f.cause, f.tval);
        return;
    }
    uint32_t pc = h->pc;
    h->pc = e.next_pc;
    retire(m, in, pc);
    complete(m, in, &e);
}
