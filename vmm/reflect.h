/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reflection: a guest's trap is delivered to the handler that the guest installed. */
#ifndef VMM_REFLECT_H
#define VMM_REFLECT_H

#include "vmm/vmm.h"

/*
 * Make vm take a trap at its pc, as the hardware would have, in its virtual privileged state.
 * Stops the VM if its handler only ever traps again. The caller says by a COST probe why.
 */
void reflect(struct vm *vm, uint32_t cause, uint32_t tval);

/* If an interrupt is pending and enabled in vm's virtual state, deliver it. */
void reflect_interrupt(struct vm *vm);

/* The guest's current instruction has been emulated: step over it and count it. */
void reflect_emulated(struct vm *vm);

#endif
