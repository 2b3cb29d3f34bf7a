/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An instruction that needs three pages at once, its own and both that it straddles, gets them even
 * where a TLB holds few and others displace them: it must not miss one after the other for ever.
 */
#include "guest.h"

enum { VA = 0x40000000, ROUNDS = 40 };

static bool pages(uint32_t va, uint32_t asid)
{
    uint32_t n = (va - VA) >> PAGE_SHIFT;
    uint32_t to = n < 8 ? address_of(page[n]) : va & PAGE_FRAME;
    tlbwr((va & PAGE_FRAME) | asid, to | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X);
    return true;
}

int main(void)
{
    uint32_t sum = 0;
    guest_start();
    guest_refill = pages;
    translate(1);
    for (uint32_t n = 0; n < ROUNDS; n++) {
        uint32_t at = VA + (1 + n % 7) * 0x1000 - 1 - n % 3;
        uint32_t value;
        __asm__ volatile("sw %1, 0(%2)\n\tlw %0, 0(%2)"
                         : "=&r"(value)
                         : "r"(n * 0x01010101), "r"(at)
                         : "memory");
        sum += value == n * 0x01010101;
    }
    translate_off();
    equal("accesses", sum, ROUNDS);
    return guest_end();
}
