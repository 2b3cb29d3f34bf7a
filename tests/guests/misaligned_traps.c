/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine configured with `misaligned: trap`: causes 4 and 6, and nothing has been done. */
#include "guest.h"

static uint32_t load_word(uint32_t at)
{
    uint32_t value = 7;
    __asm__ volatile("lw %0, 0(%1)" : "+r"(value) : "r"(at) : "memory");
    return value;
}

static uint32_t load_half(uint32_t at)
{
    uint32_t value = 7;
    __asm__ volatile("lhu %0, 0(%1)" : "+r"(value) : "r"(at) : "memory");
    return value;
}

static void store_word(uint32_t at)
{
    __asm__ volatile("sw %0, 0(%1)" : : "r"(0x44332211), "r"(at) : "memory");
}

static void store_half(uint32_t at)
{
    __asm__ volatile("sh %0, 0(%1)" : : "r"(0x6655), "r"(at) : "memory");
}

int main(void)
{
    guest_start();
    uint32_t base = address_of(page[3]);
    store_word(base);
    not_trapped("aligned");
    for (uint32_t i = 1; i < 4; i++) {
        equal("lw", load_word(base + i), 7);
        trapped("lw", CAUSE_load_misaligned, base + i);
        store_word(base + i);
        trapped("sw", CAUSE_store_misaligned, base + i);
    }
    equal("lhu", load_half(base + 1), 7);
    trapped("lhu", CAUSE_load_misaligned, base + 1);
    store_half(base + 3);
    trapped("sh", CAUSE_store_misaligned, base + 3);
    equal("an aligned half", load_half(base + 2), 0x4433);
    not_trapped("an aligned half");
    equal("the word", load_word(base), 0x44332211);
    return guest_end();
}
