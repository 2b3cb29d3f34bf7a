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
    struct priv *p = &v->priv;
    uint32_t status = p->mstatus & MSTATUS_TW;
    vm_count_mode(vm);
    /* MPIE <- MIE, MIE <- 0; MPP <- mode, mode <- supervisor; OTE <- TE, TE <- 0 */
    if (p->mstatus & MSTATUS_MIE) {
        status |= MSTATUS_MPIE;
    }
    p->mstatus = status | p->mode << MSTATUS_MPP_SHIFT;
    p->matp = (p->matp & MATP_ASID) | (p->matp & MATP_TE ? MATP_OTE : 0);
    p->mode = MODE_SUPERVISOR;
    p->mepc = v->pc;
    p->mcause = cause;
    p->mtval = tval;
    v->pc = p->mtvec & ~3u;
    if ((p->mtvec & 1) && (cause & MCAUSE_INTERRUPT)) {
        v->pc += 4 * (cause & ~MCAUSE_INTERRUPT);
    }
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
    struct vcpu *v = &vm->vcpu;
    vm->reflections_in_a_row = 0;
    vm->retired += 1;
    v->pc += 4;
}
