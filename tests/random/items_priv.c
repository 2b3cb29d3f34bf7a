/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/items.h"

#include "isa/priv.h"
#include "tests/encode.h"
#include "tests/random/layout.h"

enum { CLINT = 0x02000000, CSR_NUMBERS = 4096, MSTATUS_VS = 0x600 };

void put_csr(struct maker *m, enum op op, unsigned rd, uint32_t csr, unsigned rs1)
{
    put_word(m, make_immediate(op, rd, rs1, 0, csr));
}

static enum op csr_op(struct maker *m)
{
    return (enum op)(OP_csrrw + rng_below(&m->rng, OP_csrrci - OP_csrrw + 1));
}

/* Of what was read from CSR `number` into rd, leave what can be compared. */
static void put_comparable(struct maker *m, unsigned rd, uint32_t number)
{
    uint32_t bits = deviation_bits(m->p->oracles, number);
    unsigned mask = make_register(m);
    if (rd == 0 || bits == ~0u) {
        return;
    }
    while (mask == rd) {
        mask = make_register(m);
    }
    put_li(m, mask, bits);
    put_word(m, make_immediate(OP_and, rd, rd, mask, 0));
}

/* --- traps --- */

/* Whether the word is an illegal instruction, on the oracles as well. */
static bool illegal(const struct maker *m, uint32_t word)
{
    unsigned oracles = m->p->oracles;
    bool looks_short = (word & 3) != 3;
    bool sfence = (word & 0xfe007fff) == 0x12000073;
    return isa_decode(word, m->p->variant).op == OP_illegal &&
           !(looks_short && deviates(oracles, DEVIATES_SHORT_WORDS)) &&
           !(sfence && deviates(oracles, DEVIATES_SFENCE));
}

void make_illegal(struct maker *m)
{
    static const uint32_t near[] = {0x73, 0x33, 0x2f, 0x0f, 0x63, 0x03, 0x13, 0x23};
    uint32_t word;
    do {
        word = rng_next(&m->rng);
        if (rng_below(&m->rng, 2)) {
            word = (word & ~0x7fu) | near[rng_below(&m->rng, 8)];
        }
    } while (!illegal(m, word));
    put_word(m, word);
}

void make_call(struct maker *m)
{
    put_word(m, isa_rows[rng_below(&m->rng, 4) ? OP_ecall : OP_ebreak].match);
}

/* Set or clear these bits of a CSR, through the register rd. */
static void put_bits(struct maker *m, uint32_t csr, uint32_t bits, unsigned rd)
{
    put_li(m, rd, bits);
    put_csr(m, rng_below(&m->rng, 2) ? OP_csrrs : OP_csrrc, 0, csr, rd);
}

/*
 * On to the next item by mret, in either mode. From user mode each instruction of this that is
 * privileged traps and is skipped, so that execution arrives at the same place.
 */
void make_mret(struct maker *m)
{
    unsigned at = make_register(m);
    struct random_item *i = m->item;
    put_word(m, make_immediate(OP_auipc, at, 0, 0, 0));
    put_word(m, 0); /* below */
    put_csr(m, OP_csrrw, 0, CSR_mepc, at);
    put_bits(m, CSR_mstatus, MSTATUS_MPP, at);
    put_bits(m, CSR_mstatus, MSTATUS_MPIE, at);
    if (m->p->mode != RANDOM_PLAIN) {
        put_bits(m, CSR_matp, MATP_OTE, at);
    }
    put_word(m, isa_rows[OP_mret].match);
    i->word[1] = make_immediate(OP_addi, at, at, 0, 4 * i->count);
}

/* --- CSRs --- */

/* A number that csr.def has, each register of a range as likely as the whole of another row. */
static uint32_t known_csr(struct maker *m)
{
    static const struct {
        uint32_t first, last;
    } rows[] = {
#define CSR(number, ...) {number, number},
#define CSR_RANGE(first, last, ...) {first, last},
#include "isa/csr.def"
    };
    uint32_t i = rng_below(&m->rng, sizeof rows / sizeof rows[0]);
    return rows[i].first + rng_below(&m->rng, rows[i].last - rows[i].first + 1);
}

/* mstatus and mtvec have makers of their own, for not every value of theirs will do. */
static bool csr_usable(struct maker *m, uint32_t number)
{
    return number != CSR_mstatus && number != CSR_mtvec &&
           !deviation_of_csr(m->p->oracles, DEVIATES_EXISTS, number);
}

/* csrrs and csrrc do not write if rs1 is x0, whatever another register may hold [Zicsr 6.1]. */
static void put_csr_access(struct maker *m, unsigned rd, uint32_t number)
{
    enum op op = csr_op(m);
    unsigned rs1 = make_any_register(m);
    bool read_only = number >> 10 == 3 && deviates(m->p->oracles, DEVIATES_READ_ONLY);
    if (deviation_of_csr(m->p->oracles, DEVIATES_WRITE, number)) {
        put_csr(m, OP_csrrs, rd, number, 0);
    } else if (read_only && (op == OP_csrrs || op == OP_csrrc)) {
        put_csr(m, op, rd, number, 0);
    } else {
        put_csr(m, op, rd, number, rs1);
    }
}

