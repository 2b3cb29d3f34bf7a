/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Entries that tlbwr displaces may go on serving in a VM (its software TLB), but no longer than a
 * kernel could notice: not after tlbwi at their index, nor after a new mapping of their page.
 */
#include "guest.h"

enum { X = 0x40000000, Y = 0x41000000, Z = 0x42000000, ASID = 7, LAST = 63 };

static uint32_t current; /* the frame that X is mapped to by a refill */

static void map(uint32_t hi, uint32_t frame)
{
    tlbwr(hi, address_of(page[frame]) | TLB_LO_V | TLB_LO_R);
}

/* The same at an index of choice: a state of mtlbrand is looked for whose next step leads there. */
static void map_at(uint32_t index, uint32_t hi, uint32_t frame)
{
    uint32_t wired = csr_read(mtlbwired), seed = 0, reached;
    do {
        uint32_t next = ++seed * 1664525u + 1013904223u;
        reached = wired + ((next >> 16) * (LAST + 1 - wired) >> 16);
    } while (reached != index);
    csr_write(mtlbrand, seed);
    map(hi, frame);
}

static bool refill(uint32_t va, uint32_t asid)
{
    map((va & PAGE_FRAME) | asid, current);
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
    wire_program(LAST, LAST);

    map(X | ASID, 1);
    map(Y | ASID, 2); /* displaces X */
    csr_write(mtlbidx, LAST);
    tlbwi(Z | ASID, address_of(page[3]) | TLB_LO_V | TLB_LO_R);
    current = 4;
    equal("X after tlbwi at its index", look(X), 4);
    equal("Y after tlbwi at its index", look(Y), 4);

    tlbinv_asid(ASID);
    map(X | ASID, 1);
    map(X | ASID, 9); /* over itself: the old one is replaced, not displaced */
    map(Y | ASID, 2);
    current = 9;
    equal("X mapped over itself, displaced", look(X), 9);

    tlbinv_asid(ASID);
    map(X | ASID, 1);
    map(Y | ASID, 2);
    map(X | ASID, 5); /* a new mapping, while the old one is displaced */
    equal("X mapped anew", look(X), 5);
    map(Y | ASID, 2);
    map(Z | ASID, 3);
    current = 5;
    equal("X mapped anew, displaced", look(X), 5);

    tlbinv_asid(ASID);
    map(X | ASID, 1);
    map(Y | ASID, 2);
    map(X | TLB_HI_G, 6); /* global over a displaced one that was not */
    equal("X mapped globally", look(X), 6);
    map(Y | ASID, 2);
    map(Z | ASID, 3);
    current = 6;
    equal("X mapped globally, displaced", look(X), 6);

    tlbinv_page(X);
    map(X | TLB_HI_G, 1);
    map(Y | ASID, 2);
    map(X | ASID, 8); /* and the reverse */
    map(Z | ASID, 3);
    current = 8;
    equal("X mapped for its ASID", look(X), 8);
    equal("X again", look(X), 8);

    tlbinv_page(X);
    tlbinv_asid(ASID);
    csr_write(mtlbwired, LAST - 1);
    map_at(LAST - 1, X | ASID, 1);
    map_at(LAST - 1, Y | ASID, 2); /* X, frame 1, was displaced from there ... */
    map_at(LAST, X | ASID, 5);
    map_at(LAST, Z | ASID, 3); /* ... and X, frame 5, from here */
    csr_write(mtlbidx, LAST);
    tlbwi(0, 0);
    current = 10;
    equal("X displaced from two places", look(X), 10);
    not_trapped("no duplicates");
    return guest_end();
}
