/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isa/board.h"
#include "isa/priv.h"
#include "isa/tlb.h"
#include "tests/encode.h"
#include "tests/fast_paths/program.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { ITEM_WORDS = 8 };

/* The block under construction. */
struct block {
    struct writer *w;
    uint32_t *word;
    unsigned count;
};

static uint32_t below(const struct block *b, uint32_t n)
{
    return rng_below(&b->w->rng, n);
}

/* Any register; those that fast_paths.S treats by themselves more often. */
static unsigned any(const struct block *b)
{
    static const uint8_t special[] = {0, 2, 5, 6, 7, 28, 29, 30};
    return below(b, 2) ? special[below(b, COUNT(special))] : below(b, 32);
}

static void put(struct block *b, uint32_t word)
{
    b->word[b->count++] = word;
}

/* The row's instruction, whatever of it is not fixed by these fields or the row being random. */
static uint32_t word_of(const struct block *b, enum op op, unsigned rd, unsigned rs1)
{
    const struct row *row = &isa_rows[op];
    uint32_t word = (rng_next(&b->w->rng) & ~0xf8f80u) | rd << 7 | rs1 << 15;
    return (word & ~row->mask) | row->match;
}

static void put_imm(struct block *b, enum op op, unsigned rd, unsigned rs1, uint32_t value)
{
    const struct row *row = &isa_rows[op];
    put(b, row->match | encode_immediate(encode_kind((enum format)row->format), value) | rd << 7 |
               rs1 << 15);
}

static void put_li(struct block *b, unsigned rd, uint32_t value)
{
    put_imm(b, OP_lui, rd, 0, value + 0x800);
    put_imm(b, OP_addi, rd, rd, value);
}

/* --- CSRs --- */

/* Those of the fast paths in half of the cases; all that there are, and some that are not. */
static uint32_t some_csr(const struct block *b)
{
    static const uint16_t fast[] = {CSR_mstatus, CSR_mie,   CSR_mtvec, CSR_mscratch, CSR_mepc,
                                    CSR_mcause,  CSR_mtval, CSR_mip,   CSR_matp,     CSR_mtlbrand};
    static const struct {
        uint32_t first, last;
    } rows[] = {
#define CSR(number, ...) {number, number},
#define CSR_RANGE(first, last, ...) {first, last},
#include "isa/csr.def"
    };
    if (below(b, 2)) {
        return fast[below(b, COUNT(fast))];
    }
    uint32_t i = below(b, COUNT(rows));
    return below(b, 16) ? rows[i].first + below(b, rows[i].last - rows[i].first + 1)
                        : below(b, 4096);
}

/* Counters of time, and those that are kept as they are for the program to go on. */
static bool usable(const struct block *b, uint32_t csr)
{
    bool counter = (csr & 0xf60) == CSR_mcycle || (csr & 0xf60) == CSR_cycle;
    bool clock = counter && (csr & 0x1f) <= (CSR_time & 0x1f);
    bool modes = csr == CSR_mcyclecfgh || csr == CSR_minstretcfgh; /* end the fast paths */
    bool vector = csr == CSR_mtvec;
    return !clock && !(modes && below(b, 4)) && !(vector && below(b, 32));
}

static void csr(struct block *b)
{
    uint32_t number;
    do {
        number = some_csr(b);
    } while (!usable(b, number));
    put_imm(b, (enum op)(OP_csrrw + below(b, OP_csrrci - OP_csrrw + 1)), any(b), any(b), number);
}

/* The vector's mode, which handlers do not mind. */
static void vector(struct block *b)
{
    put_imm(b, (enum op)(OP_csrrsi + below(b, 2)), any(b), below(b, 4), CSR_mtvec);
}

/* Counters count in all modes again. */
static void modes(struct block *b)
{
    put_imm(b, OP_csrrw, any(b), 0, CSR_mcyclecfgh);
    put_imm(b, OP_csrrw, any(b), 0, CSR_minstretcfgh);
}

/* --- other privileged instructions --- */

