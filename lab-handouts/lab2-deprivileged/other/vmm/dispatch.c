/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dispatcher: where every trap arrives, and which decides whom to call [P&G §4].
 */
#include "isa/text.h"
#include "vmm/allocator.h"
#include "vmm/console.h"
#include "vmm/emulate.h"
#include "vmm/fast.h"
#include "vmm/hw.h"
#include "vmm/memory.h"
#include "vmm/reflect.h"
#include "vmm/resume.h"
#include "vmm/schedule.h"
#include "vmm/special.h"
#include "vmm/technique.h"

void vmm_panic(const char *what, uint32_t value)
{
    char number[16];
    struct text t = text_in(number, sizeof number);
    text_hex(&t, value);
    console_say("monitor: ");
    console_say(what);
    console_say(" ");
    console_say(number);
    console_say("\n");
    hw_halt(FINISHER_FAIL | 0xffu << 16);
}

/* All system calls come from real user mode; whether the guest's was, its virtual mode says. */
static uint32_t as_the_guest_sees_it(const struct vm *vm, uint32_t cause)
{
    bool call = cause == CAUSE_ecall_user || cause == CAUSE_ecall_supervisor;
    if (!call) {
        return cause;
    }
    return vm->vcpu.priv.mode == MODE_USER ? CAUSE_ecall_user : CAUSE_ecall_supervisor;
}

static void exception(struct vm *vm, uint32_t cause, uint32_t tval)
{
    static const enum access of[] = {ACCESS_FETCH, ACCESS_LOAD, ACCESS_STORE};
    if (cause == CAUSE_illegal) {
        emulate_illegal(vm, tval);
        return;
    }
    for (uint32_t i = 0; i < 3; i++) {
        if (cause == tlb_miss_cause(of[i])) {
            memory_miss(vm, of[i], tval);
            return;
        }
        if (cause == tlb_forbidden_cause(of[i])) {
            memory_forbidden(vm, of[i], tval);
            return;
        }
    }
    cause = as_the_guest_sees_it(vm, cause);
    reflect(vm, cause, tval);
    hw_probe(COST_REFLECT, cause);
}

/* The real machine's interrupts are the monitor's; what a VM gets of them is virtual. */
static void interrupt(uint32_t cause)
{
    if (cause == (MCAUSE_INTERRUPT | IRQ_external)) {
        schedule_external();
    } else {
        schedule_tick();
    }
}

/* The hardware's R for vm: a function of its virtual R alone, so mode switches cost nothing. */
static void enter_space(struct vm *vm)
{
    vm->vcpu.key = asid_of(vm, memory_space(vm));
    hw_csr_write(CSR_matp, MATP_OTE | vm->vcpu.key);
}

struct vcpu *vmm_resume(void)
{
    struct vm *vm;
    do {
        vm = schedule_pick();
        const struct priv *p = &vm->vcpu.priv;
        bool lets_in = p->mode == MODE_USER || (p->mstatus & MSTATUS_MIE);
        if (lets_in && (p->mip & p->mie)) {
            reflect_interrupt(vm, priv_highest(p->mip & p->mie));
        }
        if (vm->state == VM_RUNNABLE && vm->technique->prepare) {
            vm->technique->prepare(vm);
        }
    } while (vm->state != VM_RUNNABLE || vmm.reschedule);
    if (vm->special) {
        special_store(vm);
    }
    enter_space(vm);
    hw_trap_vector(fast_vector(vm));
    hw_probe(PROBE_RESUME, vm->resume | (vm->vcpu.priv.mode == MODE_SUPERVISOR));
    return &vm->vcpu;
}

struct vcpu *vmm_dispatch(void)
{
    uint32_t cause = hw_csr_read(CSR_mcause);
    uint32_t tval = hw_csr_read(CSR_mtval);
    if (hw_csr_read(CSR_mstatus) & MSTATUS_MPP) {
        vmm_panic("the monitor itself trapped; cause", cause);
    }
    if (vmm.current->special) {
        special_load(vmm.current);
    }
    if (cause & MCAUSE_INTERRUPT) {
        interrupt(cause);
    } else {
        exception(vmm.current, cause, tval);
    }
    return vmm_resume();
}
