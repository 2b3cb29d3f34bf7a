/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads from a device's registers: bytes and words that are negative, with sign and without. */
#include "guest.h"

enum { SCRATCH = 0x96 };

int main(void)
{
    guest_start();
    volatile uint8_t *scratch = (volatile uint8_t *)(uintptr_t)(UART_BASE + UART_SCR);
    *scratch = SCRATCH;
    *word_at(RTC_BASE + RTC_ALARM_HIGH) = 0x80000000;
    equal("lb", (uint32_t) * (volatile int8_t *)scratch, 0xffffff00 | SCRATCH);
    equal("lbu", *scratch, SCRATCH);
    equal("lw", *word_at(RTC_BASE + RTC_ALARM_HIGH), 0x80000000);
    return guest_end();
}
