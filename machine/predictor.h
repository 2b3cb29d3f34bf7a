/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the fetch stage goes on after a branch or a jump, before anybody knows. It is asked for
 * those only: a line of the instruction cache says which of its words they are.
 */
#ifndef MACHINE_PREDICTOR_H
#define MACHINE_PREDICTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "isa/insn.h"

enum predictor_kind {
    PREDICT_NOT_TAKEN,      /* always the next word */
    PREDICT_BACKWARD_TAKEN, /* backward branches and jal are taken, forward branches and jalr not */
    PREDICT_BIMODAL,        /* two-bit counters say whether, a branch target buffer where */
    PREDICTORS
};

enum { PREDICTOR_MAX = 1 << 16, COUNTER_MAX = 3 };

struct predictor_config {
    enum predictor_kind kind;
    uint32_t counters; /* bimodal: a power of two, at most PREDICTOR_MAX */
    uint32_t targets;  /* bimodal: entries of the branch target buffer, likewise */
};

/* Where the branch or jump at an address last went, if it went anywhere. */
struct branch_target {
    uint32_t from; /* the address plus 1; 0: the entry is empty */
    uint32_t to;
};

struct predictor {
    struct predictor_config config;
    uint8_t *counters; /* 0, 1: not taken; 2, 3: taken; by the low bits of the word's address */
    struct branch_target *targets;
};

bool predictor_valid(const struct predictor_config *config);

/* Counters at 1, no targets; false if there is no memory. predictor_free() in either case. */
bool predictor_new(struct predictor *p, const struct predictor_config *config);
void predictor_free(struct predictor *p);

/* Where fetch goes on after the branch or jump `in` at pc. */
uint32_t predictor_next(const struct predictor *p, const struct insn *in, uint32_t pc);

/* It has gone to `next`. */
void predictor_learn(struct predictor *p, const struct insn *in, uint32_t pc, uint32_t next);

#endif
