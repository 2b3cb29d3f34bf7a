/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nine AMOs: old value in rd, new value in memory; on RAM that was never touched, too. */
#include "guest.h"

#define AMO(name, memory, operand, result)                                                         \
    do {                                                                                           \
        volatile uint32_t *at_ = word_at(address_of(page[2]));                                     \
        uint32_t old_;                                                                             \
        *at_ = (memory);                                                                           \
        __asm__ volatile(name " %0, %1, (%2)" : "=&r"(old_) : "r"(operand), "r"(at_) : "memory");  \
        equal(name ", old", old_, (memory));                                                       \
        equal(name ", new", *at_, (result));                                                       \
    } while (0)

int main(void)
{
    guest_start();
    AMO("amoswap.w", 1u, 2u, 2u);
    AMO("amoadd.w", 0xffffffffu, 2u, 1u);
    AMO("amoxor.w", 0xff00ff00u, 0x0ff00ff0u, 0xf0f0f0f0u);
    AMO("amoand.w", 0xff00ff00u, 0x0ff00ff0u, 0x0f000f00u);
    AMO("amoor.w", 0xff00ff00u, 0x0ff00ff0u, 0xfff0fff0u);
    AMO("amomin.w", 1u, 0xffffffffu, 0xffffffffu);
    AMO("amomax.w", 1u, 0xffffffffu, 1u);
    AMO("amominu.w", 1u, 0xffffffffu, 1u);
    AMO("amomaxu.w", 1u, 0xffffffffu, 0xffffffffu);
    AMO("amomin.w", 0x80000000u, 0x7fffffffu, 0x80000000u);
    AMO("amomaxu.w.aqrl", 5u, 5u, 5u);

    uint32_t old;
    volatile uint32_t *fresh = word_at(address_of(page[9])) + 1000;
    __asm__ volatile("amoadd.w %0, %1, (%2)" : "=&r"(old) : "r"(7), "r"(fresh) : "memory");
    equal("a page that is touched first by an amo", old, 0);
    equal("", *fresh, 7);
    old = 0x55;
    __asm__ volatile("amoswap.w %0, %0, (%1)" : "+r"(old) : "r"(fresh) : "memory");
    equal("rd = rs2", old, 7);
    equal("", *fresh, 0x55);
    __asm__ volatile("amoadd.w x0, %0, (%1)" : : "r"(1), "r"(fresh) : "memory");
    equal("rd = x0", *fresh, 0x56);
    return guest_end();
}
