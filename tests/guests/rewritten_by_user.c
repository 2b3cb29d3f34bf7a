/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Code of the supervisor's, rewritten by user mode: what runs in supervisor mode afterwards is the
 * new code, in the same page and in one that is mapped from elsewhere, at first sight and again.
 */
#include "guest.h"

enum { RET = 0x00008067 };

static uint32_t li(uint32_t value)
{
    return value << 20 | 0x513; /* li a0, value */
}

static uint32_t call(uint32_t address)
{
    register uint32_t a0 __asm__("a0") = 0;
    __asm__ volatile("jalr %1" : "+r"(a0) : "r"(address) : "ra", "memory");
    return a0;
}

static void write_in_user_mode(volatile uint32_t *at, uint32_t word)
{
    enter_user();
    *at = word;
    leave_user();
}

int main(void)
{
    volatile uint32_t *code = word_at(address_of(page[3]));
    volatile uint32_t *end =
        word_at(address_of(page[3]) + PAGE_SIZE - 4); /* and a page's last word */
    guest_start();
    guest_refill = identity;
    code[1] = RET;
    *end = li(5);
    *word_at(address_of(page[4])) = RET;
    for (uint32_t n = 1; n < 40; n += 3) {
        write_in_user_mode(code, li(n));
        __asm__ volatile("fence.i");
        equal("rewritten", call(address_of(code)), n);
        write_in_user_mode(end, li(n + 1));
        __asm__ volatile("fence.i");
        equal("at a page's end", call(address_of(end)), n + 1);
        translate(1);
        uint32_t mapped = call(address_of(code));
        translate_off();
        equal("mapped", mapped, n);
    }
    return guest_end();
}
