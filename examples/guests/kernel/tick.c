/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tick.h"

#include <clock.h>

#include "sched.h"

enum { TICK = TIMEBASE_HZ / 100 };

static uint32_t ticks;
static uint64_t due; /* mtime of the next tick */

void tick_init(void)
{
    due = time_now() + TICK;
    timer_set(due);
}

/* A virtual machine that had to wait for its turn may find that several ticks have passed. */
void tick_interrupt(void)
{
    uint64_t now = time_now();
    while (due <= now) {
        due += TICK;
        ticks++;
    }
    timer_set(due);
    if (sched_current()) {
        sched_current()->ticks++;
    }
    sched_wake(&ticks);
}

uint32_t tick_now(void)
{
    return ticks;
}

int tick_sleep(struct proc *p, uint32_t n)
{
    uint32_t start = ticks;
    while (ticks - start < n) {
        if (p->killed) {
            return -1;
        }
        sched_sleep(&ticks);
    }
    return 0;
}
