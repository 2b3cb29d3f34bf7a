/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hybrid/hybrid.h"

#include "vmm/access.h"
#include "vmm/allocator.h"
#include "vmm/emulate.h"
#include "vmm/hw.h"
#include "vmm/memory.h"
#include "vmm/reflect.h"
#include "vmm/schedule.h"

/*
 * LAB 6: what vm runs in virtual supervisor mode, instruction by instruction, until it is in
 * virtual user mode, or can run no longer, or its turn is over (vm->state, vmm.reschedule). From
 * here on all is yours, to the end of interpret(): fetch, decode, do what the effect says, look
 * for interrupts. Say by probes what you do, as the handout has it.
 */
/* What has been interpreted since the last cost was this. */
static void say_interpreted(uint32_t count)
{
    hw_probe(COST_INTERPRET, count);
}

static void say_completed(uint32_t at)
{
    hw_probe(PROBE_INTERPRETED, at);
    say_interpreted(1);
}

static void interpreted(struct vm *vm, uint32_t pc, uint32_t at)
{
    vm->retired++;
    vm->reflections_in_a_row = 0;
    vm->vcpu.pc = pc;
    say_completed(at);
}

/* `at` is the machine address of the instruction's word. */
static void perform(struct vm *vm, const struct insn *in, const struct effect *e, uint32_t at)
{
    switch ((enum effect_kind)e->kind) {
    case EFFECT_SET:
        if (hybrid_heard(in)) {
            hybrid_pass_on(in->imm, vm->vcpu.x[in->rs1]);
        }
        vcpu_set(&vm->vcpu, in->rd, e->value);
        interpreted(vm, vm->vcpu.pc + 4, at);
        break;
    case EFFECT_JUMP:
        if (e->link) {
            vcpu_set(&vm->vcpu, in->rd, e->value);
        }
        interpreted(vm, e->next_pc, at);
        break;
    case EFFECT_MEM:
        if (!access_perform(vm, in, e)) {
            say_completed(at);
        }
        break;
    case EFFECT_CSR:
    case EFFECT_SYS:
        emulate(vm, in, e);
        break;
    case EFFECT_TRAP:
        reflect_fault(vm, e->cause, e->value);
        break;
    }
}

/* Whether an instruction may have changed which pages the windows lead to. */
static bool changes_mappings(const struct vm *vm, const struct effect *e)
{
    return e->kind == EFFECT_SYS && memory_relocates(vm);
}

/* The instruction at pc, which is none of the common ones, or there is none. */
static void step(struct vm *vm)
{
    struct vcpu *v = &vm->vcpu;
    uint32_t pa = 0;
    uint32_t cause = memory_translate(vm, v->pc, ACCESS_FETCH, &pa);
    if (cause || !pmap_has(vm, pa)) {
        reflect_fault(vm, cause ? cause : CAUSE_fetch_access, v->pc);
        return;
    }
    uint32_t at = pmap_machine(vm, pa);
    const uint32_t *word = hw_memory(at);
    const struct insn *in = emulate_decode(*word);
    struct effect e = isa_execute(in, v->pc, v->x[in->rs1], v->x[in->rs2]);
    bool forget = changes_mappings(vm, &e);
    perform(vm, in, &e, at);
    if (forget) {
        windows_forget();
    }
}

/*
 * Interrupts are off in the monitor: it polls, so that however long a guest stays in supervisor
 * mode, nobody else waits longer for it than for one that runs directly.
 */
static void poll(struct vm *vm)
{
    uint32_t pending = hw_csr_read(CSR_mip);
    if (pending & MIE_EXTERNAL) {
        schedule_external();
    } else if (pending & MIE_TIMER) {
        schedule_tick();
    }
    uint32_t cause = priv_interrupt(&vm->vcpu.priv);
    if (cause && vm->state == VM_RUNNABLE) {
        reflect_interrupt(vm, cause);
    }
}

static bool goes_on(const struct vm *vm)
{
    return vm->vcpu.priv.mode == MODE_SUPERVISOR && vm->state == VM_RUNNABLE && !vmm.reschedule;
}

/* run_common() ends before an instruction for step(), or before an interrupt; in each turn vm gets
 * on. */
static void interpret(struct vm *vm)
{
    if (goes_on(vm)) {
        hw_probe(PROBE_RESUME, vm->resume | 1);
    }
    while (goes_on(vm)) {
        windows_enter(vm);
        uint32_t count = run_common(vm);
        if (count > 0) {
            vm->reflections_in_a_row = 0;
            say_interpreted(count);
        }
        if (count == 0 || !hw_csr_read(CSR_mip)) {
            step(vm);
        }
        poll(vm);
    }
}
/* LAB 6 END */

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
