/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block under construction, and what attacks are made with: instructions, and values that mean
 * something. For attack.c, which weighs and makes them; owns nothing.
 */
#ifndef TESTS_ISOLATION_BLOCK_H
#define TESTS_ISOLATION_BLOCK_H

#include <stdbool.h>

#include "isa/insn.h"
#include "tests/isolation/attack.h"

/* A block under construction. What does not fit any more is left out. */
struct maker {
    struct rng *rng;
    const struct target *target;
    struct block *block;
    unsigned count;
};

static inline uint32_t below(struct maker *m, uint32_t n)
{
    return rng_below(m->rng, n);
}

static inline bool one_in(struct maker *m, uint32_t n)
{
    return below(m, n) == 0;
}

/* Into the block: a word; an instruction by its row; a value into a register, in two. */
void block_put(struct maker *m, uint32_t word);
void block_op(struct maker *m, enum op op, unsigned rd, unsigned rs1, unsigned rs2);
void block_imm(struct maker *m, enum op op, unsigned rd, unsigned rs1, uint32_t imm);
void block_li(struct maker *m, unsigned rd, uint32_t value);
void block_csrw(struct maker *m, uint32_t csr, unsigned rs1);
void block_store(struct maker *m, enum op op, unsigned rs2, unsigned rs1, uint32_t imm);

/* Back to `from`, a place in the block; always, or while rs1 < rs2. */
void block_loop(struct maker *m, unsigned from);
void block_loop_below(struct maker *m, unsigned from, unsigned rs1, unsigned rs2);

/* An address, of a device's registers or beside them; a CSR's number; a row. */
uint32_t any_address(struct maker *m);
uint32_t any_device(struct rng *r);
uint32_t any_csr(struct maker *m);
enum op any_load(struct maker *m);
enum op any_store(struct maker *m);

/* A CSR that there is. */
uint32_t known_csr(struct maker *m);

#endif
