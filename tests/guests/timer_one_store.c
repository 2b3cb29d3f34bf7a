/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * While its line is up, the timer is set anew by one store: to mtimecmp's lower half, or to mtime.
 * Nothing happens then until it is due, so nothing but the timer can bring the next interrupt.
 */
#include "guest.h"

enum { DELAY = 2000, LOOPS = 300000 /* takes longer */ };

static volatile unsigned ticks;
static bool by_clock;

static volatile uint32_t *clint(uint32_t reg)
{
    return word_at(CLINT_BASE + reg);
}

static void on_interrupt(uint32_t irq)
{
    if (irq == IRQ_timer) {
        ticks++;
    }
    if (by_clock) {
        *clint(CLINT_MTIME) = *clint(CLINT_MTIMECMP) - DELAY;
    } else {
        *clint(CLINT_MTIMECMP) = *clint(CLINT_MTIME) + DELAY;
    }
}

static void wait_for(unsigned count)
{
    for (unsigned n = 0; n < LOOPS && ticks < count; n++) {
    }
}

static void three(const char *what)
{
    ticks = 0;
    for (unsigned n = 1; n <= 3; n++) {
        wait_for(n);
    }
    equal(what, ticks >= 3, 1);
}

int main(void)
{
    guest_start();
    guest_interrupt = on_interrupt;
    timer_set(time_now());
    interrupts_enable();
    three("by mtimecmp's lower half");
    by_clock = true;
    three("by mtime");
    interrupts_disable();
    return guest_end();
}
