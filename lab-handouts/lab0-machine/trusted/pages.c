/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process's page table, which tests fill in. */
#include "lab0.h"
#include "pg32.h"

uint32_t page_table[PAGES];

/* The process sees the page at `frame`, an address of memory, at va; rights are TLB_LO_R, ... */
void page_map(uint32_t va, const void *frame, uint32_t rights)
{
    page_table[va >> PAGE_SHIFT] = (uint32_t)(uintptr_t)frame | rights | TLB_LO_V;
}

/* Bring it into the TLB at once, so that it need not be missed. */
void page_preload(uint32_t va)
{
    tlbwr((va & PAGE_FRAME) | ASID, page_table[va >> PAGE_SHIFT]);
}
