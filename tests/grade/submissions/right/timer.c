/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <clock.h>
#include <trap.h>

volatile unsigned ticks;

static void on_trap(struct trap_frame *frame)
{
    (void)frame;
    ticks++;
    timer_set(time_now() + 100);
}

int main(void)
{
    trap_set(on_trap);
    timer_set(time_now() + 100);
    interrupts_enable();
    while (ticks < 10) {
    }
    interrupts_disable();
    return 0;
}
