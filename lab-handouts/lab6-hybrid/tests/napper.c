/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A kernel that sleeps most of the time, until a timer that it has set. */
#include "pg32.h"

#include <clock.h>
#include <trap.h>

#ifndef NAPS
#define NAPS 30
#endif
#ifndef NAP
#define NAP 20000
#endif

static volatile uint32_t woken;

static void handler(struct trap_frame *f)
{
    (void)f;
    woken++;
    timer_set(time_now() + NAP);
}

int main(void)
{
    trap_set(handler);
    timer_set(time_now() + NAP);
    csr_set(mie, 1 << IRQ_timer);
    interrupts_enable();
    while (woken < NAPS) {
        wfi();
    }
    return 0;
}
