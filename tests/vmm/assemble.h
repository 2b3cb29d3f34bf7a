/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Programs assembled word by word, for guests that are made rather than written. A program begins
 * with a trap handler that steps over what trapped, using register x27 only. For the rig's tests.
 */
#ifndef TESTS_VMM_ASSEMBLE_H
#define TESTS_VMM_ASSEMBLE_H

#include <stdint.h>

#include "isa/priv.h"

enum { PROGRAM_MAX = 0x4000, REG_HANDLER = 27, REG_SCRATCH = 28, REG_SCRATCH2 = 29 };

struct program {
    uint32_t words[PROGRAM_MAX];
    uint32_t count;
};

/* An instruction of row `op`; fields that its format does not have are to be 0. */
static inline uint32_t encode(enum op op, uint32_t rd, uint32_t rs1, uint32_t rs2)
{
    return isa_rows[op].match | rd << 7 | rs1 << 15 | rs2 << 20;
}

/* The same with an immediate or CSR number in bits [31:20]. */
static inline uint32_t encode_i(enum op op, uint32_t rd, uint32_t rs1, uint32_t imm)
{
    return isa_rows[op].match | rd << 7 | rs1 << 15 | imm << 20;
}

void program_put(struct program *p, uint32_t word);

/* x[rd] = value. */
void program_li(struct program *p, uint32_t rd, uint32_t value);

/* CSR = value. */
void program_csrw(struct program *p, uint32_t csr, uint32_t value);

/* Begin: the handler, and mtvec that leads there. */
void program_begin(struct program *p);

/* Write a TLB entry at an index. */
void program_map(struct program *p, uint32_t index, uint32_t hi, uint32_t lo);

/* Go on in user mode, translation off. */
void program_user(struct program *p);

/* Finish with exit code 0: only from where the finisher can be reached. */
void program_finish(struct program *p);

#endif
