/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Goes through many address spaces, each with a page of its own at the same address. Boot
 * arguments: how many address spaces, how many rounds.
 */
#include "arguments.h"

enum { VA = 0x40000000, PAGES = 16 };

static uint32_t pages[PAGES][PAGE_SIZE / 4] __attribute__((aligned(4096)));

/* look(matp, va): the word at va with that matp. In a page by itself, mapped in all address spaces.
 */
extern char look_page[];
uint32_t look(uint32_t matp, uint32_t va);
__asm__(".balign 4096\n"
        ".globl look, look_page\n"
        "look_page:\n"
        "look:\n"
        "    csrw 0x7c0, a0\n"
        "    lw a0, 0(a1)\n"
        "    csrw 0x7c0, x0\n"
        "    ret\n"
        ".balign 4096\n");

static uint32_t address(const void *p)
{
    return (uint32_t)(uintptr_t)p;
}

static uint32_t look_in(uint32_t asid)
{
    tlbinv(VA, asid);
    tlbwr(VA | asid, address(pages[asid % PAGES]) | TLB_LO_V | TLB_LO_R);
    return look(MATP_TE | asid, VA);
}

int main(void)
{
    uint32_t spaces = argument(100);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < PAGES; i++) {
        pages[i][0] = i;
    }
    csr_write(mtlbwired, 1);
    csr_write(mtlbidx, 0);
    tlbwi(address(look_page) | TLB_HI_G, address(look_page) | TLB_LO_V | TLB_LO_R | TLB_LO_X);
    for (uint32_t rounds = argument(3); rounds > 0; rounds--) {
        for (uint32_t asid = 0; asid < spaces; asid++) {
            wrong += look_in(asid) != asid % PAGES;
        }
    }
    return wrong != 0;
}
