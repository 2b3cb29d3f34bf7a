/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small program under a configuration of time, for unit tests: what it must cost is counted by
 * hand from docs/timing.md, and both models must come to it. Owns the machine and the walk.
 */
#ifndef TESTS_TIMING_BENCH_H
#define TESTS_TIMING_BENCH_H

#include "tests/encode.h"
#include "tests/timing/follow.h"
#include "tests/unit/program.h"
#include "tests/unit/unit.h"

enum { BENCH_DATA = PROGRAM_START + 0x8000, BENCH_END = PROGRAM_START + PROGRAM_RAM };

struct bench {
    struct program p;
    struct follow f;
};

/* The pipeline with its usual costs, which never waits for memory; fetch goes on straight. */
struct timing_config bench_pipeline(void);

/* A machine so timed, with no handler in it yet; a0 is BENCH_DATA. b must stay where it is. */
void bench_begin(struct bench *b, const struct timing_config *timing);

/* `steps` steps must cost exactly this, by both models. The end of the bench. */
void bench_costs(struct bench *b, unsigned steps, const struct walk_cost *expected);

#define COSTS(total, ...) (&(struct walk_cost){.cycles = (total), .stalls = {__VA_ARGS__}})

static inline uint32_t jal(unsigned rd, int32_t offset)
{
    return encode_immediate(IMM_J, (uint32_t)offset) | rd << 7 | 0x6f;
}
static inline uint32_t bne(unsigned rs1, unsigned rs2, int32_t offset)
{
    return encode_immediate(IMM_B, (uint32_t)offset) | rs2 << 20 | rs1 << 15 | 0x1063;
}
static inline uint32_t mul(unsigned rd, unsigned rs1, unsigned rs2)
{
    return enc_r(1, 0, rd, rs1, rs2, 0x33);
}
static inline uint32_t divide(unsigned rd, unsigned rs1, unsigned rs2)
{
    return enc_r(1, 4, rd, rs1, rs2, 0x33);
}

#define FENCE 0x0000000fu
#define FENCE_I 0x0000100fu

#endif
