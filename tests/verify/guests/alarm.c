/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing but the alarm of the real-time clock wakes this guest. */
#include "guest.h"

enum { SOON = 50000 }; /* nanoseconds */

static volatile uint32_t rang;

static void on_interrupt(uint32_t irq)
{
    (void)irq;
    uint32_t source = *word_at(PLIC_BASE + PLIC_CLAIM);
    *word_at(RTC_BASE + RTC_CLEAR_INTERRUPT) = 1;
    *word_at(PLIC_BASE + PLIC_CLAIM) = source;
    rang = source;
}

int main(void)
{
    guest_start();
    guest_interrupt = on_interrupt;
    *word_at(PLIC_BASE + PLIC_PRIORITY + 4 * RTC_IRQ) = 1;
    *word_at(PLIC_BASE + PLIC_ENABLE) = 1u << RTC_IRQ;
    *word_at(RTC_BASE + RTC_IRQ_ENABLED) = 1;
    uint32_t low = *word_at(RTC_BASE + RTC_TIME_LOW);
    uint32_t high = *word_at(RTC_BASE + RTC_TIME_HIGH);
    *word_at(RTC_BASE + RTC_ALARM_HIGH) = high + (low + SOON < low);
    *word_at(RTC_BASE + RTC_ALARM_LOW) = low + SOON;
    csr_set(mie, MIE_EXTERNAL);
    __asm__ volatile("wfi" ::: "memory");
    csr_set(mstatus, MSTATUS_MIE);
    equal("rang", rang, RTC_IRQ);
    return guest_end();
}