void make_csr(struct maker *m)
{
    unsigned rd = make_any_register(m);
    uint32_t number;
    do {
        number = rng_below(&m->rng, 4) ? known_csr(m) : rng_below(&m->rng, CSR_NUMBERS);
    } while (!csr_usable(m, number));
    put_csr_access(m, rd, number);
    put_comparable(m, rd, number);
}

void make_mstatus(struct maker *m)
{
    unsigned rd = make_any_register(m);
    unsigned value = make_register(m);
    uint32_t v = rng_edge(&m->rng);
    if (deviates(m->p->oracles, DEVIATES_MPP)) {
        v = rng_below(&m->rng, 2) ? v | MSTATUS_MPP : v & ~MSTATUS_MPP;
    }
    if (deviates(m->p->oracles, DEVIATES_VECTOR_UNIT)) {
        v &= ~(uint32_t)MSTATUS_VS;
    }
    put_li(m, value, v);
    put_csr(m, (enum op)(OP_csrrw + rng_below(&m->rng, 3)), rd, CSR_mstatus, value);
    put_comparable(m, rd, CSR_mstatus);
}

/* What a write leaves, with the handler's address put back before anything can trap. */
void make_mtvec(struct maker *m)
{
    unsigned kept = make_register(m);
    unsigned rd = make_register(m);
    uint32_t v = rng_edge(&m->rng);
    if (rd == kept) {
        return;
    }
    put_li(m, rd, deviates(m->p->oracles, DEVIATES_MTVEC_MODE) ? v & ~2u : v);
    put_csr(m, OP_csrrs, kept, CSR_mtvec, 0);
    put_csr(m, (enum op)(OP_csrrw + rng_below(&m->rng, 3)), 0, CSR_mtvec, rd);
    put_csr(m, OP_csrrw, rd, CSR_mtvec, kept);
    put_comparable(m, rd, CSR_mtvec);
}

/* --- interrupts --- */

/* The software interrupt's line, up or down. */
void make_interrupt(struct maker *m)
{
    unsigned at = make_register(m);
    unsigned value = make_any_register(m);
    value = value == at ? 0 : value;
    put_li(m, at, CLINT);
    if (value != 0) {
        put_word(m, make_immediate(OP_addi, value, 0, 0, rng_below(&m->rng, 4)));
    }
    put_word(m, make_immediate(OP_sw, 0, at, value, CLINT_MSIP));
}

/*
 * wfi with something to wake for, which only supervisor mode can see to: elsewhere misa cannot be
 * read, and the rest is jumped over.
 */
void make_wfi(struct maker *m)
{
    unsigned a = make_register(m);
    unsigned b = make_register(m);
    if (a == b || m->p->mode != RANDOM_PLAIN) {
        return; /* with translation on, the line may be out of reach */
    }
    put_word(m, make_immediate(OP_addi, a, 0, 0, 0));
    put_csr(m, OP_csrrs, a, CSR_misa, 0);
    put_word(m, make_immediate(OP_beq, 0, a, 0, 36));
    put_csr(m, OP_csrrci, 0, CSR_mstatus, MSTATUS_MIE);
    put_csr(m, OP_csrrsi, 0, CSR_mie, MIE_SOFTWARE);
    put_li(m, a, CLINT);
    put_word(m, make_immediate(OP_addi, b, 0, 0, 1));
    put_word(m, make_immediate(OP_sw, 0, a, b, CLINT_MSIP));
    put_word(m, isa_rows[OP_wfi].match);
    put_word(m, make_immediate(OP_sw, 0, a, 0, CLINT_MSIP));
}

/* --- the count of instructions --- */

/* By how much it advances over a few instructions that only compute. */
void make_instret(struct maker *m)
{
    unsigned before = make_register(m);
    unsigned after = make_register(m);
    uint32_t csr = rng_below(&m->rng, 2) ? CSR_minstret : CSR_instret;
    uint32_t n = rng_below(&m->rng, 8);
    if (before == after) {
        return;
    }
    put_csr(m, OP_csrrs, before, csr, 0);
    while (n-- > 0) {
        unsigned rd = make_any_register(m);
        rd = rd == before || rd == after ? 0 : rd;
        put_word(m, make_word(m, OP_add, rd, rd, rd));
    }
    put_csr(m, OP_csrrs, after, csr, 0);
    put_word(m, make_immediate(OP_sub, after, after, before, 0));
    put_word(m, make_immediate(OP_addi, before, 0, 0, 0));
}
