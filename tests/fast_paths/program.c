/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fast_paths/program.h"

#include <string.h>

#include "isa/board.h"
#include "isa/priv.h"
#include "isa/tlb.h"
#include "tests/encode.h"

enum {
    HANDLER = 0x100, /* offsets in the image */
    CODE = 0x1000,
    STATE = 0x3000
};

/* In STATE, within reach of its address. */
enum {
    STATE_COUNT = 0,       /* of traps */
    STATE_LO = 0x100,      /* low words of TLB entries, by the low bits of the page's number */
    STATE_X = 0x180,       /* registers at the start */
    STATE_MSTATUS = 0x200, /* by block */
    STATE_MATP = 0x400     /* by block: to be used as it is, with OTE */
};

/* Where words go. */
struct assembler {
    uint8_t *image;
    uint32_t at;
};

static void put32(uint8_t *to, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++) {
        to[i] = (uint8_t)(word >> 8 * i);
    }
}

static void put(struct assembler *a, uint32_t word)
{
    put32(a->image + a->at, word);
    a->at += 4;
}

/* An instruction with an immediate; its operands are where its format has them. */
static void imm(struct assembler *a, enum op op, unsigned rd, unsigned rs1, uint32_t value)
{
    const struct row *row = &isa_rows[op];
    uint32_t word = row->match | encode_immediate(encode_kind((enum format)row->format), value);
    put(a, word | rd << 7 | rs1 << 15);
}

static void reg(struct assembler *a, enum op op, unsigned rd, unsigned rs1, unsigned rs2)
{
    put(a, isa_rows[op].match | rd << 7 | rs1 << 15 | rs2 << 20);
}

static void store(struct assembler *a, unsigned from, unsigned base, uint32_t offset)
{
    put(a, isa_rows[OP_sw].match | encode_immediate(IMM_S, offset) | base << 15 | from << 20);
}

static void csrw(struct assembler *a, uint32_t csr, unsigned from)
{
    imm(a, OP_csrrw, 0, from, csr);
}

static void jump(struct assembler *a, uint32_t to)
{
    imm(a, OP_jal, 0, 0, to - a->at);
}

static unsigned other_register(struct writer *w, unsigned a, unsigned b)
{
    static const uint8_t special[] = {2, 5, 6, 7, 28, 29, 30}; /* to fast_paths.S */
    unsigned n;
    do {
        n = rng_below(&w->rng, 2) ? special[rng_below(&w->rng, sizeof special)]
                                  : 1 + rng_below(&w->rng, 31);
    } while (n == a || n == b);
    return n;
}

/* --- the handler --- */

struct scratch {
    unsigned a, b, c;
};

/* An interrupt: none of its kind is due any more. */
static void put_interrupt(struct assembler *m, struct scratch r)
{
    imm(m, OP_lui, r.a, 0, CLINT_BASE);
    store(m, 0, r.a, CLINT_MSIP);
    imm(m, OP_lui, r.a, 0, CLINT_BASE + CLINT_MTIMECMP);
    imm(m, OP_addi, r.b, 0, ~0u);
    store(m, r.b, r.a, 4);
    imm(m, OP_slli, r.b, r.b, IRQ_external);
    imm(m, OP_csrrc, 0, r.b, CSR_mie);
    put(m, isa_rows[OP_mret].match);
}

/* A miss: the table's entry for the page, under the ASID that is in use. */
static void put_refill(struct assembler *m, struct scratch r, struct writer *w)
{
    imm(m, OP_csrrs, r.a, 0, CSR_mtval);
    imm(m, OP_srli, r.b, r.a, PAGE_SHIFT);
    imm(m, OP_slli, r.a, r.b, PAGE_SHIFT);
    imm(m, OP_andi, r.b, r.b, PROGRAM_PAGES - 1);
    imm(m, OP_slli, r.b, r.b, 2);
    imm(m, OP_lui, r.c, 0, (uint32_t)PROGRAM_BASE + STATE);
    reg(m, OP_add, r.b, r.b, r.c);
    imm(m, OP_lw, r.b, r.b, STATE_LO);
    imm(m, OP_csrrs, r.c, 0, CSR_matp);
    imm(m, OP_andi, r.c, r.c, MATP_ASID);
    reg(m, OP_or, r.a, r.a, r.c);
    if (rng_below(&w->rng, 8) == 0) {
        imm(m, OP_ori, r.a, r.a, TLB_HI_G);
    }
    reg(m, rng_below(&w->rng, 8) ? OP_tlbwr : OP_tlbwi, 0, r.a, r.b);
    put(m, isa_rows[OP_mret].match);
}

/* Anything else: on to the next block. */
static void put_next(struct assembler *m, struct scratch r)
{
    imm(m, OP_lui, r.a, 0, (uint32_t)PROGRAM_BASE + STATE);
    imm(m, OP_lw, r.b, r.a, STATE_COUNT);
    imm(m, OP_addi, r.b, r.b, 1);
    store(m, r.b, r.a, STATE_COUNT);
    imm(m, OP_andi, r.b, r.b, BLOCKS - 1);
    imm(m, OP_slli, r.b, r.b, 2);
    reg(m, OP_add, r.a, r.a, r.b);
    imm(m, OP_lw, r.c, r.a, STATE_MSTATUS);
    csrw(m, CSR_mstatus, r.c);
    imm(m, OP_lw, r.c, r.a, STATE_MATP);
    csrw(m, CSR_matp, r.c);
    imm(m, OP_slli, r.b, r.b, 4);
    imm(m, OP_lui, r.c, 0, (uint32_t)PROGRAM_BASE + CODE);
    reg(m, OP_add, r.c, r.c, r.b);
    csrw(m, CSR_mepc, r.c);
    put(m, isa_rows[OP_mret].match);
}

