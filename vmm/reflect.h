/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reflection: a guest's trap is delivered to the handler that the guest installed. */
#ifndef VMM_REFLECT_H
#define VMM_REFLECT_H

#include "vmm/vmm.h"

/*
 * Make vm take a trap at its pc, as the hardware would have, in its virtual privileged state.
 * Stops the VM if its handler only ever traps again. The caller says by a COST probe why.
 */
RARE void reflect(struct vm *vm, uint32_t cause, uint32_t tval);

/* The same for an exception, other than a system call; says so. */
RARE void reflect_fault(struct vm *vm, uint32_t cause, uint32_t tval);

/* Deliver an interrupt, cause as in mcause. */
RARE void reflect_interrupt(struct vm *vm, uint32_t cause);

/* The guest's current instruction has been emulated: step over it and count it. */
void reflect_emulated(struct vm *vm);

#endif
