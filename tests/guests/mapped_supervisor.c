/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TE in supervisor mode: the kernel itself is mapped; R is independent of M. */
#include "guest.h"

enum { VA = 0x40000000 };

static unsigned refills;

static bool pages(uint32_t va, uint32_t asid)
{
    refills++;
    if ((va & PAGE_FRAME) == VA) {
        tlbwr(VA | asid, address_of(page[asid]) | TLB_LO_V | TLB_LO_R | TLB_LO_W);
        return true;
    }
    return identity(va, asid);
}

int main(void)
{
    guest_start();
    guest_refill = pages;
    *word_at(address_of(page[1])) = 0x1111;
    *word_at(address_of(page[2])) = 0x2222;
    for (uint32_t asid = 1; asid <= 2; asid++) {
        translate(asid);
        uint32_t value = *word_at(VA);
        *word_at(VA + 4) = value + 1;
        uint32_t matp = csr_read(matp); /* still supervisor mode: no trap */
        printf("mapped: this line is printed through the TLB\n");
        translate_off();
        equal("matp", matp, MATP_TE | asid);
        equal("loaded", value, 0x1111 * asid);
    }
    equal("stored", *word_at(address_of(page[1]) + 4), 0x1112);
    equal("stored", *word_at(address_of(page[2]) + 4), 0x2223);

    /* The same in user mode: an entry has no user bit. */
    csr_write(matp, MATP_OTE | 2);
    enter_user();
    uint32_t value = *word_at(VA + 4);
    leave_user();
    translate_off();
    equal("loaded in user mode", value, 0x2223);
    *word_at(address_of(page[2])) = 3;
    __asm__ volatile("sw x0, 0(x0)" : : : "memory"); /* translation is off: nowhere */
    trapped("store to physical 0", CAUSE_store_access, 0);
    equal("there were refills", refills > 4, 1);
    return guest_end();
}
