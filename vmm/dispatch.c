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

/*
 * LAB 2: whom an exception is for. An illegal instruction goes to the interpreter routines, a miss
 * or a forbidden access to memory.h; all else is the guest's own: reflected, and said so with
 * COST_REFLECT and the cause. What was a system call of the guest's supervisor is told as one.
 */
/* The guest's own doing, and none of the monitor's business: to the guest's handler. */
static void reflect_trap(struct vm *vm, uint32_t cause, uint32_t tval)
{
    if (cause == CAUSE_ecall_user && vm->vcpu.priv.mode == MODE_SUPERVISOR) {
        cause = CAUSE_ecall_supervisor;
    }
    reflect(vm, cause, tval);
    hw_probe(COST_REFLECT, cause);
}

static void exception(struct vm *vm, uint32_t cause, uint32_t tval)
{
    switch (cause) {
    case CAUSE_illegal:
        emulate_illegal(vm, tval);
        break;
    case CAUSE_fetch_miss:
        memory_miss(vm, ACCESS_FETCH, tval);
        break;
    case CAUSE_load_miss:
        memory_miss(vm, ACCESS_LOAD, tval);
        break;
    case CAUSE_store_miss:
        memory_miss(vm, ACCESS_STORE, tval);
        break;
    case CAUSE_fetch_forbidden:
        memory_forbidden(vm, ACCESS_FETCH, tval);
        break;
    case CAUSE_load_forbidden:
        memory_forbidden(vm, ACCESS_LOAD, tval);
        break;
    case CAUSE_store_forbidden:
        memory_forbidden(vm, ACCESS_STORE, tval);
        break;
    default:
        reflect_trap(vm, cause, tval);
    }
}
/* LAB 2 END */

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
        /* LAB 2: if an interrupt is pending, and the guest lets it in, it is delivered now. */
        uint32_t cause = priv_interrupt(&vm->vcpu.priv);
        if (cause) {
            reflect_interrupt(vm, cause);
        }
        /* LAB 2 END */
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
