/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wfi waits for what mie enables, whatever MIE says, and goes on after itself [Priv 3.3.3]. */
#include "guest.h"

static volatile unsigned taken, others;

/* Always another one to come: a wfi that has missed one does not wait for ever. */
static void on_interrupt(uint32_t irq)
{
    taken++;
    others += irq != IRQ_timer;
    timer_set(time_now() + 2000);
}

static void interrupts_off(void)
{
    uint64_t due = time_now() + 5000;
    timer_set(due);
    wfi();
    equal("woken at the time", time_now() >= due, 1);
    equal("not taken: MIE is off", taken, 0);
    equal("pending", csr_read(mip), MIE_TIMER);
    wfi();
    equal("does not wait if it is pending", csr_read(mip), MIE_TIMER);
}

int main(void)
{
    guest_start();
    guest_interrupt = on_interrupt;
    interrupts_off();

    interrupts_enable();
    wfi();
    interrupts_disable();
    equal("taken: MIE is on", taken > 0, 1);

    taken = 0;
    enter_user(); /* TW is off: user mode may wait, too, and MIE does not matter there */
    wfi();
    leave_user();
    equal("taken in user mode", taken > 0, 1);
    equal("another interrupt", others, 0);
    not_trapped("none of them");
    return guest_end();
}
