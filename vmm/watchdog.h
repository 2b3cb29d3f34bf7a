/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A watchdog with a timing dependency, for a monitor that is built to show what that does: with
 * VMM_TIMING_DEPENDENCY. Without it, as it should be, there is none.
 *
 * It is the kind of thing that seems reasonable: a VM that has its turn and completes no
 * instruction for long hangs, and is stopped. On a machine of its own that is right, since whatever
 * a monitor does for a VM between two of its instructions takes far less time. But how long that
 * takes is nothing that the architecture promises. In a VM whose clock is the machine's, the
 * monitor's own privileged instructions take hundreds of times as long by that clock, and all VMs
 * seem to hang: a monitor with this in it cannot be its own guest, which is the second condition of
 * Theorem 2 [P&G §6]. By a clock that counts what is completed, it is right again.
 *
 * State is in struct vmm. For the scheduler.
 */
#ifndef VMM_WATCHDOG_H
#define VMM_WATCHDOG_H

#include "vmm/count.h"
#include "vmm/vmm.h"

#ifdef VMM_TIMING_DEPENDENCY

/* Ticks from one look to the next; and how many in a row find nothing completed in a VM that hangs.
 */
enum { WATCHDOG_TICKS = 400, WATCHDOG_LOOKS = 3 };

/* The current VM begins its turn. */
static inline void watchdog_begin(void)
{
    vmm.watchdog = (struct watchdog){vmm.turn_start + WATCHDOG_TICKS, vmm.turn_mark, 0};
}

/* When to look. */
static inline uint64_t watchdog_due(void)
{
    return vmm.watchdog.due;
}

/* Whether the current VM hangs. */
static inline bool watchdog_barks(uint64_t now)
{
    struct watchdog *w = &vmm.watchdog;
    if (now < w->due) {
        return false;
    }
    uint32_t completed = vm_completed(vmm.current);
    w->nothing = completed == w->mark ? w->nothing + 1 : 0;
    w->mark = completed;
    w->due = now + WATCHDOG_TICKS;
    return w->nothing >= WATCHDOG_LOOKS;
}

#else

static inline void watchdog_begin(void)
{
}

static inline uint64_t watchdog_due(void)
{
    return UINT64_MAX;
}

static inline bool watchdog_barks(uint64_t now)
{
    (void)now;
    return false;
}

#endif

#endif
