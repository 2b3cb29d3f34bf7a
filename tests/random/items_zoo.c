/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/items.h"

#include "isa/priv.h"

/* On to the next item, in user mode from now on; the target's two lowest bits do not count. */
static void make_jrst(struct maker *m)
{
    unsigned at = make_register(m);
    put_word(m, make_immediate(OP_auipc, at, 0, 0, 0));
    put_word(m, make_immediate(OP_addi, at, at, 0, 12 + rng_below(&m->rng, 4)));
    put_word(m, make_immediate(OP_jrst, 0, at, 0, 0));
}

static void make_lra(struct maker *m)
{
    unsigned at = make_register(m);
    put_data_address(m, at, rng_below(&m->rng, PAGE_SIZE));
    put_word(m, make_immediate(OP_lra, make_any_register(m), at, 0, 0));
}

/* Forms that read, and forms that would write what they have read; not of mtvec's handler. */
static void make_sidt(struct maker *m)
{
    static const uint32_t csrs[] = {CSR_mtvec, CSR_mstatus, CSR_matp};
    static const enum op reads[] = {OP_csrrs, OP_csrrc, OP_csrrsi, OP_csrrci};
    uint32_t csr = csrs[rng_below(&m->rng, 3)];
    unsigned rd = make_any_register(m);
    put_csr(m, reads[rng_below(&m->rng, 4)], rd, csr, 0);
    if (csr == CSR_mstatus && rng_below(&m->rng, 4) == 0) {
        put_csr(m, OP_csrrs, 0, csr, rd);
    }
}

void make_zoo(struct maker *m)
{
    switch (m->p->variant) {
    case VARIANT_JRST:
        make_jrst(m);
        break;
    case VARIANT_POPF:
        put_word(m, make_immediate(OP_popf, 0, make_any_register(m), 0, 0));
        break;
    case VARIANT_CPL:
        put_word(m, make_immediate(OP_cpl, make_any_register(m), 0, 0, 0));
        break;
    case VARIANT_SIDT:
        make_sidt(m);
        break;
    case VARIANT_LRA:
        make_lra(m);
        break;
    default: /* no row is added: what others are there for takes another course */
        make_mret(m);
        break;
    }
}
