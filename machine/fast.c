/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast core runs: the files fast*.c, with the loop in stretches.h, are those whose job is
 * speed.
 *
 * Instructions are decoded once into entries, a page of RAM at a time; an entry has the address of
 * its handler, which jumps straight to the next one's, or goes on with the two that follow if they
 * are a pair or a triple of pairs.def. Time is accounted when a branch is taken, not at each
 * instruction: a stretch of code without a taken branch is at most a page long, so that it is
 * enough to look there at what is left of the budget. With less than that left, an entry ahead is a
 * stop.
 *
 * With timing, the budget is of cycles. What stalls often (a load whose value is used at once, a
 * jump that is not predicted) is known when an entry is decoded, and charged by its handler. What
 * stalls rarely has no entry: a line that the instruction cache would have to do something about
 * has DO_FETCH in all its entries, which asks the cache; and only those lines of data are found
 * without a look that the data cache would do nothing about. So both caches cost nothing while they
 * hit, and it stands in one place what they do when they are asked: timing_fetch() and
 * timing_look_up().
 *
 * For hosts of 64 bits, little-endian as the guest is; others have no fast core.
 */

/* In a loop that jumps to computed places, these have handlers share what they compute. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-gcse", "no-crossjumping")
#endif

#include <stdlib.h>
#include <string.h>

#include "machine/fast_parts.h"
#include "machine/memory.h"

static const uint8_t price_stalls[PRICES] = {STALL_mul,    STALL_div,  STALL_load,      STALL_store,
                                             STALL_branch, STALL_jump, STALL_mispredict};

static uint32_t largest(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Stalls that are charged in the loop; a unit that none of them is named after costs its cycle. */
static void find_prices(struct fast *f, const struct timing_config *t)
{
    const uint32_t none[UNIT_COUNT] = {0};
    const uint32_t *unit = t->model ? t->unit : none;
    const uint32_t cycles[PRICES] = {
        [PRICE_mul] = unit[UNIT_MUL],          [PRICE_div] = unit[UNIT_DIV],
        [PRICE_load] = unit[UNIT_LOAD],        [PRICE_store] = unit[UNIT_STORE],
        [PRICE_branch] = unit[UNIT_BRANCH],    [PRICE_jump] = unit[UNIT_JUMP],
        [PRICE_mispredict] = t->mispredict + 1};
    f->dearest = t->load_use;
    for (int i = 0; i < PRICES; i++) {
        uint32_t stall = cycles[i] > 1 ? cycles[i] - 1 : 0;
        f->price[i] = (intptr_t)(stall * sizeof(struct entry));
        f->dearest = i == PRICE_div ? f->dearest : largest(f->dearest, stall);
    }
    f->dearest++;
    f->longest = f->dearest * LONGEST_STRETCH;
}

/* How many words of a line, or of a page where no cache is looked at, or one if none has them. */
static uint32_t words_of(const struct timing_config *t)
{
    if (t->model != TIME_PIPELINE) {
        return WORDS;
    }
    return t->icache.size ? t->icache.line / 4 : 1;
}

static size_t sets_of(const struct cache_config *c)
{
    return c->size ? c->size / c->line / c->ways : 1;
}

static bool able(void)
{
    const uint16_t one = 1;
    return *(const uint8_t *)&one == 1 && sizeof(struct mapping) == MAPPING_SIZE;
}

void fast_free(struct fast *f)
{
    if (f) {
        fast_drop_code(f);
        free(f->code);
        free(f->shown);
        free(f->held_load);
        free(f->held_store);
        free(f);
    }
}

/* --- running --- */

/* What became of an instruction that goes to the next. */
enum outcome {
    NOT_DONE,   /* it is the plain core's */
    DONE,       /* registers and data have changed, at most */
    DONE_SLOWLY /* what follows may have been written, time has passed: the budget is looked at */
};

/* The register that the instruction before the one at `index`, which is done, loads; 0: none. */
static uint8_t loaded_before(const struct machine *m, const struct code *c, uint32_t index)
{
    struct insn in = isa_decode(fast_word(m, c, index - 1), m->config.variant);
    return isa_rows[in.op].unit == UNIT_LOAD ? in.rd : 0;
}

