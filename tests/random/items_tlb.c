/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/items.h"

#include "isa/priv.h"
#include "isa/tlb.h"
#include "tests/random/layout.h"

enum { ASIDS = 2, NOTHING = 0x18000000 };

/* A page that matters: mostly one of data, sometimes a frame's own address, or the code. */
static uint32_t some_page(struct maker *m)
{
    switch (rng_below(&m->rng, 12)) {
    case 0:
        return m->p->slot + SLOT_CODE;
    case 1:
        return m->p->slot + SLOT_DATA;
    case 2:
        return m->p->slot + SLOT_MIDDLE;
    default:
        return make_data_page(m);
    }
}

/* The high word of an entry; one that looks alike but for bits that do not count, too. */
static uint32_t some_hi(struct maker *m)
{
    uint32_t hi = some_page(m) | rng_below(&m->rng, ASIDS);
    hi |= rng_below(&m->rng, 8) == 0 ? TLB_HI_G : 0;
    return hi | (rng_below(&m->rng, 8) == 0 ? 0xe00u : 0);
}

/* The low word: any permissions, to a frame of data, to the code but not to write, to nothing. */
static uint32_t some_lo(struct maker *m)
{
    uint32_t permissions = rng_below(&m->rng, 16);
    uint32_t lo = rng_below(&m->rng, 4) ? permissions | TLB_LO_V | TLB_LO_R : permissions;
    switch (rng_below(&m->rng, 12)) {
    case 0:
        return (m->p->slot + SLOT_CODE) | (lo & ~TLB_LO_W);
    case 1:
        return NOTHING | lo;
    default:
        return (m->p->slot + SLOT_DATA + rng_below(&m->rng, 2) * PAGE_SIZE) | lo;
    }
}

void make_tlb_write(struct maker *m)
{
    unsigned hi = make_register(m);
    unsigned lo = make_register(m);
    enum op op = rng_below(&m->rng, 2) ? OP_tlbwr : OP_tlbwi;
    if (hi == lo) {
        return;
    }
    put_li(m, hi, some_hi(m));
    put_li(m, lo, some_lo(m));
    if (op == OP_tlbwi && rng_below(&m->rng, 2)) {
        put_csr(m, OP_csrrwi, 0, CSR_mtlbidx, rng_below(&m->rng, 32));
    }
    put_word(m, make_immediate(op, 0, hi, lo, 0));
}

void make_tlb_invalidate(struct maker *m)
{
    unsigned va = make_any_register(m);
    unsigned asid = make_any_register(m);
    asid = asid == va ? 0 : asid;
    if (va != 0) {
        put_li(m, va, some_page(m) + rng_below(&m->rng, PAGE_SIZE));
    }
    if (asid != 0) {
        put_li(m, asid, rng_below(&m->rng, ASIDS) | (rng_next(&m->rng) & 0xff00));
    }
    put_word(m, make_immediate(OP_tlbinv, 0, va, asid, 0));
}

/* Probe, or read back: some index, or a wild one. */
void make_tlb_read(struct maker *m)
{
    unsigned operand = make_register(m);
    enum op op = (enum op)(OP_tlbp + rng_below(&m->rng, 3));
    if (op == OP_tlbp) {
        put_li(m, operand, some_hi(m));
    } else if (rng_below(&m->rng, 4)) {
        put_li(m, operand, rng_below(&m->rng, 80));
    }
    put_word(m, make_immediate(op, make_any_register(m), operand, 0, 0));
}

/* R itself: translation on (mostly) or off, another ASID. */
void make_translation(struct maker *m)
{
    unsigned value = make_register(m);
    uint32_t on = rng_below(&m->rng, 4) ? MATP_TE : 0;
    put_li(m, value, on | rng_below(&m->rng, ASIDS));
    put_csr(m, OP_csrrw, make_any_register(m), CSR_matp, value);
}
