/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loads from a device's registers: bytes and words that are negative, with sign and without. */
#include "guest.h"

enum { SCRATCH = 0x96 };

/* The compiler would rather extend signs by itself. */
#define LOAD(insn, at)                                                                             \
    ({                                                                                             \
        uint32_t value_;                                                                           \
        __asm__ volatile(insn " %0, 0(%1)" : "=r"(value_) : "r"(at) : "memory");                   \
        value_;                                                                                    \
    })

int main(void)
{
    const uint32_t scratch = UART_BASE + UART_SCR;
    guest_start();
    *(volatile uint8_t *)(uintptr_t)scratch = SCRATCH;
    *word_at(RTC_BASE + RTC_ALARM_HIGH) = 0x80000000;
    equal("lb", LOAD("lb", scratch), 0xffffff00 | SCRATCH);
    equal("lbu", LOAD("lbu", scratch), SCRATCH);
    equal("lw", LOAD("lw", RTC_BASE + RTC_ALARM_HIGH), 0x80000000);
    return guest_end();
}
