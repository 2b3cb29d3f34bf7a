/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * More pages than the TLB has entries: nearly each visit is a miss, which the program's own handler
 * refills from a page table in memory. For PG-32 only: QEMU and the host have no such TLB.
 */
#include <pg32.h>

#include "work.h"

/*
 * RAM's first mebibyte is mapped as it is, for the program itself; of the next, each page is one of
 * FRAMES.
 */
enum { OWN = 256, PAGES = 256, FRAMES = 16, VISITS = 1024 };

/* mscratch has the address of this; the handler knows the layout. */
static struct {
    uint32_t saved[2];
    uint32_t entry[OWN + PAGES]; /* low words of TLB entries, for the pages from RAM_BASE on */
} table;
static uint32_t frames[FRAMES][PAGE_SIZE / 4] __attribute__((aligned(4096)));

extern const char refill[];
__asm__(".text\n"
        ".balign 4\n"
        "refill: csrrw t0, mscratch, t0\n"
        "sw t1, 0(t0)\n"
        "sw t2, 4(t0)\n"
        "csrr t1, mtval\n"
        "srli t1, t1, 12\n"
        "slli t2, t1, 23\n" /* 512 pages */
        "srli t2, t2, 21\n"
        "add t2, t2, t0\n"
        "lw t2, 8(t2)\n"
        "slli t1, t1, 12\n"
        ".insn r 0x73, 0, 0x5e, x0, t1, t2\n" /* tlbwr */
        "lw t1, 0(t0)\n"
        "lw t2, 4(t0)\n"
        "csrrw t0, mscratch, t0\n"
        "mret\n");

static void fill_table(void)
{
    for (uint32_t page = 0; page < OWN + PAGES; page++) {
        uint32_t frame = RAM_BASE + page * PAGE_SIZE;
        if (page >= OWN) {
            frame = (uint32_t)(uintptr_t)frames[page % FRAMES];
        }
        table.entry[page] = frame | TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X;
    }
}

static unsigned visit(unsigned sum)
{
    for (uint32_t i = 0; i < VISITS; i++) {
        uint32_t page = OWN + i * 37 % PAGES;
        volatile uint32_t *word = reg32(RAM_BASE + page * PAGE_SIZE + i % PAGE_SIZE / 4 * 4);
        *word += page;
        sum = sum * 33 + *word;
    }
    return sum;
}

unsigned work(unsigned rounds)
{
    unsigned sum = 0;
    uint32_t vector = csr_read(mtvec);
    uint32_t scratch = csr_read(mscratch);
    fill_table();
    csr_write(mtvec, refill);
    csr_write(mscratch, &table);
    csr_write(matp, MATP_TE);
    while (rounds-- > 0) {
        sum = visit(sum);
    }
    csr_write(matp, 0);
    csr_write(mscratch, scratch);
    csr_write(mtvec, vector);
    return sum;
}
