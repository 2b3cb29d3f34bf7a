/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The allocator: alone hands out machine frames and real ASIDs [P&G §4: "the allocator decides
 * what system resources are to be provided"]. Time is the scheduler's.
 *
 * Frames are zeroed when they are given, and go back when their VM stops.
 */
#ifndef VMM_ALLOCATOR_H
#define VMM_ALLOCATOR_H

#include "vmm/vmm.h"

/* Real ASID 0 is nobody's; generation 0 is never current. */
enum { ASID_FIRST = 1, ASID_LAST = 255 };

/* Machine memory [start, end) is what can be handed out. Panics if there is none. */
void allocator_boot(uint32_t start, uint32_t end);

/* Memory for the monitor's own tables, zeroed, never returned. At boot only; panics if there is
 * none. */
void *allocator_table(uint32_t size);

/* Whether pa is in vm's RAM. */
bool pmap_has(const struct vm *vm, uint32_t pa);

/*
 * Machine address of the byte at physical address pa, which pmap_has(). On first touch of its page
 * a frame is given, zeroed, and charged to FIRST_TOUCH.
 */
uint32_t pmap_machine(struct vm *vm, uint32_t pa);

/* A frame for vm beyond its physical memory, zeroed, never returned: its machine address. At boot.
 */
uint32_t allocator_frame(const struct vm *vm);

/* Return all frames of a VM. Its real TLB entries must be out of reach already. */
void pmap_release(struct vm *vm);

/*
 * The key of one of vm's address spaces, its real ASID, tagged; 0 if it has none, in which case no
 * real entry is under it.
 */
static inline uint32_t asid_if_any(const struct vm *vm, uint32_t space)
{
    const struct space *s = &vm->space[space];
    return s->generation == vmm.asid_generation ? s->key : 0;
}

/* Give a space, that has none, a real ASID: its key. */
RARE uint32_t asid_give(struct vm *vm, uint32_t space);

/* The key of a space, which is given one if it has none. */
static inline uint32_t asid_of(struct vm *vm, uint32_t space)
{
    uint32_t key = asid_if_any(vm, space);
    return key ? key : asid_give(vm, space);
}

/* Forget the ASID of one address space, or of all of them: its real entries are never seen again.
 */
void asid_forget(struct vm *vm, uint32_t space);
void asid_forget_all(struct vm *vm);

#endif
