/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Differently: interrupts are looked for before each instruction, a function for each kind of
 * effect, and all windows are given up at any TLB instruction.
 */
#include "hybrid/hybrid.h"

#include "vmm/access.h"
#include "vmm/allocator.h"
#include "vmm/emulate.h"
#include "vmm/hw.h"
#include "vmm/memory.h"
#include "vmm/reflect.h"
#include "vmm/schedule.h"

/* The instruction that is being interpreted. */
struct current {
    struct vm *vm;
    const struct insn *in;
    struct effect e;
    uint32_t machine_address;
};

static void tell(const struct current *c)
{
    hw_probe(PROBE_INTERPRETED, c->machine_address);
    hw_probe(COST_INTERPRET, 1);
}

static void done(const struct current *c, uint32_t next)
{
    reflect_emulated(c->vm);
    c->vm->vcpu.pc = next;
    tell(c);
}

static void set(const struct current *c)
{
    struct vcpu *v = &c->vm->vcpu;
    if (hybrid_heard(c->in)) {
        hybrid_pass_on(c->in->imm, v->x[c->in->rs1]);
    }
    vcpu_set(v, c->in->rd, c->e.value);
    done(c, v->pc + 4);
}

static void jump(const struct current *c)
{
    if (c->e.link && c->in->rd != 0) {
        c->vm->vcpu.x[c->in->rd] = c->e.value;
    }
    done(c, c->e.next_pc);
}

static void mem(const struct current *c)
{
    bool said = access_perform(c->vm, c->in, &c->e);
    if (!said) {
        tell(c);
    }
}

static void privileged(const struct current *c)
{
    bool tlb = c->e.kind == EFFECT_SYS && c->e.sys >= SYS_TLBWR && c->e.sys <= SYS_TLBP;
    emulate(c->vm, c->in, &c->e);
    if (tlb) {
        windows_forget();
    }
}

static void trap(const struct current *c)
{
    reflect_fault(c->vm, c->e.cause, c->e.value);
}

static void one(struct vm *vm)
{
    static void (*const kinds[])(const struct current *) = {
        [EFFECT_SET] = set,        [EFFECT_JUMP] = jump,      [EFFECT_MEM] = mem,
        [EFFECT_CSR] = privileged, [EFFECT_SYS] = privileged, [EFFECT_TRAP] = trap,
    };
    const struct vcpu *v = &vm->vcpu;
    uint32_t pa = 0;
    uint32_t cause = memory_translate(vm, v->pc, ACCESS_FETCH, &pa);
    if (!cause && !pmap_has(vm, pa)) {
        cause = CAUSE_fetch_access;
    }
    if (cause) {
        reflect_fault(vm, cause, v->pc);
        return;
    }
    struct current c = {.vm = vm, .machine_address = pmap_machine(vm, pa)};
    c.in = emulate_decode(*(const uint32_t *)hw_memory(c.machine_address));
    c.e = isa_execute(c.in, v->pc, v->x[c.in->rs1], v->x[c.in->rs2]);
    kinds[c.e.kind](&c);
}

static bool stays(const struct vm *vm)
{
    return vm->state == VM_RUNNABLE && !vmm.reschedule && vm->vcpu.priv.mode == MODE_SUPERVISOR;
}

/* What the machine wants of the monitor, and then what the guest's devices want of the guest. */
static void interrupts(struct vm *vm)
{
    uint32_t real = hw_csr_read(CSR_mip);
    if (real & MIE_TIMER) {
        schedule_tick();
    }
    if (real & MIE_EXTERNAL) {
        schedule_external();
    }
    uint32_t cause = vm->state == VM_RUNNABLE ? priv_interrupt(&vm->vcpu.priv) : 0;
    if (cause) {
        reflect_interrupt(vm, cause);
    }
}

static void interpret(struct vm *vm)
{
    if (!stays(vm)) {
        return;
    }
    hw_probe(PROBE_RESUME, vm->resume | 1);
    do {
        windows_enter(vm);
        uint32_t many = run_common(vm);
        if (many) {
            vm->reflections_in_a_row = 0;
            hw_probe(COST_INTERPRET, many);
        }
        if (!hw_csr_read(CSR_mip)) {
            one(vm);
        }
        interrupts(vm);
    } while (stays(vm));
}

/* All VMs share what the first one sets aside. */
static void boot(struct vm *vm)
{
    for (const struct vm *other = vmm.vms; other < vm; other++) {
        if (other->technique == vm->technique) {
            return;
        }
    }
    windows_boot();
}

TECHNIQUE(hybrid) = {.name = "hybrid", .boot = boot, .prepare = interpret};
