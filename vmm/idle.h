/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guest that has nothing to do and does not say so: the monitor cannot know what a guest knows
 * of itself, the information gap, but it can see a loop that changes nothing.
 */
#ifndef VMM_IDLE_H
#define VMM_IDLE_H

#include "vmm/vmm.h"

/*
 * Whether vm, its state in the vCPU, is in a loop that only an interrupt or a device can end: a few
 * instructions that come back to where they were with every register as it was, having stored
 * nothing and asked nobody. Without an interrupt, nothing in it can then ever be different.
 */
bool idle_loop(struct vm *vm);

#endif
