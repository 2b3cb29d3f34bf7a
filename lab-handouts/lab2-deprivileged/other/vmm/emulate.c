/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/emulate.h"

#include "vmm/count.h"
#include "vmm/hw.h"
#include "vmm/memory.h"
#include "vmm/reflect.h"
#include "vmm/schedule.h"

RARE static void decode(struct insn *in, uint32_t word)
{
    *in = isa_decode(word, vmm.variant);
}

const struct insn *emulate_decode(uint32_t word)
{
    struct insn *in = &vmm.decoded[(word >> 7 ^ word >> 20) % VMM_DECODED];
    if (in->word != word || word == 0) { /* 0 is what an entry holds before its first use */
        decode(in, word);
    }
    return in;
}

static void reflect_illegal(struct vm *vm, const struct insn *in)
{
    reflect(vm, CAUSE_illegal, in->word);
    hw_probe(COST_REFLECT, CAUSE_illegal);
}

static void emulated(struct vm *vm, const struct insn *in)
{
    reflect_emulated(vm);
    hw_probe(COST_EMULATE, in->word);
}

/* --- one routine an instruction --- */

static void emulate_csr(struct vm *vm, const struct insn *in, const struct effect *e)
{
    struct priv *p = &vm->vcpu.priv;
    uint32_t was = 0;
    if (priv_csr_counts(insn_csr(in))) {
        vm_count(vm);
    }
    switch (priv_csr(p, in, e, &was)) {
    case USER_PERMITTED:
        vcpu_set(&vm->vcpu, in->rd, was);
        emulated(vm, in);
        break;
    case USER_SILENT:
        emulated(vm, in);
        break;
    default:
        reflect_illegal(vm, in);
        return;
    }
    uint32_t counters = p->counters_written;
    p->counters_written = 0;
    if (counters) {
        vm_counters_written(vm, counters);
    }
}

static void emulate_mret(struct vm *vm, const struct insn *in, const struct effect *e)
{
    struct priv *p = &vm->vcpu.priv;
    (void)e;
    emulated(vm, in);
    vm_count_mode(vm);
    uint32_t to = p->mepc;
    p->mode = (p->mstatus & MSTATUS_MPP) ? MODE_SUPERVISOR : MODE_USER;
    p->mstatus =
        (p->mstatus & MSTATUS_TW) | MSTATUS_MPIE | (p->mstatus & MSTATUS_MPIE ? MSTATUS_MIE : 0);
    p->matp = (p->matp & MATP_ASID) | (p->matp & MATP_OTE ? MATP_TE : 0);
    vm->vcpu.pc = to;
}

static void emulate_wfi(struct vm *vm, const struct insn *in, const struct effect *e)
{
    (void)e;
    emulated(vm, in);
    schedule_wait(vm);
}

static void tlb_write_outcome(struct vm *vm, const struct insn *in, const struct effect *e,
                              bool written)
{
    if (written) {
        reflect_emulated(vm);
        hw_probe(COST_TLB_WRITE, in->word);
    } else {
        reflect(vm, CAUSE_tlb_duplicate, e->value & PAGE_FRAME);
        hw_probe(COST_REFLECT, CAUSE_tlb_duplicate);
    }
}

static void emulate_tlbwr(struct vm *vm, const struct insn *in, const struct effect *e)
{
    struct priv *p = &vm->vcpu.priv;
    uint32_t next = tlb_random_step(p->mtlbrand);
    bool written = memory_tlb_write(vm, tlb_random_index(p, next), e->value, e->addr, true);
    if (written) {
        p->mtlbrand = next;
    }
    tlb_write_outcome(vm, in, e, written);
}

static void emulate_tlbwi(struct vm *vm, const struct insn *in, const struct effect *e)
{
    bool written = memory_tlb_write(vm, vm->vcpu.priv.mtlbidx, e->value, e->addr, false);
    tlb_write_outcome(vm, in, e, written);
}

static void emulate_tlbinv(struct vm *vm, const struct insn *in, const struct effect *e)
{
    struct tlb_inv inv = tlb_inv_operands(in, e->value, e->addr);
    memory_tlb_invalidate(vm, &inv);
    emulated(vm, in);
}

