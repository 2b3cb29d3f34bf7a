/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 200 pages through a TLB of 64, refilled with tlbwr: each must be the right one, every time. */
#include "guest.h"

enum { VA = 0x40000000, COUNT = 200, FRAMES = 16 };

/* Virtual page n is frame (n * 7) mod 16; reading through it tells which it was. */
static bool pages(uint32_t va, uint32_t asid)
{
    uint32_t n = (va - VA) / PAGE_SIZE;
    if (n < COUNT) {
        tlbwr((va & PAGE_FRAME) | asid, address_of(page[n * 7 % FRAMES]) | TLB_LO_V | TLB_LO_R);
        return true;
    }
    return identity(va, asid);
}

static uint32_t sum_all(void)
{
    uint32_t sum = 0;
    for (uint32_t n = 0; n < COUNT; n++) {
        sum = sum * 33 + *word_at(VA + n * PAGE_SIZE);
    }
    return sum;
}

int main(void)
{
    uint32_t expected = 0;
    guest_start();
    guest_refill = pages;
    for (uint32_t i = 0; i < FRAMES; i++) {
        *word_at(address_of(page[i])) = 1000 + i;
    }
    for (uint32_t n = 0; n < COUNT; n++) {
        expected = expected * 33 + 1000 + n * 7 % FRAMES;
    }
    for (unsigned round = 0; round < 4; round++) {
        translate(3);
        uint32_t sum = sum_all();
        translate_off();
        equal("sum over 200 pages", sum, expected);
    }
    return guest_end();
}
