/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast paths, fast_paths.S: the commonest traps handled in assembly with few registers. They do
 * to a VM what the C does, which is the definition, and leave whatever is rare to it: `fast_paths:
 * off` leaves it everything.
 */
#ifndef VMM_FAST_H
#define VMM_FAST_H

#include "vmm/hw.h"
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

/* Where vm's traps go, but for fast_vector(). At boot, when all of vm is known. */
enum trap_vector fast_choose(const struct vm *vm);

/*
 * Where vm's traps go: called before each entry. Counters that stop in some mode are brought up to
 * date at each change of mode, in C.
 */
static inline enum trap_vector fast_vector(const struct vm *vm)
{
    bool stopping = vm->vcpu.priv.cyclecfgh | vm->vcpu.priv.instretcfgh;
    return stopping ? VECTOR_C : vm->vector;
}

#endif
