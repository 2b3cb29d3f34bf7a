/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/special.h"

#include "vmm/allocator.h"
#include "vmm/hw.h"

/* A frame of the machine's, never returned: it is the VM's as long as the machine runs. */
void special_boot(struct vm *vm)
{
    vm->special_frame = allocator_frame(vm);
    uint8_t *page = hw_memory(vm->special_frame);
    vm->special = (uint32_t *)(void *)(page + (SPECIAL_REGISTERS & PAGE_OFFSET));
}

void special_load(struct vm *vm)
{
    struct priv *p = &vm->vcpu.priv;
    priv_csr_write(p, CSR_mscratch, vm->special[SPECIAL_MSCRATCH]);
    priv_csr_write(p, CSR_mepc, vm->special[SPECIAL_MEPC]);
    priv_csr_write(p, CSR_mcause, vm->special[SPECIAL_MCAUSE]);
    priv_csr_write(p, CSR_mtval, vm->special[SPECIAL_MTVAL]);
}

void special_store(struct vm *vm)
{
    const struct priv *p = &vm->vcpu.priv;
    vm->special[SPECIAL_MSCRATCH] = p->mscratch;
    vm->special[SPECIAL_MEPC] = p->mepc;
    vm->special[SPECIAL_MCAUSE] = p->mcause;
    vm->special[SPECIAL_MTVAL] = p->mtval;
}