static void emulate_tlbp(struct vm *vm, const struct insn *in, const struct effect *e)
{
    vcpu_set(&vm->vcpu, in->rd, memory_tlb_probe(vm, e->value));
    emulated(vm, in);
}

static void emulate_tlbrh(struct vm *vm, const struct insn *in, const struct effect *e)
{
    vcpu_set(&vm->vcpu, in->rd, guest_tlb_read(&vm->vcpu.tlb, e->value).hi);
    emulated(vm, in);
}

static void emulate_tlbrl(struct vm *vm, const struct insn *in, const struct effect *e)
{
    vcpu_set(&vm->vcpu, in->rd, guest_tlb_read(&vm->vcpu.tlb, e->value).lo);
    emulated(vm, in);
}

/* Not privileged, so these run directly; here for whoever interprets them. */
static void emulate_fence(struct vm *vm, const struct insn *in, const struct effect *e)
{
    (void)e;
    emulated(vm, in);
}

static void emulate_ecall(struct vm *vm, const struct insn *in, const struct effect *e)
{
    (void)in, (void)e;
    bool user = vm->vcpu.priv.mode == MODE_USER;
    uint32_t cause = user ? CAUSE_ecall_user : CAUSE_ecall_supervisor;
    reflect(vm, cause, 0);
    hw_probe(COST_REFLECT, cause);
}

/* --- the zoo's: unprivileged, so these too run directly unless somebody interprets --- */

static void emulate_jrst(struct vm *vm, const struct insn *in, const struct effect *e)
{
    emulated(vm, in);
    vm_count_mode(vm);
    vm->vcpu.pc = priv_jrst(&vm->vcpu.priv, e->value);
}

static void emulate_popf(struct vm *vm, const struct insn *in, const struct effect *e)
{
    priv_popf(&vm->vcpu.priv, e->value);
    emulated(vm, in);
}

static void emulate_cpl(struct vm *vm, const struct insn *in, const struct effect *e)
{
    (void)e;
    vcpu_set(&vm->vcpu, in->rd, vm->vcpu.priv.mode);
    emulated(vm, in);
}

static void emulate_lra(struct vm *vm, const struct insn *in, const struct effect *e)
{
    uint32_t pa = 0;
    uint32_t cause = memory_translate(vm, e->value, ACCESS_LOAD, &pa);
    if (cause) {
        reflect_fault(vm, cause, e->value);
        return;
    }
    vcpu_set(&vm->vcpu, in->rd, pa >> PAGE_SHIFT);
    emulated(vm, in);
}

typedef void routine(struct vm *vm, const struct insn *in, const struct effect *e);

static routine *const routines[] = {
    [SYS_FENCE] = emulate_fence, [SYS_FENCE_I] = emulate_fence, [SYS_ECALL] = emulate_ecall,
    [SYS_MRET] = emulate_mret,   [SYS_WFI] = emulate_wfi,       [SYS_TLBWR] = emulate_tlbwr,
    [SYS_TLBWI] = emulate_tlbwi, [SYS_TLBINV] = emulate_tlbinv, [SYS_TLBP] = emulate_tlbp,
    [SYS_TLBRH] = emulate_tlbrh, [SYS_TLBRL] = emulate_tlbrl,   [SYS_JRST] = emulate_jrst,
    [SYS_POPF] = emulate_popf,   [SYS_CPL] = emulate_cpl,       [SYS_LRA] = emulate_lra,
};

void emulate(struct vm *vm, const struct insn *in, const struct effect *e)
{
    if (e->kind != EFFECT_CSR &&
        (e->kind != EFFECT_SYS || priv_permission(&vm->vcpu.priv, in) != USER_PERMITTED)) {
        reflect_illegal(vm, in);
        return;
    }
    routine *does = e->kind == EFFECT_CSR ? emulate_csr : routines[e->sys];
    does(vm, in, e);
}

void emulate_illegal(struct vm *vm, uint32_t word)
{
    struct vcpu *v = &vm->vcpu;
    const struct insn *in = emulate_decode(word);
    struct effect e = isa_execute(in, v->pc, v->x[in->rs1], v->x[in->rs2]);
    emulate(vm, in, &e);
}
