/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mtimecmp raises the timer interrupt, once mtime has come to it and not before [Priv 3.2.1]. */
#include "guest.h"

static volatile unsigned ticks;
static uint64_t due;
static bool early;

static void on_interrupt(uint32_t irq)
{
    equal("interrupt", irq, IRQ_timer);
    early = early || time_now() < due;
    ticks++;
    timer_set(UINT64_MAX);
}

static void wait_one(uint64_t delay)
{
    unsigned before = ticks;
    due = time_now() + delay;
    timer_set(due);
    while (ticks == before) {
    }
}

int main(void)
{
    guest_start();
    guest_interrupt = on_interrupt;
    equal("mip", csr_read(mip), 0);
    interrupts_enable();
    wait_one(1);
    wait_one(100);
    wait_one(1000);
    wait_one(0);
    equal("ticks", ticks, 4);
    equal("too early", early, 0);
    interrupts_disable();
    timer_set(0);
    equal("pending, not taken", csr_read(mip), MIE_TIMER);
    csr_clear(mie, MIE_TIMER);
    interrupts_enable();
    equal("masked in mie", csr_read(mip), MIE_TIMER);
    timer_set(UINT64_MAX);
    equal("withdrawn", csr_read(mip), 0);
    equal("ticks", ticks, 4);
    return guest_end();
}
