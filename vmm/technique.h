/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A technique: how a VM's code is run. Each registers itself at link time, so the dispatcher
 * knows none of them by name; a VM's configuration names the one that it is to have.
 */
#ifndef VMM_TECHNIQUE_H
#define VMM_TECHNIQUE_H

#include "vmm/vmm.h"

struct technique {
    const char *name;
    /* Null, or called at boot for each VM of this technique: sets aside what it needs. */
    void (*boot)(struct vm *vm);
    /*
     * Null if any state may run directly. Called each time before vm is entered, its interrupts
     * delivered: returns when vm's state may run directly on the hardware, in real user mode; or
     * when vm can run no longer, or its turn is over (vm->state, vmm.reschedule).
     */
    void (*prepare)(struct vm *vm);
};

/* Register a technique: TECHNIQUE(plain) = {...}; */
#define TECHNIQUE(id)                                                                              \
    static const struct technique technique_##id                                                   \
        __attribute__((used, section("techniques"), aligned(sizeof(void *))))

/* The technique so named, or null. */
const struct technique *technique_find(const char *name);

#endif
