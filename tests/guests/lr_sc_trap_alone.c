/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traps and mret keep the reservation. A switch of VMs ends it, so this guest wants to be alone. */
#include "guest.h"

static volatile uint32_t word;

static uint32_t increment(void)
{
    uint32_t failed = 1;
    for (unsigned tries = 0; failed && tries < 10; tries++) {
        uint32_t value;
        __asm__ volatile("lr.w %0, (%2)\n\taddi %0, %0, 1\n\tecall\n\tsc.w %1, %0, (%2)"
                         : "=&r"(value), "=&r"(failed)
                         : "r"(&word)
                         : "memory");
    }
    return failed;
}

int main(void)
{
    guest_start();
    equal("across an ecall", increment(), 0);
    equal("incremented", word, 1);
    enter_user();
    uint32_t failed = increment();
    leave_user();
    equal("across an ecall from user mode", failed, 0);
    equal("incremented", word, 2);
    return guest_end();
}