/* What a predictor that learns makes of the jump at pc, which is done: where it goes, or odd. */
static uint32_t predicted_jump(struct machine *m, const struct code *c, uint32_t index, uint32_t pc)
{
    struct hart *h = &m->hart;
    struct insn in = isa_decode(fast_word(m, c, index), m->config.variant);
    struct effect effect = isa_execute(&in, pc, h->x[in.rs1], h->x[in.rs2]);
    if (effect.kind != EFFECT_JUMP) {
        return 1;
    }
    if (effect.link) {
        hart_set(m, in.rd, effect.value);
    }
    timing_retire(m, &in, pc, effect.next_pc);
    return effect.next_pc;
}

/* The stalls that the loop has charged. */
static void account_stalls(struct fast *f, struct timing *t)
{
    for (int i = 0; i < PRICES; i++) {
        uint64_t cycles = (uint64_t)f->price[i] / sizeof(struct entry);
        t->stalls[price_stalls[i]] += f->charged[i] * cycles;
    }
    t->mispredicted += f->charged[PRICE_mispredict];
    t->stalls[STALL_load_use] += f->load_use / sizeof(struct entry);
    memset(f->charged, 0, sizeof f->charged);
    f->load_use = 0;
}

/* Account for `cycles` since the cycle `since`, when all stalls were `stalls`. */
static void account(struct machine *m, uint64_t since, uint64_t stalls, uint64_t cycles)
{
    uint64_t instructions = cycles;
    if (m->config.timing.model) {
        account_stalls(m->fast, &m->timing);
        instructions -= timing_stalls(&m->timing) - stalls;
    }
    m->cycles = since + cycles;
    m->instructions += instructions;
    m->traps_in_a_row = instructions > 0 ? 0 : m->traps_in_a_row;
}

#define MODEL TIME_NONE
#define run_stretches run_untimed
#include "machine/stretches.h"
#define MODEL TIME_UNITS
#define run_stretches run_units
#include "machine/stretches.h"
#define MODEL TIME_PIPELINE
#define run_stretches run_pipeline
#include "machine/stretches.h"

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Each runs; without a machine it only says where its handlers are. */
static const void *const *(*const run[TIMING_MODELS])(struct machine *, struct code *, uint64_t) = {
    [TIME_NONE] = run_untimed, [TIME_UNITS] = run_units, [TIME_PIPELINE] = run_pipeline};

struct fast *fast_new(uint32_t ram_size, const struct timing_config *t)
{
    struct fast *f = able() ? calloc(1, sizeof *f) : NULL;
    if (!f) {
        return NULL;
    }
    f->pages = ram_size / PAGE_SIZE;
    f->pipeline = t->model == TIME_PIPELINE;
    f->line_words = words_of(t);
    f->code = calloc(f->pages, sizeof *f->code);
    f->shown = calloc(sets_of(&t->icache), sizeof *f->shown);
    f->held_load = calloc(sets_of(&t->dcache), sizeof *f->held_load);
    f->held_store = calloc(sets_of(&t->dcache), sizeof *f->held_store);
    if (!f->code || !f->shown || !f->held_load || !f->held_store) {
        fast_free(f);
        return NULL;
    }
    find_prices(f, t);
    fast_find_pairs(f);
    f->handlers = run[t->model](NULL, NULL, 0);
    fast_forget_mappings(f);
    return f;
}

void fast_run(struct machine *m, uint64_t instructions, uint64_t cycles)
{
    uint64_t until_event = m->next_event > m->cycles ? m->next_event - m->cycles : 0;
    uint64_t budget = least(least(least(instructions, cycles), until_event), BUDGET_MOST);
    if (budget == 0 || m->timing.loaded || priv_interrupt(&m->hart.priv)) {
        return;
    }
    struct code *c = fast_find_code(m, m->hart.pc);
    if (c) {
        run[m->config.timing.model](m, c, budget);
    }
}