/* Back to the next instruction, in any mode and with any R; or to wherever mepc points. */
static void mret(struct block *b)
{
    unsigned r = 1 + below(b, 31);
    if (below(b, 8)) {
        put_li(b, r, rng_next(&b->w->rng));
        put_imm(b, (enum op)(OP_csrrw + below(b, 3)), any(b), r, CSR_mstatus);
        put_imm(b, (enum op)(OP_csrrw + below(b, 3)), any(b), any(b),
                below(b, 2) ? CSR_matp : CSR_mscratch);
        put_imm(b, OP_auipc, r, 0, 0);
        put_imm(b, OP_addi, r, r, 16);
        put_imm(b, OP_csrrw, any(b) == r ? 0 : any(b), r, CSR_mepc);
    }
    put(b, isa_rows[OP_mret].match);
}

static void call(struct block *b)
{
    put(b, isa_rows[below(b, 4) ? OP_ecall : OP_ebreak].match);
}

static void tlb(struct block *b)
{
    enum op op = below(b, 2) ? (below(b, 4) ? OP_tlbwr : OP_tlbwi)
                             : (enum op)(OP_tlbinv + below(b, OP_tlbrl - OP_tlbinv + 1));
    put(b, word_of(b, op, any(b), any(b)));
}

/* A mapping that may well be used, or be in the way of another. */
static void map(struct block *b)
{
    unsigned hi = 1 + below(b, 31);
    unsigned lo = 1 + below(b, 31);
    struct rng *r = &b->w->rng;
    put_li(b, hi, value_page(r) | value_asid(r) | (below(b, 8) ? 0 : TLB_HI_G));
    put_li(b, lo, value_lo(r));
    put(b, isa_rows[below(b, 4) ? OP_tlbwr : OP_tlbwi].match | hi << 15 | lo << 20);
}

/* A privileged instruction, but for a bit or two. */
static void nearly(struct block *b)
{
    static const enum op ops[] = {OP_mret,  OP_wfi,   OP_ecall, OP_tlbwr, OP_tlbwi,
                                  OP_csrrw, OP_csrrs, OP_tlbp,  OP_tlbinv};
    uint32_t word = word_of(b, ops[below(b, COUNT(ops))], any(b), any(b));
    word ^= 1u << below(b, 32);
    word ^= below(b, 2) ? 0 : 1u << below(b, 32);
    const struct insn in = isa_decode(word, VARIANT_PG32);
    if (in.op == OP_illegal) { /* what it is otherwise has makers of its own */
        put(b, word);
    }
}

/* --- interrupts --- */

static void software_interrupt(struct block *b)
{
    unsigned r = 1 + below(b, 31);
    put_imm(b, OP_lui, r, 0, CLINT_BASE);
    put(b, isa_rows[OP_sw].match | r << 15 | any(b) << 20);
}

/* Due long ago, or never. */
static void timer_interrupt(struct block *b)
{
    unsigned r = 1 + below(b, 31);
    put_imm(b, OP_lui, r, 0, CLINT_BASE + CLINT_MTIMECMP);
    if (below(b, 2)) {
        put(b, isa_rows[OP_sw].match | r << 15);
        put(b, isa_rows[OP_sw].match | r << 15 | 4 << 7);
    } else {
        put(b, isa_rows[OP_sw].match | r << 15 | r << 20 | 4 << 7);
    }
}

static void enable(struct block *b)
{
    unsigned r = 1 + below(b, 31);
    put_li(b, r, below(b, 2) ? 0x888 : rng_next(&b->w->rng));
    put_imm(b, (enum op)(OP_csrrw + below(b, 3)), any(b), r, CSR_mie);
    put_imm(b, (enum op)(OP_csrrsi + below(b, 2)), any(b), MSTATUS_MIE, CSR_mstatus);
}

/* With something pending, mostly: else nobody ever wakes, and the trial is over. */
static void wait(struct block *b)
{
    if (below(b, 8) == 0) {
        put(b, isa_rows[OP_wfi].match);
    }
}