/* Behind a table of jumps, which mtvec may use or not. */
static void put_handler(struct writer *w, uint8_t *image)
{
    enum { VECTORS = 16, INTERRUPT_WORDS = 8 };
    struct assembler m = {image, HANDLER};
    struct scratch r;
    r.a = other_register(w, 0, 0);
    r.b = other_register(w, r.a, 0);
    r.c = other_register(w, r.a, r.b);
    uint32_t interrupt = HANDLER + 4 * VECTORS;
    uint32_t exception = interrupt + 4 * INTERRUPT_WORDS;
    for (unsigned i = 0; i < VECTORS; i++) {
        bool line = i == IRQ_software || i == IRQ_timer || i == IRQ_external;
        jump(&m, line ? interrupt : exception);
    }
    put_interrupt(&m, r);
    imm(&m, OP_csrrs, r.a, 0, CSR_mcause);
    put(&m, isa_rows[OP_blt].match | encode_immediate(IMM_B, interrupt - m.at) | r.a << 15);
    imm(&m, OP_addi, r.a, r.a, 0u - CAUSE_fetch_miss);
    imm(&m, OP_sltiu, r.a, r.a, 3);
    uint32_t branch = m.at;
    put(&m, 0);
    put_refill(&m, r, w);
    put32(image + branch,
          isa_rows[OP_beq].match | encode_immediate(IMM_B, m.at - branch) | r.a << 15);
    put_next(&m, r);
}

/* --- the rest --- */

static void put_prologue(struct writer *w, uint8_t *image)
{
    struct assembler m = {image, 0};
    imm(&m, OP_lui, 1, 0, (uint32_t)PROGRAM_BASE);
    imm(&m, OP_addi, 1, 1, HANDLER | rng_below(&w->rng, 4));
    csrw(&m, CSR_mtvec, 1);
    imm(&m, OP_lui, 31, 0, (uint32_t)PROGRAM_BASE + STATE);
    for (unsigned x = 1; x < 32; x++) {
        imm(&m, OP_lw, x, 31, STATE_X + 4 * x);
    }
    csrw(&m, CSR_mtlbrand, other_register(w, 0, 0));
    imm(&m, OP_csrrwi, 0, rng_below(&w->rng, 8), CSR_mtlbwired);
    jump(&m, CODE);
}

/* RAM as it lies, with few permissions missing, for code the fewest; and some of it elsewhere. */
static uint32_t table_lo(struct writer *w, uint32_t page)
{
    uint32_t to = rng_below(&w->rng, 4) ? page : rng_below(&w->rng, PROGRAM_PAGES);
    bool code = page < 3;
    uint32_t all = TLB_LO_V | TLB_LO_R | TLB_LO_W | TLB_LO_X;
    if (code) {
        return ((uint32_t)PROGRAM_BASE + page * PAGE_SIZE) |
               (rng_below(&w->rng, 8) ? all : all & ~TLB_LO_W);
    }
    if (rng_below(&w->rng, 16) == 0) {
        return (rng_below(&w->rng, 2) ? UART_BASE : CLINT_BASE) | all;
    }
    return ((uint32_t)PROGRAM_BASE + to * PAGE_SIZE) |
           (rng_below(&w->rng, 4) ? all : TLB_LO_V | (rng_next(&w->rng) & all));
}

static void put_state(struct writer *w, uint8_t *image)
{
    uint8_t *state = image + STATE;
    for (uint32_t i = 0; i < PROGRAM_PAGES; i++) {
        put32(state + STATE_LO + 4 * i, table_lo(w, i));
    }
    for (uint32_t i = 0; i < 32; i++) {
        put32(state + STATE_X + 4 * i, value_any(w));
    }
    for (uint32_t i = 0; i < BLOCKS; i++) {
        uint32_t asid = rng_below(&w->rng, 4) ? rng_below(&w->rng, 4) : rng_next(&w->rng);
        uint32_t on = rng_below(&w->rng, 2) ? MATP_OTE : 0;
        put32(state + STATE_MSTATUS + 4 * i, rng_next(&w->rng));
        put32(state + STATE_MATP + 4 * i, (asid & MATP_ASID) | on);
    }
}

void program_write(struct writer *w, uint8_t image[PROGRAM_SIZE])
{
    uint32_t word[BLOCK_WORDS];
    memset(image, 0, PROGRAM_SIZE);
    put_prologue(w, image);
    put_handler(w, image);
    put_state(w, image);
    for (uint32_t b = 0; b < BLOCKS; b++) {
        block_write(w, word);
        if (b == BLOCKS - 1) {
            word[BLOCK_WORDS - 1] = isa_rows[OP_ecall].match;
        }
        for (uint32_t i = 0; i < BLOCK_WORDS; i++) {
            put32(image + CODE + 4 * (b * BLOCK_WORDS + i), word[i]);
        }
    }
    for (uint32_t at = STATE + PAGE_SIZE; at < PROGRAM_SIZE; at += 4) {
        put32(image + at, value_any(w));
    }
}
