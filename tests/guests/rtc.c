/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real-time clock: it goes as mtime does, can be set, and its alarm interrupts by line 11. */
#include "guest.h"

enum { NANOSECONDS_A_TICK = 100 };

static volatile unsigned rings;
static volatile uint32_t source;

static volatile uint32_t *rtc(uint32_t reg)
{
    return word_at(RTC_BASE + reg);
}

static uint64_t nanoseconds(void)
{
    uint32_t low = *rtc(RTC_TIME_LOW);
    return (uint64_t)*rtc(RTC_TIME_HIGH) << 32 | low;
}

static void set_time(uint64_t t)
{
    *rtc(RTC_TIME_HIGH) = (uint32_t)(t >> 32);
    *rtc(RTC_TIME_LOW) = (uint32_t)t;
}

static void set_alarm(uint64_t t)
{
    *rtc(RTC_ALARM_HIGH) = (uint32_t)(t >> 32);
    *rtc(RTC_ALARM_LOW) = (uint32_t)t;
}

/* The two clocks differ by the same each time that they are looked at, up to what that takes. */
static void in_step(void)
{
    uint64_t before = time_now();
    uint64_t start = nanoseconds() / NANOSECONDS_A_TICK;
    uint64_t after = time_now();
    equal("both began together", before <= start && start <= after, 1);
    while (time_now() < after + 20000) {
    }
    before = time_now();
    uint64_t end = nanoseconds() / NANOSECONDS_A_TICK;
    after = time_now();
    equal("and go on together", before <= end && end <= after, 1);
    equal("it has moved", end - start >= 20000, 1);
}

static void registers(void)
{
    equal("alarm", *rtc(RTC_ALARM_LOW) | *rtc(RTC_ALARM_HIGH), 0);
    equal("alarm status", *rtc(RTC_ALARM_STATUS), 0);
    equal("interrupt enabled", *rtc(RTC_IRQ_ENABLED), 0);
    equal("clear alarm", *rtc(RTC_CLEAR_ALARM), 0);
    equal("clear interrupt", *rtc(RTC_CLEAR_INTERRUPT), 0);
    equal("a register that is not there", *rtc(0x20), 0);
    equal("the last", *rtc(0xffc), 0);
    *rtc(RTC_ALARM_HIGH) = 0x12345678;
    equal("alarm's upper half", *rtc(RTC_ALARM_HIGH), 0x12345678);
    equal("it alone arms nothing", *rtc(RTC_ALARM_STATUS), 0);
    *rtc(RTC_ALARM_LOW) = 0x9abcdef0;
    equal("alarm's lower half", *rtc(RTC_ALARM_LOW), 0x9abcdef0);
    equal("does", *rtc(RTC_ALARM_STATUS), 1);
    *rtc(RTC_CLEAR_ALARM) = 1;
    equal("cleared", *rtc(RTC_ALARM_STATUS), 0);
    *rtc(RTC_IRQ_ENABLED) = 0xfffffffe;
    equal("interrupt enabled has one bit", *rtc(RTC_IRQ_ENABLED), 0);
    not_trapped("words");
    __asm__ volatile("lb x0, 0(%0)" : : "r"(RTC_BASE) : "memory");
    trapped("a byte", CAUSE_load_access, RTC_BASE);
    __asm__ volatile("sh x0, 0(%0)" : : "r"(RTC_BASE) : "memory");
    trapped("a half", CAUSE_store_access, RTC_BASE);
}

static void setting(void)
{
    set_time(0x123456789abcdef0);
    uint64_t t = nanoseconds();
    equal("set", t - 0x123456789abcdef0 < 1000000000, 1);
    equal("its upper half", (uint32_t)(t >> 32), 0x12345678);
    while (nanoseconds() < t + 100000) {
    }
    equal("and it goes on", nanoseconds() >= t + 100000, 1);
    set_time(0xffffff00); /* to the turn of its lower half */
    while (*rtc(RTC_TIME_LOW) >= 0xffffff00) {
    }
    equal("a turn of the lower half", *rtc(RTC_TIME_HIGH), 1);
}

static void on_interrupt(uint32_t irq)
{
    source = plic_claim();
    if (irq == IRQ_external && source == RTC_IRQ) {
        rings++;
        *rtc(RTC_CLEAR_INTERRUPT) = 1;
    }
    plic_complete(source);
}

static void alarm(void)
{
    guest_interrupt = on_interrupt;
    plic_enable(RTC_IRQ);
    *rtc(RTC_IRQ_ENABLED) = 1;
    uint64_t when = nanoseconds() + 1000000;
    set_alarm(when);
    equal("not yet", rings, 0);
    interrupts_enable();
    while (rings == 0) {
        wfi();
    }
    interrupts_disable();
    equal("not too early", nanoseconds() >= when, 1);
    equal("line", source, 11);
    equal("alarm status", *rtc(RTC_ALARM_STATUS), 0);
    equal("nothing is left to claim", plic_claim(), 0);
    interrupts_enable();
    set_alarm(nanoseconds() - 1);
    interrupts_disable();
    equal("one for a time that has passed", rings, 2);
    *rtc(RTC_IRQ_ENABLED) = 0;
    set_alarm(nanoseconds());
    equal("not enabled: mip", csr_read(mip), 0);
    *rtc(RTC_IRQ_ENABLED) = 1;
    equal("enabled: mip", csr_read(mip), MIE_EXTERNAL);
    *rtc(RTC_CLEAR_INTERRUPT) = 0;
    equal("cleared, but the gateway has it", plic_claim(), RTC_IRQ);
    plic_complete(RTC_IRQ);
    equal("completed: mip", csr_read(mip), 0);
    set_alarm(nanoseconds() + 5000000);
    *rtc(RTC_CLEAR_ALARM) = 1;
    for (uint64_t t = nanoseconds(); nanoseconds() < t + 10000000;) {
    }
    equal("an alarm that was cleared: mip", csr_read(mip), 0);
}

int main(void)
{
    guest_start();
    in_step();
    registers();
    setting();
    alarm();
    return guest_end();
}
