/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For a VM with a software TLB: entries that tlbwr displaces are never used again before the guest
 * has invalidated them, so that the software TLB, if it forgets all that it has to, can never be
 * noticed. Whatever stays behind shows.
 */
#include "guest.h"

/* Y, Z: pages in the same place of the monitor's hash as X, and in others. */
enum { X = 0x40000000, SAME = 0x40101000, Y = 0x41000000, Z = 0x42000000 };
enum { ASID = 7, LAST = 63, ENTRIES = 64, NOWHERE = -1 };

static uint32_t lo_of(uint32_t frame)
{
    return address_of(page[frame]) | TLB_LO_V | TLB_LO_R;
}

static void map(uint32_t va, uint32_t frame)
{
    tlbwr(va | ASID, lo_of(frame));
}

static void map_at(uint32_t index, uint32_t va, uint32_t frame)
{
    csr_write(mtlbidx, index);
    tlbwi(va | ASID, lo_of(frame));
}

static bool refill(uint32_t va, uint32_t asid)
{
    tlbwr((va & PAGE_FRAME) | asid, lo_of(9));
    return true;
}

static uint32_t look(uint32_t va)
{
    translate(ASID);
    uint32_t value = *word_at(va);
    translate_off();
    return value;
}

int main(void)
{
    guest_start();
    guest_refill = refill;
    for (uint32_t i = 0; i < PAGES; i++) {
        *word_at(address_of(page[i])) = i;
    }
    wire_program(LAST, LAST - 2);

    map(X, 1);
    map(Y, 2); /* displaces X */
    equal("beyond the last entry", tlbrh(ENTRIES + LAST) | tlbrl(ENTRIES + LAST), 0);
    map_at(LAST, Z, 3);
    equal("displaced, then tlbwi at the index", look(X), 9);

    tlbinv_asid(ASID);
    map(X, 1);
    map(Y, 2);
    tlbinv_asid(ASID);
    equal("displaced, then tlbinv of the ASID", look(X), 9);

    tlbinv_asid(ASID);
    map(X, 1);
    map(Y, 2);
    tlbinv_page(X);
    equal("displaced, then tlbinv of the page", look(X), 9);

    tlbinv_asid(ASID);
    map(X, 1);
    map(Y, 2);
    tlbinv_all();
    wire_program(LAST, LAST - 2);
    equal("displaced, then tlbinv of everything", look(X), 9);

    tlbinv_asid(ASID);
    map(X, 1);
    map(Y, 2);
    map_at(LAST - 1, X, 5); /* a new mapping ends the displaced one ... */
    map_at(LAST - 1, 0, 0); /* ... and ends itself */
    equal("displaced, then mapped anew", look(X), 9);

    tlbinv_asid(ASID);
    map_at(LAST - 1, SAME, 4);
    map(X, 1);
    map(Y, 2);
    map(Z, 3); /* more are displaced than are kept */
    equal("another page", tlbp(SAME | ASID), LAST - 1);
    return guest_end();
}
