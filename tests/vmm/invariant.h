/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must hold each time a guest is entered, read from the hardware's state and the monitor's:
 * isolation, stated once. Fails the running test where it does not hold.
 */
#ifndef TESTS_VMM_INVARIANT_H
#define TESTS_VMM_INVARIANT_H

#include "vmm/vmm.h"

/*
 * Each valid real TLB entry under an ASID of a VM is a mapping that the guest has, composed with
 * its pmap: no more permissive, not global, not a device, tohost's page not writable. No frame is
 * in two places, nor among the monitor's tables. The hart runs in user mode, in vm's space.
 */
void invariant_check(void);

/* The guest's mapping of va in one of its address spaces, in its own TLB or the software TLB. */
bool invariant_mapping(const struct vm *vm, uint32_t va, uint32_t space, uint32_t *lo);

#endif
