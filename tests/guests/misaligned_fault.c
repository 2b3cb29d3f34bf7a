/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An access across pages of which one forbids it: mtval is its first byte; nothing is stored. */
#include "guest.h"

enum { VA = 0x40000000 };

/* The first page may be read and written; the second is missing, read-only or not readable. */
static uint32_t second;

static bool pages(uint32_t va, uint32_t asid)
{
    if ((va & PAGE_FRAME) == VA) {
        tlbwr(VA | asid, address_of(page[3]) | TLB_LO_V | TLB_LO_R | TLB_LO_W);
        return true;
    }
    if ((va & PAGE_FRAME) == VA + 0x1000) {
        if (second) {
            tlbwr((VA + 0x1000) | asid, address_of(page[5]) | TLB_LO_V | second);
        }
        return second != 0;
    }
    return va >= 0x10000000 && identity(va, asid);
}

static uint32_t load_across(void)
{
    uint32_t value = 7;
    translate(1);
    __asm__ volatile("lw %0, 0(%1)" : "+r"(value) : "r"(VA + 4094) : "memory");
    translate_off();
    return value;
}

static void store_across(void)
{
    translate(1);
    __asm__ volatile("sw %0, 0(%1)" : : "r"(0x11111111), "r"(VA + 4094) : "memory");
    translate_off();
}

static void unchanged(void)
{
    equal("the first page's bytes", page[3][4094] | (uint32_t)page[3][4095] << 8, 0xeeee);
    equal("the second page's", page[5][0] | (uint32_t)page[5][1] << 8, 0xeeee);
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    page[3][4094] = page[3][4095] = page[5][0] = page[5][1] = 0xee;
    equal("lw", load_across(), 7);
    trapped("second page missing", CAUSE_load_miss, VA + 4096);
    store_across();
    trapped("second page missing", CAUSE_store_miss, VA + 4096);
    unchanged();
    second = TLB_LO_R;
    equal("lw", load_across(), 0xeeeeeeee);
    not_trapped("second page read-only");
    store_across();
    trapped("second page read-only", CAUSE_store_forbidden, VA + 4096);
    unchanged();
    tlbinv_all();
    second = TLB_LO_W;
    equal("lw", load_across(), 7);
    trapped("second page write-only", CAUSE_load_forbidden, VA + 4096);
    store_across();
    not_trapped("second page write-only");
    equal("stored", page[5][1], 0x11);
    return guest_end();
}
