/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lockstep: the rig's one VM leads, and the same program on a bare machine follows, one guest
 * instruction or trap at a time; after each their architectural states must be equal. Exact, so
 * the rig's software TLB has to be off. Time is one: the bare machine's cycles are set to the
 * rig's, so timers, mtime and time agree; mcycle, which counts the monitor too, is exempt.
 */
#ifndef TESTS_VMM_LOCKSTEP_H
#define TESTS_VMM_LOCKSTEP_H

#include "tests/vmm/rig.h"

struct lockstep {
    struct machine *bare;
    struct vm *vm;
    uint64_t boundaries; /* instructions and traps compared */
    char output[RIG_OUTPUT];
    uint32_t output_size;
};

extern struct lockstep lockstep;

/* Boot `config` (of one VM) in the rig, and the same image bare. */
void lockstep_boot(const struct rig_config *config);

/* Run both for so many boundaries, or until the VM ends; returns how the rig ended. */
enum hw_end lockstep_run(uint64_t boundaries);

/* Compare memory, page by page; the VM must not have been stopped. */
void lockstep_compare_memory(void);

/* Compare what has been printed, and the manner in which both ended. Frees both. */
void lockstep_finish(void);

/* A test's teardown: frees what a failed test has left. */
int lockstep_teardown(void **state);

#endif
