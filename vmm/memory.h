/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest's memory: from virtual page over physical frame to machine frame, and the real TLB
 * that holds the composition [Disco 4.2.1].
 *
 * Invariant: a real entry under the ASID of one of a VM's address spaces is the composition of a
 * mapping that the guest has (in its own TLB, in the software TLB, or by translation being off)
 * with the pmap; never more permissive, never global, never a device. So is an entry of the refill
 * table, from which fast_paths.S writes real entries.
 */
#ifndef VMM_MEMORY_H
#define VMM_MEMORY_H

#include "vmm/vmm.h"

/*
 * Whether vm's addresses go through its TLB: a function of its virtual R alone, or, for a VM with
 * by_mode, what its machine's architecture makes of R and M.
 */
static inline bool memory_relocates(const struct vm *vm)
{
    const struct priv *p = &vm->vcpu.priv;
    return vm->by_mode ? priv_relocates(p) : (p->matp & MATP_TE) != 0;
}

/* The address space that vm is in. */
static inline uint32_t memory_space(const struct vm *vm)
{
    return memory_relocates(vm) ? vm->vcpu.priv.matp & MATP_ASID : SPACE_PHYSICAL;
}

/*
 * The guest's own mapping of va: true with *lo its low word (frame and
 * permissions), or false if it has none.
 */
bool memory_mapping(struct vm *vm, uint32_t va, uint32_t *lo);

/* The guest's translation for an access: 0 with *pa set, or the cause that the guest would see. */
uint32_t memory_translate(struct vm *vm, uint32_t va, enum access access, uint32_t *pa);

/* The real TLB missed: install what the guest has, or reflect, or emulate the access. */
void memory_miss(struct vm *vm, enum access access, uint32_t va);

/* The real TLB forbade: either the guest's mapping does, or it is the page of tohost. */
void memory_forbidden(struct vm *vm, enum access access, uint32_t va);

/* The guest's TLB operations. write: false if it would make a second match. */
bool memory_tlb_write(struct vm *vm, uint32_t index, uint32_t hi, uint32_t lo, bool random);
void memory_tlb_invalidate(struct vm *vm, const struct tlb_inv *inv);
uint32_t memory_tlb_probe(struct vm *vm, uint32_t hi);

/* Keep [tohost, tohost + 4) under watch from now on. */
void memory_watch_tohost(struct vm *vm, uint32_t pa);

#endif