/*
 * A handler that does nothing but trap, which ends the VM; or, with an instruction to emulate on
 * the way, goes on for ever. Seldom: either is the end of the trial.
 */
static void loop(struct block *b)
{
    static const enum op ops[] = {OP_ecall, OP_mret, OP_csrrs, OP_csrrw, OP_tlbwr, OP_tlbp};
    unsigned r = 1 + below(b, 31);
    enum op op = ops[below(b, COUNT(ops))];
    if (below(b, 12) == 0) {
        put_imm(b, OP_auipc, r, 0, 0);
        put_imm(b, OP_addi, r, r, 16);
        put_imm(b, OP_csrrw, 0, r, CSR_mtvec);
        put(b, isa_rows[OP_ecall].match);
        put(b, isa_rows[op].match | (op == OP_csrrs || op == OP_csrrw ? CSR_mscratch << 20 : 0));
        put(b, isa_rows[below(b, 2) ? OP_ecall : OP_ebreak].match);
    }
}

/* --- unprivileged --- */

static void load_value(struct block *b)
{
    put_li(b, 1 + below(b, 31), value_any(b->w));
}

static void compute(struct block *b)
{
    put(b, word_of(b, (enum op)(OP_addi + below(b, OP_fence - OP_addi)), any(b), any(b)));
}

static void memory(struct block *b)
{
    uint32_t imm = below(b, 2) ? 0 : below(b, 16) - 8;
    unsigned base = any(b);
    if (below(b, 2)) {
        put_imm(b, (enum op)(OP_lb + below(b, OP_lhu - OP_lb + 1)), any(b), base, imm);
    } else {
        enum op op = (enum op)(OP_sb + below(b, OP_sw - OP_sb + 1));
        put(b, isa_rows[op].match | encode_immediate(IMM_S, imm) | base << 15 | any(b) << 20);
    }
}

/* A machine switch ends a reservation, so with others about nothing is reserved. */
static void atomic(struct block *b)
{
    enum op first = b->w->alone ? OP_lr_w : OP_amoswap_w;
    put(b, word_of(b, (enum op)((uint32_t)first + below(b, (uint32_t)(OP_amomaxu_w - first + 1))),
                   any(b), any(b)));
}

static void jump(struct block *b)
{
    put_imm(b, OP_jalr, any(b), any(b), 0);
}

static void illegal(struct block *b)
{
    uint32_t word = rng_next(&b->w->rng);
    if (isa_decode(word, VARIANT_PG32).op == OP_illegal) {
        put(b, word);
    }
}

/* --- blocks --- */

static const struct {
    void (*make)(struct block *b);
    unsigned weight;
} kinds[] = {
    {csr, 60},   {vector, 2},  {modes, 3},       {mret, 16},    {call, 6},
    {tlb, 14},   {map, 14},    {nearly, 8},      {memory, 24},  {software_interrupt, 4},
    {enable, 6}, {wait, 1},    {jump, 2},        {compute, 10}, {timer_interrupt, 3},
    {atomic, 6}, {illegal, 2}, {load_value, 20}, {loop, 1},
};

static void make_some(struct block *b)
{
    unsigned total = 0;
    for (unsigned i = 0; i < COUNT(kinds); i++) {
        total += kinds[i].weight;
    }
    uint32_t at = below(b, total);
    unsigned i = 0;
    while (at >= kinds[i].weight) {
        at -= kinds[i++].weight;
    }
    kinds[i].make(b);
}

void block_write(struct writer *w, uint32_t word[BLOCK_WORDS])
{
    uint32_t room[BLOCK_WORDS + ITEM_WORDS];
    struct block b = {.w = w, .word = room};
    while (b.count < BLOCK_WORDS) {
        make_some(&b);
    }
    for (unsigned i = 0; i < BLOCK_WORDS; i++) {
        word[i] = room[i];
    }
    if (rng_below(&w->rng, 2)) {
        word[BLOCK_WORDS - 1] = isa_rows[OP_ecall].match;
    }
}
