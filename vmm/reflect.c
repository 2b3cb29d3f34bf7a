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
    /*
     * LAB 2: the guest takes the trap: its virtual state changes as the hardware's would.
     * GIVEN:
     * (void)v, (void)tval;
     * vmm_panic("LAB 2: reflect is not there yet;", cause);
     */
    vm_count_mode(vm);
    v->pc = priv_trap(&v->priv, cause, tval, v->pc);
    /* LAB 2 END */
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

/*
 * LAB 2: the instruction at pc is done, and is one that the real counter does not show: see struct
 * vm, and count.h.
 */
void reflect_emulated(struct vm *vm)
{
    vm->vcpu.pc += 4;
    vm->retired++;
    vm->reflections_in_a_row = 0;
}
/* LAB 2 END */
