/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isa/board.h"
#include "isa/priv.h"
#include "isa/tlb.h"
#include "tests/fast_paths/program.h"

enum { VIRTUAL = 0x40000000, NOWHERE = 0x18000000 };

uint32_t value_page(struct rng *r)
{
    uint32_t n = rng_below(r, PROGRAM_PAGES) << PAGE_SHIFT;
    return (rng_below(r, 4) ? (uint32_t)VIRTUAL : (uint32_t)PROGRAM_BASE) + n;
}

uint32_t value_asid(struct rng *r)
{
    return rng_below(r, 4) ? rng_below(r, 4) : rng_below(r, 256);
}

uint32_t value_lo(struct rng *r)
{
    uint32_t permissions = rng_below(r, 2) ? 0xf : rng_next(r) & 0xf;
    switch (rng_below(r, 12)) {
    case 0:
        return UART_BASE | permissions;
    case 1:
        return NOWHERE | permissions;
    default:
        return ((uint32_t)PROGRAM_BASE + (rng_below(r, PROGRAM_PAGES) << PAGE_SHIFT)) | permissions;
    }
}

uint32_t value_any(struct writer *w)
{
    struct rng *r = &w->rng;
    switch (rng_below(r, 10)) {
    case 0:
        return rng_edge(r);
    case 1: /* an address; near the end of a page, too */
        return value_page(r) +
               (rng_below(r, 4) ? rng_below(r, PAGE_SIZE) : 0xffcu + rng_below(r, 4));
    case 2:
    case 3:
        return value_page(r) | value_asid(r) | (rng_below(r, 8) ? 0 : TLB_HI_G);
    case 4:
        return value_lo(r);
    case 5:
        return (rng_next(r) & (MATP_TE | MATP_OTE)) | value_asid(r);
    case 6:
        return rng_next(r) & (MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP | MSTATUS_TW | 0x888);
    case 7:
        return rng_below(r, 80);
    case 8:
        return rng_below(r, 2) ? UART_BASE + rng_below(r, 8) : CLINT_BASE;
    default:
        return (uint32_t)PROGRAM_BASE + PAGE_SIZE + 4 * rng_below(r, BLOCKS * BLOCK_WORDS);
    }
}
