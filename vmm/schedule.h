/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The scheduler: shares the processor among the VMs by stride scheduling [Waldspurger and Weihl
 * 1995]. Each VM has a pass, which advances by the time that it uses over its weight; the least
 * pass goes next, for a quantum at most. A VM that wakes catches up with the present, so that what
 * it did not use while it waited is lost to it; and since it is then behind the one that runs, it
 * goes at once.
 *
 * A VM with a cap gets no more than that part of each period, however idle the machine is.
 *
 * To compare, there is round robin: a turn each, in the order of coming, whatever the weights. And
 * turns may be kept: a VM that waits has its turns all the same, and the machine waits in them, as
 * if the monitor could not know that its guest is idle.
 */
#ifndef VMM_SCHEDULE_H
#define VMM_SCHEDULE_H

#include "vmm/vmm.h"

/* Ready every VM that can run, and start the first turn. */
void schedule_boot(void);

/* vm, which runs, executed wfi: it waits until one of its enabled interrupts is pending. */
void schedule_wait(struct vm *vm);

/* The real timer interrupt: a turn may be over, a VM that waits may be due. */
RARE void schedule_tick(void);

/* The real external interrupt: input has arrived. */
RARE void schedule_external(void);

/* Something happened to vm from outside, such as input: look whether it wakes, if it is asleep. */
void schedule_event(struct vm *vm);

/* Program the real timer for whatever comes next: the end of the turn, or a VM's timer. */
void schedule_timer(void);

/*
 * Switch to the VM whose turn it is, now that the current one's is over or it cannot go on; waits
 * while none can run. Stops the machine when the last one has stopped.
 */
RARE void schedule_next(void);

/* The VM to run now. */
static inline struct vm *schedule_pick(void)
{
    if (vmm.reschedule || vmm.current->state != VM_RUNNABLE) {
        schedule_next();
    }
    return vmm.current;
}

#endif
