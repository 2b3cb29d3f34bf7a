/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All eight permissions, four kinds of access, both modes: causes 12, 13, 15. */
#include "guest.h"

enum { VA = 0x40000000 };

static bool pages(uint32_t va, uint32_t asid)
{
    return va >> 28 != 4 && identity(va, asid);
}

static uint32_t access_bits(void)
{
    uint32_t value, before = seen.traps, bits = 0;
    __asm__ volatile("lw %0, 4(%1)" : "=r"(value) : "r"(VA) : "memory");
    bits |= seen.traps == before ? 1 : seen.cause == CAUSE_load_forbidden ? 0 : 0x100;
    before = seen.traps;
    __asm__ volatile("sw %0, 4(%1)" : : "r"(1), "r"(VA) : "memory");
    bits |= seen.traps == before ? 2 : seen.cause == CAUSE_store_forbidden ? 0 : 0x200;
    before = seen.traps;
    call_address(VA);
    bits |= seen.traps == before ? 4 : seen.cause == CAUSE_fetch_forbidden ? 0 : 0x400;
    before = seen.traps;
    __asm__ volatile("amoadd.w %0, x0, (%1)" : "=r"(value) : "r"(VA + 8) : "memory");
    bits |= seen.traps == before ? 8 : seen.cause == CAUSE_store_forbidden ? 0 : 0x800;
    return bits;
}

static uint32_t with(uint32_t permissions, bool user)
{
    csr_write(mtlbidx, 0);
    tlbwi(VA | 1, address_of(page[1]) | TLB_LO_V | permissions << 1);
    csr_write(matp, MATP_OTE | 1);
    if (user) {
        enter_user();
    } else {
        translate(1);
    }
    uint32_t bits = access_bits();
    if (user) {
        leave_user();
    }
    translate_off();
    return bits;
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    csr_write(mtlbwired, 1);
    *word_at(address_of(page[1])) = 0x00008067; /* ret */
    for (uint32_t p = 0; p < 8; p++) {
        uint32_t amo = (p & 3) == 3 ? 8 : 0;
        printf("permissions %c%c%c, ", p & 1 ? 'r' : '-', p & 2 ? 'w' : '-', p & 4 ? 'x' : '-');
        equal("supervisor may", with(p, false), p | amo);
        printf("permissions %c%c%c, ", p & 1 ? 'r' : '-', p & 2 ? 'w' : '-', p & 4 ? 'x' : '-');
        equal("user may", with(p, true), p | amo);
    }
    return guest_end();
}
