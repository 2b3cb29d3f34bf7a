/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random/items.h"

#include "isa/fields.h"
#include "tests/encode.h"
#include "tests/random/layout.h"

/* --- instructions --- */

struct reserved reserved_registers(const struct random_program *p)
{
    static const unsigned first[] = {27, 1, 12};
    unsigned r = first[p->registers];
    return (struct reserved){r, r + 1, r + 2, r + 3, r + 4};
}

unsigned make_any_register(struct maker *m)
{
    struct reserved r = reserved_registers(m->p);
    unsigned n = rng_below(&m->rng, 32 - 5);
    return n < r.h0 ? n : n + 5;
}

unsigned make_register(struct maker *m)
{
    unsigned n;
    do {
        n = make_any_register(m);
    } while (n == 0);
    return n;
}

static uint32_t field(const struct row *row, uint32_t word, unsigned value, unsigned shift)
{
    uint32_t place = 0x1fu << shift;
    return row->mask & place ? word : (word & ~place) | value << shift;
}

uint32_t make_word(struct maker *m, enum op op, unsigned rd, unsigned rs1, unsigned rs2)
{
    const struct row *row = &isa_rows[op];
    enum imm_kind kind = encode_kind((enum format)row->format);
    uint32_t word = row->match | (rng_next(&m->rng) & ~row->mask);
    if (kind != IMM_S && kind != IMM_B) {
        word = field(row, word, rd, 7);
    }
    if (kind != IMM_U && kind != IMM_J) {
        word = field(row, word, rs1, 15);
    }
    if (kind == IMM_NONE || kind == IMM_S || kind == IMM_B) {
        word = field(row, word, rs2, 20);
    }
    return word;
}

uint32_t make_immediate(enum op op, unsigned rd, unsigned rs1, unsigned rs2, uint32_t imm)
{
    const struct row *row = &isa_rows[op];
    enum imm_kind kind = encode_kind((enum format)row->format);
    uint32_t word = row->match | encode_immediate(kind, imm);
    if (kind != IMM_S && kind != IMM_B) {
        word |= rd << 7;
    }
    if (kind != IMM_U && kind != IMM_J) {
        word |= rs1 << 15;
    }
    if (kind == IMM_NONE || kind == IMM_S || kind == IMM_B) {
        word |= rs2 << 20;
    }
    return word;
}

void put_word(struct maker *m, uint32_t word)
{
    m->item->word[m->item->count++] = word;
}

void put_li(struct maker *m, unsigned rd, uint32_t value)
{
    put_word(m, make_immediate(OP_lui, rd, 0, 0, value + 0x800));
    put_word(m, make_immediate(OP_addi, rd, rd, 0, value));
}

/* --- computing --- */

/* Rows that only compute lie between these; fences with them. */
static enum op computing(struct maker *m)
{
    uint32_t n = rng_below(&m->rng, 2 + OP_fence_i - OP_addi + 1);
    return n == 0 ? OP_lui : n == 1 ? OP_auipc : (enum op)(OP_addi + n - 2);
}

void make_arithmetic(struct maker *m)
{
    unsigned rs1 = make_any_register(m);
    unsigned rs2 = rng_below(&m->rng, 8) == 0 ? rs1 : make_any_register(m);
    put_word(m, make_word(m, computing(m), make_any_register(m), rs1, rs2));
}

/* --- memory --- */

uint32_t make_data_page(struct maker *m)
{
    uint32_t pages = m->p->mode == RANDOM_TLB ? PAGES / 2 : PAGES; /* fewer are hit more often */
    return DATA_PAGES + rng_below(&m->rng, pages) * PAGE_SIZE;
}

void put_data_address(struct maker *m, unsigned rd, uint32_t offset)
{
    bool physical = m->p->mode == RANDOM_PLAIN || rng_below(&m->rng, 4) == 0;
    uint32_t page = make_data_page(m);
    put_li(m, rd, (physical ? m->p->slot + SLOT_MIDDLE : page) + offset);
}

/* An offset within reach of the middle of the data: aligned, but for one in eight. */
static uint32_t data_offset(struct maker *m, unsigned size)
{
    uint32_t offset = rng_below(&m->rng, 2 * DATA_REACH - 4) - DATA_REACH;
    uint32_t near = rng_below(&m->rng, 8) - 4;
    offset = rng_below(&m->rng, 4) == 0 ? near : offset;
    return rng_below(&m->rng, 8) == 0 ? offset : offset & ~(size - 1);
}

static enum op memory_op(struct maker *m)
{
    return (enum op)(OP_lb + rng_below(&m->rng, OP_sw - OP_lb + 1));
}

static unsigned memory_size(enum op op)
{
    return 1u << (isa_rows[op].match >> 12 & 3);
}

void make_memory(struct maker *m)
{
    enum op op = memory_op(m);
    uint32_t offset = data_offset(m, memory_size(op));
    unsigned at = reserved_registers(m->p).data;
    if (rng_below(&m->rng, 2)) {
        uint32_t imm = rng_next(&m->rng) & 0xfff;
        at = make_register(m);
        put_data_address(m, at, offset - encode_sign(imm, 12));
        offset = imm;
    }
    put_word(m, make_immediate(op, make_any_register(m), at, make_any_register(m), offset));
}

