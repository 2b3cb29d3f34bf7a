/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time and counters: the real ones, and how a VM's virtual ones follow from them.
 *
 * A VM's clock is the machine's, which goes on while others run and while the monitor works; or,
 * with virtual_clock, its own: a cycle for each instruction that it completes, and, while it
 * waits, as far as to what it waits for. That is what a machine without a monitor shows on which
 * an instruction takes a cycle; so nothing of what the monitor takes can be seen in it, at
 * whatever depth.
 */
#ifndef VMM_COUNT_H
#define VMM_COUNT_H

#include "vmm/vmm.h"

/* The real machine's time, in ticks. */
uint64_t hw_time(void);

/* The time, in ticks, of a VM with a clock of its own. */
RARE uint64_t vm_virtual_time(const struct vm *vm);

/* vm's time, in ticks: the machine's, or its own. */
static inline uint64_t vm_time(const struct vm *vm)
{
    return vm->virtual_clock ? vm_virtual_time(vm) : hw_time();
}

/* A number that changes whenever vm, which runs, completes an instruction. */
static inline uint32_t vm_completed(const struct vm *vm)
{
    uint32_t live = hw_csr_read(CSR_minstret) - vm->instructions_seen;
    return (uint32_t)vm->clock + vm->retired + live;
}

/* vm has a clock of its own, and waits: until `when`, a time on it. */
RARE void vm_warp(struct vm *vm, uint64_t when);

/* The instruction that has just been completed wrote these counters, COUNTER_*. */
void vm_counters_written(struct vm *vm, uint32_t counters);

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
