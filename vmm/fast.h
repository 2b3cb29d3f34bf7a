/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast paths, fast_paths.S: the commonest traps handled in assembly with few registers. They do
 * to a VM what the C does, which is the definition, and leave whatever is rare to it: `fast_paths:
 * off` leaves it everything.
 */
#ifndef VMM_FAST_H
#define VMM_FAST_H

#include "vmm/hw.h"
#include "vmm/technique.h"
#include "vmm/vmm.h"

/* A CSR that fast_paths.S accesses: old ^= (old ^ value) & mask, at `offset` in struct vm. */
struct fast_csr {
    uint32_t offset, mask;
};

/* Number in fast_csr[] of each CSR; 0 if fast_paths.S leaves it to the C. */
extern uint8_t fast_csr_number[];
extern struct fast_csr fast_csr[];

/* Set up these tables from the architecture's own functions. */
void fast_boot(void);

/*
 * tlbwr or tlbwi executed for vm in virtual supervisor mode, but for its pc. `word` is an
 * instruction with their opcode and funct7. `done` is false, and nothing has changed, if it is
 * another, or there is more to it than a write that succeeds. For fast_paths.S, which wants vm
 * back.
 */
struct fast_done {
    struct vm *vm;
    uint32_t done;
};
struct fast_done fast_tlb_write(struct vm *vm, uint32_t word);

/* Where vm's traps go: called before each entry. */
static inline enum trap_vector fast_vector(const struct vm *vm)
{
    const struct priv *p = &vm->vcpu.priv;
    /*
     * Counters that stop in some mode are brought up to date at each change of mode, in C; so is
     * an address space that follows the mode.
     */
    bool stopping = p->cyclecfgh | p->instretcfgh;
    bool prepared = vm->technique->prepare;
    bool following = !prepared && vm->by_mode && vmm.variant == VARIANT_KSEG;
    if (!vmm.fast_paths || stopping || following) {
        return VECTOR_C;
    }
    if (prepared) {
        return VECTOR_PREPARED;
    }
    return vm->special ? VECTOR_SPECIAL : VECTOR_FAST;
}

#endif