/* Addresses where nothing is, on any machine: low, between devices, just beyond RAM, high. */
static uint32_t wild_address(struct maker *m)
{
    static const uint32_t nothing[] = {0x00000800, 0x18000000, 0xa0000000, 0xfffff800};
    uint32_t at = nothing[rng_below(&m->rng, 4)];
    return at + (rng_below(&m->rng, 0x400) & (rng_below(&m->rng, 4) ? ~3u : ~0u));
}

void make_wild_memory(struct maker *m)
{
    unsigned at = make_register(m);
    bool aligned = deviates(m->p->oracles, DEVIATES_MISALIGNED_FAULT);
    put_li(m, at, aligned ? wild_address(m) & ~3u : wild_address(m));
    put_word(m, make_immediate(memory_op(m), make_any_register(m), at, make_any_register(m), 0));
}

/* --- atomics --- */

static enum op amo_op(struct maker *m)
{
    return (enum op)(OP_amoswap_w + rng_below(&m->rng, OP_amomaxu_w - OP_amoswap_w + 1));
}

void make_atomic(struct maker *m)
{
    unsigned at = make_register(m);
    bool faults = !deviates(m->p->oracles, DEVIATES_ATOMIC_FAULT);
    uint32_t offset = faults ? data_offset(m, 4) : data_offset(m, 4) & ~3u;
    if (faults && rng_below(&m->rng, 8) == 0) {
        put_li(m, at, wild_address(m));
    } else {
        put_data_address(m, at, offset);
    }
    put_word(m, make_word(m, amo_op(m), make_any_register(m), at, make_any_register(m)));
}

/* lr alone, sc alone, or both with something in between: elsewhere, or at the same place. */
void make_reservation(struct maker *m)
{
    unsigned at = make_register(m);
    bool strict = deviates(m->p->oracles, DEVIATES_RESERVATION);
    uint32_t offset = strict ? data_offset(m, 4) & ~3u : data_offset(m, 4);
    unsigned what = strict ? 0 : rng_below(&m->rng, 4);
    unsigned loaded = make_any_register(m);
    put_data_address(m, at, offset);
    if (what != 1) {
        put_word(m, make_word(m, OP_lr_w, loaded, at, 0));
    }
    if (loaded == at) {
        return; /* the address is gone */
    }
    if (what == 3) {
        put_word(m, make_immediate(OP_sw, 0, at, make_any_register(m), 0));
    }
    if (what != 2) {
        put_word(m, make_word(m, OP_sc_w, make_any_register(m), at, make_any_register(m)));
    }
}

/* --- jumps --- */

enum { JUMP_REACH = 12 }; /* items */

/* Make the next word jump: forward as it is, backward at the price of some fuel. */
static void put_jump(struct maker *m)
{
    unsigned fuel = reserved_registers(m->p).fuel;
    unsigned distance = rng_below(&m->rng, JUMP_REACH);
    if (rng_below(&m->rng, 3) == 0 && distance < m->number) {
        m->item->target = m->number - distance;
        put_word(m, make_immediate(OP_addi, fuel, fuel, 0, ~0u));
        put_word(m, make_immediate(OP_blt, 0, fuel, 0, 0)); /* to the end of the item, below */
    } else {
        m->item->target = m->number + 1 + distance;
    }
}

/* The test of the fuel, if there is one, goes to the end of the item. */
static void end_jump(struct maker *m)
{
    struct random_item *i = m->item;
    i->jump = (int)i->count - 1;
    if (i->count >= 3 && (i->word[1] & 0x7f) == 0x63) {
        i->word[1] |= encode_immediate(IMM_B, 4 * (i->count - 1));
    }
}

void make_branch(struct maker *m)
{
    enum op op = (enum op)(OP_beq + rng_below(&m->rng, OP_bgeu - OP_beq + 1));
    put_jump(m);
    put_word(m, make_immediate(op, 0, make_any_register(m), make_any_register(m), 0));
    end_jump(m);
}

void make_jump(struct maker *m)
{
    put_jump(m);
    if (rng_below(&m->rng, 2)) {
        put_word(m, make_immediate(OP_jal, make_any_register(m), 0, 0, 0));
    } else {
        unsigned at = make_register(m);
        put_word(m, make_immediate(OP_auipc, at, 0, 0, 0));
        put_word(m, make_immediate(OP_jalr, make_any_register(m), at, 0, 0));
    }
    end_jump(m);
}

/* To where nothing is, or half an instruction off; the trap's handler comes back behind it. */
void make_wild_jump(struct maker *m)
{
    unsigned at = make_register(m);
    put_word(m, make_immediate(OP_auipc, at, 0, 0, 0));
    put_word(m, make_immediate(OP_addi, at, at, 0, 24));
    put_word(m, make_immediate(OP_sw, 0, reserved_registers(m->p).base, at, STATE_RESUME));
    put_li(m, at, wild_address(m));
    put_word(m, make_immediate(OP_jalr, make_any_register(m), at, 0, rng_below(&m->rng, 2)));
}

/* Write the instruction after next, and execute it. Where code cannot be written it stays a nop. */
void make_patch(struct maker *m)
{
    unsigned at = make_register(m);
    unsigned value = make_register(m);
    if (value == at) {
        return;
    }
    put_li(m, value, make_word(m, OP_add, make_any_register(m), value, at));
    put_word(m, make_immediate(OP_auipc, at, 0, 0, 0));
    put_word(m, make_immediate(OP_sw, 0, at, value, 12));
    put_word(m, make_immediate(OP_fence_i, 0, 0, 0, 0));
    put_word(m, make_immediate(OP_addi, 0, 0, 0, 0));
}
