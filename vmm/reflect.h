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

/* Bring vm's virtual counters and time up to date. vm is the one that runs, or is about to. */
void vm_count(struct vm *vm);

/* Forget what the real counters ran while vm did not: call when it is switched to. */
void vm_count_resume(struct vm *vm);

/* The real machine's time, in ticks. */
uint64_t hw_time(void);

#endif
