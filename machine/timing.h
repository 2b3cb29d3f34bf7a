/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an instruction costs: docs/timing.md defines it. The pipeline moves in lockstep, as that of
 * the MIPS R3000 did: a stage that needs longer holds all others, so that stalls add up, and the
 * cycles of a run can be computed without walking stages. tests/timing/ has a model that walks.
 *
 * The plain core calls these functions as an instruction comes to its stages; the fast core knows
 * the same costs beforehand.
 */
#ifndef MACHINE_TIMING_H
#define MACHINE_TIMING_H

#include "isa/insn.h"
#include "machine/cache.h"
#include "machine/predictor.h"

struct machine;

enum stall {
#define STALL(name, text) STALL_##name,
#include "machine/stall.def"
    STALL_COUNT
};

extern const char *const stall_names[STALL_COUNT]; /* as counters are called */
extern const char *const stall_texts[STALL_COUNT]; /* in words */

/* Costs above this are refused: what one instruction takes stays within a slice of a run. */
enum { COST_MAX = 1000, COST_SHORT_MAX = 15 };

enum timing_model {
    TIME_NONE,     /* an instruction is a cycle, an exception another; nothing below counts */
    TIME_UNITS,    /* each instruction what its unit costs */
    TIME_PIPELINE, /* with hazards, caches and prediction too */
    TIMING_MODELS
};

struct timing_config {
    enum timing_model model;
    /* Cycles that an instruction of a unit takes, 1 or more. In the pipeline loads, stores,
     * branches and jumps take 1: what they wait for is told apart below. */
    uint32_t unit[UNIT_COUNT];
    uint32_t interrupt;   /* cycles to enter an interrupt's handler */
    uint32_t load_use;    /* stall of an instruction that uses what the one before loaded */
    uint32_t mispredict;  /* stall after a branch or jump that went elsewhere */
    uint32_t misaligned;  /* stall of an access that is not aligned */
    uint32_t device;      /* stall of a device's register */
    bool fence_i_empties; /* fence.i empties the instruction cache */
    struct predictor_config predictor;
    struct cache_config icache, dcache;
};

struct timing {
    struct cache icache, dcache;
    struct predictor predictor;
    uint64_t stalls[STALL_COUNT]; /* cycles */
    uint64_t mispredicted;        /* branches and jumps */
    uint8_t loaded;               /* the register that the instruction before loads; 0: none */
};

/* Whether a machine can have these costs. */
bool timing_valid(const struct timing_config *config);

/* At reset: caches empty. False if there is no memory; timing_free() in either case. */
bool timing_new(struct timing *t, const struct timing_config *config);
void timing_free(struct timing *t);

/* All stall cycles. */
uint64_t timing_stalls(const struct timing *t);

/* Whether an instruction reads the register that the one before it loads. */
bool timing_uses(const struct insn *in, unsigned loaded);

/* --- as an instruction goes through the stages --- */

/* IF: of the word at pa. */
void timing_fetch(struct machine *m, uint32_t pa);

/* The instruction that was fetched without a cache will be once more; the stall it had. */
uint32_t timing_unfetch(struct machine *m);

/* ID. */
void timing_decode(struct machine *m, const struct insn *in);

/* MEM: an access of the bus that was done; then, if the instruction's was not aligned, that. */
void timing_access(struct machine *m, uint32_t pa, unsigned size, bool write);
void timing_misaligned(struct machine *m);

/* The data cache for a line, if cache_hits() does not know; whether the same again is settled. */
bool timing_look_up(struct machine *m, uint32_t pa, bool write);

/* WB: from pc, on to next. */
void timing_retire(struct machine *m, const struct insn *in, uint32_t pc, uint32_t next);

/* An exception's own cycle, before anything is told of it; then what entering a handler takes. */
void timing_exception(struct machine *m);
void timing_enter_handler(struct machine *m, bool interrupt);

#endif
