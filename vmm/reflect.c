/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/reflect.h"

#include "vmm/count.h"
#include "vmm/hw.h"
#include "vmm/stop.h"

static bool makes_progress(struct vm *vm)
{
    uint32_t mark = hw_csr_read(CSR_minstret);
    bool same = mark == vm->progress_mark;
    vm->progress_mark = mark;
    vm->reflections_in_a_row = same ? vm->reflections_in_a_row + 1 : 1;
    return vm->reflections_in_a_row < TRAP_LOOP;
}

/* As the hardware enters a trap, and as it gives up on a handler that does nothing but trap. */
void reflect(struct vm *vm, uint32_t cause, uint32_t tval)
{
    struct vcpu *v = &vm->vcpu;
    vm_count_mode(vm);
    v->pc = priv_trap(&v->priv, cause, tval, v->pc);
    if (!makes_progress(vm)) {
        vm_stop(vm, VM_STOP_TRAP_LOOP, cause);
    }
}

void reflect_fault(struct vm *vm, uint32_t cause, uint32_t tval)
{
    bool miss = cause >= CAUSE_fetch_miss && cause <= CAUSE_store_miss;
    reflect(vm, cause, tval);
    if (miss) {
        hw_probe(COST_REFLECTED_MISS, tval);
    } else {
        hw_probe(COST_REFLECT, cause);
    }
}

void reflect_interrupt(struct vm *vm, uint32_t cause)
{
    reflect(vm, cause, 0);
    hw_probe(COST_INTERRUPT, cause);
}

void reflect_emulated(struct vm *vm)
{
    vm->vcpu.pc += 4;
    vm->retired++;
    vm->reflections_in_a_row = 0;
}
