/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For a VM with a software TLB: a supervisor that is mapped itself, and whose page of code has been
 * displaced, executes the TLB's instructions there. They find the TLB of a machine that has no such
 * page in it, although it was fetched from. And an access of two pages, both displaced, from a
 * third.
 */
#include "guest.h"

enum { CODE = 0x50000000, OTHER = 0x51000000, ASID = 7, LAST = 63 };
enum { TLBWR = 0xbcb50073u, TLBP = 0xbe050573u, TLBINV = 0xbcb50173u, LOAD = 0x00052503u };
enum { RET = 0x00008067 };

static uint32_t lo_of(uint32_t frame)
{
    return address_of(page[frame]) | TLB_LO_V | TLB_LO_R | TLB_LO_X;
}

static bool refill(uint32_t va, uint32_t asid)
{
    tlbwr((va & PAGE_FRAME) | asid, lo_of((va & PAGE_FRAME) == CODE ? 1 : 2));
    return true;
}

static void map(uint32_t va, uint32_t frame)
{
    tlbwr(va | ASID, lo_of(frame));
}

/* Execute `word` in the page of code, which has just been displaced. */
static uint32_t there(uint32_t word, uint32_t a0, uint32_t a1)
{
    word_at(address_of(page[1]))[0] = word;
    word_at(address_of(page[1]))[1] = RET;
    __asm__ volatile("fence.i" : : : "memory");
    tlbinv_page(CODE);
    csr_write(mtlbwired, LAST);
    map(CODE, 1);
    map(OTHER, 2);
    map(OTHER + PAGE_SIZE, 3);
    map(OTHER + 2 * PAGE_SIZE, 4);
    csr_write(mtlbwired, LAST - 3); /* room for all that is missed, where it is */
    translate(ASID);
    register uint32_t r0 __asm__("a0") = a0;
    register uint32_t r1 __asm__("a1") = a1;
    __asm__ volatile("jalr %2" : "+r"(r0) : "r"(r1), "r"(CODE) : "ra", "memory");
    translate_off();
    return r0;
}

static void look_behind_wired(void)
{
    csr_write(mtlbwired, LAST - 1);
    for (uint32_t i = 0; i < PAGES; i++) {
        map(OTHER + i * PAGE_SIZE, i);
    }
    csr_write(mtlbwired, LAST);
    uint32_t wired = tlbrh(LAST - 1);
    for (uint32_t i = 0; i < PAGES; i++) {
        tlbp((OTHER + i * PAGE_SIZE) | ASID);
    }
    equal("what is wired stays", tlbrh(LAST - 1), wired);
}

int main(void)
{
    guest_start();
    guest_refill = refill;
    wire_program(LAST, LAST);
    *word_at(address_of(page[2]) + PAGE_SIZE - 4) = 0x1234;

    there(TLBWR, CODE | ASID, lo_of(1)); /* of the page that it is in */
    printf("written\n");
    there(TLBWR, 0x52000000 | ASID, lo_of(3)); /* of another */
    there(TLBINV, CODE, ASID);                 /* its own page goes, and is missed at once */
    printf("forgotten\n");
    there(TLBP, CODE | ASID, 0); /* there, if it came back to its index */
    printf("found\n");
    there(LOAD, OTHER + PAGE_SIZE - 2, 0); /* two pages */
    printf("loaded\n");
    tlbinv_asid(ASID);
    look_behind_wired();
    return guest_end();
}
