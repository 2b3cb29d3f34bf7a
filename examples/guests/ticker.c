/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Timer interrupts on the bare machine: ten ticks of a millisecond, with some computing before
 * each. What it prints depends on the number of the tick and never on how long anything took, so
 * it is the same bare and in a virtual machine.
 */
#include <stdint.h>
#include <stdio.h>
#include <trap.h>

#include "pg32.h"

enum { TICKS = 10, TICK = TIMEBASE_HZ / 1000, ROUNDS = 2000 };

static volatile int ticks;
static uint64_t due;

static void on_trap(struct trap_frame *frame)
{
    if (!trap_is_irq(frame, IRQ_timer)) {
        trap_unexpected(frame);
    }
    ticks++;
    due += TICK;
    timer_set(due);
}

/*
 * Sleep until tick n. Interrupts are off between looking and wfi, or a tick in between would be
 * slept through; wfi wakes for what is pending whether or not it may be taken [Priv 3.3.3].
 */
static void wait_for(int n)
{
    interrupts_disable();
    while (ticks < n) {
        wfi();
        interrupts_enable();
        interrupts_disable();
    }
    interrupts_enable();
}

/* Something to do: a step of the FNV-1a hash, many times. */
static uint32_t compute(uint32_t hash)
{
    for (uint32_t i = 0; i < ROUNDS; i++) {
        hash = (hash ^ (i & 0xff)) * 16777619u;
    }
    return hash;
}

int main(void)
{
    uint32_t hash = 2166136261u;
    trap_set(on_trap);
    due = time_now() + TICK;
    timer_set(due);
    interrupts_enable();
    for (int n = 1; n <= TICKS; n++) {
        hash = compute(hash);
        wait_for(n);
        printf("tick %2d: %08lx\n", n, (unsigned long)hash);
    }
    interrupts_disable();
    puts("ticker: done");
    return 0;
}
