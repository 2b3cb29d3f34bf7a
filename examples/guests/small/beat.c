/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program that lives by the clock: on each tick it has something to do, and in between it waits.
 * Boot arguments: how it waits; how many ticks; ticks of how many microseconds; work at each, in
 * turns of a loop. It ends when the last tick has come, wherever it was, so all that run beside
 * each other end at about the same time.
 *
 *   wfi      it asks the processor to wait
 *   poll     it looks at a variable that the interrupt changes, in a loop
 *   clock    it reads the clock, in a loop
 *   compute  it does not wait, but computes
 */
#include <stdio.h>
#include <string.h>
#include <trap.h>

#include "small.h"

static volatile uint32_t ticks;
static uint64_t due;
static uint32_t period;
static uint32_t hash = 2166136261u;

static void on_trap(struct trap_frame *frame)
{
    if (!trap_is_irq(frame, IRQ_timer)) {
        trap_unexpected(frame);
    }
    ticks++;
    due += period;
    timer_set(due);
}

static void compute(uint32_t turns)
{
    for (uint32_t i = 0; i < turns; i++) {
        hash = (hash ^ (i & 0xff)) * 16777619u;
    }
}

/* Interrupts are off between looking and wfi, or a tick in between would be slept through. */
static void by_wfi(uint32_t n)
{
    interrupts_disable();
    while (ticks < n) {
        wfi();
        interrupts_enable();
        interrupts_disable();
    }
    interrupts_enable();
}

static void by_poll(uint32_t n)
{
    while (ticks < n) {
    }
}

static void by_clock(uint32_t n)
{
    while (ticks < n) {
        (void)time_now();
    }
}

static void by_computing(uint32_t n)
{
    while (ticks < n) {
        compute(64);
    }
}

static const struct {
    const char *name;
    void (*wait)(uint32_t n);
} ways[] = {{"wfi", by_wfi}, {"poll", by_poll}, {"clock", by_clock}, {"compute", by_computing}};

static void live(void (*wait)(uint32_t n), uint32_t count, uint32_t turns)
{
    trap_set(on_trap);
    due = time_now() + period;
    timer_set(due);
    interrupts_enable();
    for (uint32_t n = 1; n <= count; n++) {
        wait(n);
        compute(turns);
    }
    interrupts_disable();
}

int main(void)
{
    const char *name = small_word("wfi");
    for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(ways[i].name, name) == 0) {
            printf("beat: %s: ", name);
            uint32_t count = small_number(20);
            period = small_number(1000) * (TIMEBASE_HZ / 1000000);
            live(ways[i].wait, count, small_number(500));
            printf("%lu ticks\n", (unsigned long)count);
            return 0;
        }
    }
    printf("beat: %s: no such way to wait\n", name);
    return 1;
}
