/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A timer interrupt comes soon after its time, and no later the more of them there have been:
 * within what a monitor needs for a few visits, whichever clock the guest has.
 */
#include "guest.h"

enum { TIMES = 60, DELAY = 100, SOON = 5000 /* ticks */ };

static volatile unsigned ticks;
static uint64_t due, latest;

static void on_interrupt(uint32_t irq)
{
    uint64_t late = time_now() - due;
    equal("interrupt", irq, IRQ_timer);
    latest = late > latest ? late : latest;
    ticks++;
    timer_set(UINT64_MAX);
}

int main(void)
{
    guest_start();
    guest_interrupt = on_interrupt;
    interrupts_enable();
    for (unsigned i = 0; i < TIMES; i++) {
        due = time_now() + DELAY;
        timer_set(due);
        while (ticks == i) {
        }
    }
    equal("all soon", latest < SOON, 1);
    return guest_end();
}
