/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scheduler: shares the processor among the VMs. Round robin, a VM's turn being its weight
 * times the quantum; one that waits for an interrupt gives the rest of its turn away.
 */
#ifndef VMM_SCHEDULE_H
#define VMM_SCHEDULE_H

#include "vmm/vmm.h"

/* Start the first turn. */
void schedule_boot(void);

/* vm executed wfi: it waits until one of its enabled interrupts is pending. */
void schedule_wait(struct vm *vm);

/* The real timer interrupt: a turn may be over, a VM's timer due. */
void schedule_tick(void);

/* The real external interrupt: input has arrived. */
void schedule_external(void);

/* Program the real timer for whatever comes next: the end of the turn, or a VM's timer. */
void schedule_timer(void);

/*
 * The VM to run now, switched to if it is another; waits while none can run. Stops the machine when
 * the last one has stopped.
 */
struct vm *schedule_pick(void);

#endif
