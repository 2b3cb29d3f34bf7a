/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Costs for machines under test: the standard ones, and others that exercise what those leave out.
 */
#ifndef TESTS_COSTS_H
#define TESTS_COSTS_H

#include "machine/timing.h"

/* Loads, stores, branches and jumps have no unit to wait for in the pipeline. */
#define UNITS(mul, div, amo, fence_i, csr, tlb, mret, trap)                                        \
    {                                                                                              \
        [UNIT_ALU] = 1, [UNIT_MUL] = (mul), [UNIT_DIV] = (div), [UNIT_LOAD] = 1, [UNIT_STORE] = 1, \
        [UNIT_AMO] = (amo), [UNIT_BRANCH] = 1, [UNIT_JUMP] = 1, [UNIT_FENCE] = 1,                  \
        [UNIT_FENCE_I] = (fence_i), [UNIT_CSR] = (csr), [UNIT_TLB] = (tlb), [UNIT_MRET] = (mret),  \
        [UNIT_TRAP] = (trap)                                                                       \
    }

static const struct timing_config test_costs[] = {
    {.model = TIME_NONE},
    {.model = TIME_UNITS,
     .unit = {[UNIT_ALU] = 1,
              [UNIT_MUL] = 3,
              [UNIT_DIV] = 33,
              [UNIT_LOAD] = 2,
              [UNIT_STORE] = 1,
              [UNIT_AMO] = 2,
              [UNIT_BRANCH] = 2,
              [UNIT_JUMP] = 3,
              [UNIT_FENCE] = 1,
              [UNIT_FENCE_I] = 5,
              [UNIT_CSR] = 3,
              [UNIT_TLB] = 3,
              [UNIT_MRET] = 5,
              [UNIT_TRAP] = 5},
     .interrupt = 5},
    {.model = TIME_PIPELINE,
     .unit = UNITS(3, 33, 2, 5, 3, 3, 5, 5),
     .interrupt = 5,
     .load_use = 1,
     .mispredict = 2,
     .misaligned = 1,
     .device = 20,
     .fence_i_empties = true,
     .predictor = {.kind = PREDICT_BACKWARD_TAKEN},
     .icache = {.size = 16384, .line = 32, .ways = 2, .miss = 20},
     .dcache = {.size = 16384, .line = 32, .ways = 2, .miss = 20, .write = 10}},
    /* Small caches, that are written through, and a predictor that learns. */
    {.model = TIME_PIPELINE,
     .unit = {[UNIT_ALU] = 1,
              [UNIT_MUL] = 1,
              [UNIT_DIV] = 40,
              [UNIT_LOAD] = 1,
              [UNIT_STORE] = 1,
              [UNIT_AMO] = 7,
              [UNIT_BRANCH] = 1,
              [UNIT_JUMP] = 1,
              [UNIT_FENCE] = 3,
              [UNIT_FENCE_I] = 1,
              [UNIT_CSR] = 1,
              [UNIT_TLB] = 9,
              [UNIT_MRET] = 2,
              [UNIT_TRAP] = 11},
     .interrupt = 13,
     .load_use = 5,
     .mispredict = 7,
     .misaligned = 3,
     .device = 2,
     .predictor = {.kind = PREDICT_BIMODAL, .counters = 8, .targets = 4},
     .icache = {.size = 128, .line = 4, .ways = 4, .replacement = REPLACE_RANDOM, .miss = 9},
     .dcache = {.size = 512,
                .line = 64,
                .ways = 2,
                .replacement = REPLACE_RANDOM,
                .write_through = true,
                .write_around = true,
                .miss = 30,
                .write = 4}},
    /* Small caches that are written back, long lines; another static predictor. */
    {.model = TIME_PIPELINE,
     .unit = UNITS(2, 9, 1, 6, 2, 2, 3, 4),
     .interrupt = 4,
     .load_use = 2,
     .mispredict = 3,
     .device = 1,
     .fence_i_empties = true,
     .predictor = {.kind = PREDICT_NOT_TAKEN},
     .icache = {.size = 1024, .line = 128, .ways = 2, .replacement = REPLACE_RANDOM, .miss = 7},
     .dcache =
         {.size = 1024, .line = 128, .ways = 4, .write_around = true, .miss = 11, .write = 5}},
    /* No caches at all. */
    {.model = TIME_PIPELINE,
     .unit = UNITS(3, 33, 2, 5, 3, 3, 5, 5),
     .interrupt = 5,
     .load_use = 1,
     .mispredict = 2,
     .fence_i_empties = true,
     .predictor = {.kind = PREDICT_BACKWARD_TAKEN},
     .icache = {.miss = 1},
     .dcache = {.miss = 2, .write = 3}},
};

enum { TEST_COSTS = sizeof test_costs / sizeof test_costs[0] };

#endif
