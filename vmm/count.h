/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time and counters: the real ones, and how a VM's virtual ones follow from them. */
#ifndef VMM_COUNT_H
#define VMM_COUNT_H

#include "vmm/vmm.h"

/* The real machine's time, in ticks. */
uint64_t hw_time(void);

/* Bring vm's virtual counters and time up to date. vm is the one that runs, or is about to. */
void vm_count(struct vm *vm);

/*
 * At a machine switch: keep what the real counter says of the VM that ran, forget what it says of
 * others. Half a word's worth of instructions may be kept; then vm_count() is due.
 */
void vm_count_leave(struct vm *vm);
void vm_count_enter(struct vm *vm);

/* Call before vm's virtual mode changes: counters that stand still in one mode are settled. */
void vm_count_mode(struct vm *vm);

#endif
