/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory accesses that the monitor performs for a guest: those that reach a device, or the page
 * of tohost, or straddle pages of different kinds.
 */
#ifndef VMM_ACCESS_H
#define VMM_ACCESS_H

#include "vmm/vmm.h"

/*
 * Perform the load, store or atomic at vm's pc, or reflect the trap that it would take. It has
 * trapped at va, which the guest maps, and may access, at physical address pa.
 */
void access_emulate(struct vm *vm, uint32_t va, uint32_t pa);

/*
 * The same for one that has not trapped, and may be to anywhere; in and e are the instruction's.
 * False if it has been made and reached RAM only: then the caller says by probes what it was.
 */
bool access_perform(struct vm *vm, const struct insn *in, const struct effect *e);

#endif
