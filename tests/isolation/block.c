/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/isolation/block.h"

#include "isa/board.h"
#include "tests/encode.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { CSR_NUMBERS = 4096 };

void block_put(struct maker *m, uint32_t word)
{
    if (m->count < BLOCK_WORDS - 1) {
        m->block->word[m->count++] = word;
    }
}

static uint32_t encode(enum op op, unsigned rd, unsigned rs1, unsigned rs2, uint32_t imm)
{
    const struct row *row = &isa_rows[op];
    uint32_t fields = rd << 7 | rs1 << 15 | rs2 << 20;
    fields |= encode_immediate(encode_kind((enum format)row->format), imm);
    return row->match | (fields & ~row->mask);
}

void block_op(struct maker *m, enum op op, unsigned rd, unsigned rs1, unsigned rs2)
{
    block_put(m, encode(op, rd, rs1, rs2, 0));
}

void block_imm(struct maker *m, enum op op, unsigned rd, unsigned rs1, uint32_t imm)
{
    block_put(m, encode(op, rd, rs1, 0, imm));
}

void block_li(struct maker *m, unsigned rd, uint32_t value)
{
    block_imm(m, OP_lui, rd, 0, value + 0x800);
    block_imm(m, OP_addi, rd, rd, value);
}

void block_csrw(struct maker *m, uint32_t csr, unsigned rs1)
{
    block_imm(m, OP_csrrw, 0, rs1, csr);
}

void block_store(struct maker *m, enum op op, unsigned rs2, unsigned rs1, uint32_t imm)
{
    block_put(m, encode(op, 0, rs1, rs2, imm));
}

void block_loop(struct maker *m, unsigned from)
{
    block_imm(m, OP_jal, 0, 0, 4 * (from - m->count));
}

void block_loop_below(struct maker *m, unsigned from, unsigned rs1, unsigned rs2)
{
    block_put(m, encode(OP_bltu, 0, rs1, rs2, 4 * (from - m->count)));
}

/* --- what means something --- */

static const uint16_t csrs[] = {
#define CSR(number, name, ...) (number),
#define CSR_RANGE(first, last, name, ...) (first), (last),
#include "isa/csr.def"
};

static const uint32_t devices[] = {
#define DEVICE(id, name, base, size, irq) (base), (base) + (size),
#include "isa/board.def"
    PLIC_BASE + PLIC_ENABLE,     PLIC_BASE + PLIC_THRESHOLD, PLIC_BASE + PLIC_PENDING,
    CLINT_BASE + CLINT_MTIMECMP, CLINT_BASE + CLINT_MTIME,
};

uint32_t any_device(struct rng *r)
{
    uint32_t at = devices[rng_below(r, COUNT(devices))];
    switch (rng_below(r, 4)) {
    case 0:
        return at + rng_below(r, 0x1000);
    case 1:
        return at - rng_below(r, 16);
    default:
        return at + rng_below(r, 64);
    }
}

uint32_t attack_address(struct rng *r, const struct target *t)
{
    switch (rng_below(r, 8)) {
    case 0:
        return any_device(r);
    case 1: /* where the monitor is, in the machine */
        return RAM_BASE + rng_below(r, 256u << 10);
    case 2:
        return RAM_BASE + t->memory + rng_below(r, 2 * PAGE_SIZE) - PAGE_SIZE;
    case 3:
        return RAM_BASE + t->machine_ram + rng_below(r, 2 * PAGE_SIZE) - PAGE_SIZE;
    case 4: /* all of the machine's memory */
        return RAM_BASE + rng_below(r, t->machine_ram);
    case 5:
        return rng_edge(r);
    default:
        return RAM_BASE + rng_below(r, t->memory);
    }
}

uint32_t any_address(struct maker *m)
{
    return attack_address(m->rng, m->target);
}

uint32_t known_csr(struct maker *m)
{
    return csrs[below(m, COUNT(csrs))];
}

uint32_t any_csr(struct maker *m)
{
    return one_in(m, 4) ? below(m, CSR_NUMBERS) : known_csr(m);
}

enum op any_load(struct maker *m)
{
    return (enum op)(OP_lb + below(m, OP_lhu - OP_lb + 1));
}

enum op any_store(struct maker *m)
{
    return (enum op)(OP_sb + below(m, OP_sw - OP_sb + 1));
}
