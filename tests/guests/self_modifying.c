/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code that is written, run, and rewritten; with fence.i, and in a page that is mapped twice. */
#include "guest.h"

enum { VA = 0x40000000 };

static bool pages(uint32_t va, uint32_t asid)
{
    if ((va & PAGE_FRAME) == VA) {
        tlbwr(VA | asid, address_of(page[2]) | TLB_LO_V | TLB_LO_X);
        return true;
    }
    return identity(va, asid);
}

static uint32_t call(uint32_t address)
{
    register uint32_t a0 __asm__("a0") = 0;
    __asm__ volatile("fence.i\n\tjalr %1" : "+r"(a0) : "r"(address) : "ra", "memory");
    return a0;
}

static void write_li(uint32_t value)
{
    volatile uint32_t *code = word_at(address_of(page[2]));
    code[0] = value << 20 | 0x513; /* li a0, value */
    code[1] = 0x00008067;
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    for (uint32_t n = 1; n < 50; n += 7) {
        write_li(n);
        equal("li", call(address_of(page[2])), n);
        translate(1);
        write_li(n + 1);
        uint32_t mapped = call(VA);
        translate_off();
        equal("li, mapped", mapped, n + 1);
    }
    equal("run_word, rewritten each time", run_word(0x00150513, 41, 0), 42);
    equal("", run_word(0x00b50533, 40, 2), 42);
    return guest_end();
}
