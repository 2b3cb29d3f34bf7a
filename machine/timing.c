/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/timing.h"

#include <string.h>

#include "machine/fast.h"
#include "machine/machine.h"

_Static_assert((int)STALL_mul == UNIT_MUL && (int)STALL_div == UNIT_DIV, "units' stalls first");
_Static_assert((int)STALL_amo == UNIT_AMO && (int)STALL_jump == UNIT_JUMP, "in their order");
_Static_assert((int)STALL_fence_i == UNIT_FENCE_I && (int)STALL_trap == UNIT_TRAP, "all of them");

const char *const stall_names[STALL_COUNT] = {
#define STALL(name, text) #name,
#include "machine/stall.def"
};

const char *const stall_texts[STALL_COUNT] = {
#define STALL(name, text) text,
#include "machine/stall.def"
};

/* --- a machine's --- */

/* The most that an instruction of a unit may take: what the fast core holds in a byte is short. */
static uint32_t dearest(enum timing_model model, enum unit unit)
{
    switch (unit) {
    case UNIT_ALU:
        return 1;
    case UNIT_LOAD:
    case UNIT_STORE:
    case UNIT_BRANCH:
    case UNIT_JUMP:
        return model == TIME_PIPELINE ? 1 : COST_SHORT_MAX;
    default:
        return COST_MAX;
    }
}

static bool costs_valid(const struct timing_config *c)
{
    const uint32_t costs[] = {c->interrupt,   c->misaligned,   c->device,      c->icache.miss,
                              c->dcache.miss, c->icache.write, c->dcache.write};
    bool valid = c->load_use <= COST_SHORT_MAX && c->mispredict <= COST_SHORT_MAX;
    for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
        valid = valid && costs[i] <= COST_MAX;
    }
    for (int u = 0; u < UNIT_COUNT; u++) {
        valid = valid && c->unit[u] >= 1 && c->unit[u] <= dearest(c->model, (enum unit)u);
    }
    return valid;
}

bool timing_valid(const struct timing_config *config)
{
    return cache_valid(&config->icache) && cache_valid(&config->dcache) &&
           predictor_valid(&config->predictor) &&
           (config->model == TIME_NONE || costs_valid(config));
}

bool timing_new(struct timing *t, const struct timing_config *config)
{
    memset(t, 0, sizeof *t);
    return cache_new(&t->icache, &config->icache) && cache_new(&t->dcache, &config->dcache) &&
           predictor_new(&t->predictor, &config->predictor);
}

void timing_free(struct timing *t)
{
    cache_free(&t->icache);
    cache_free(&t->dcache);
    predictor_free(&t->predictor);
}

uint64_t timing_stalls(const struct timing *t)
{
    uint64_t sum = 0;
    for (int i = 0; i < STALL_COUNT; i++) {
        sum += t->stalls[i];
    }
    return sum;
}

/* --- as an instruction goes through the stages --- */

static void stall(struct machine *m, enum stall why, uint32_t cycles)
{
    m->cycles += cycles;
    m->timing.stalls[why] += cycles;
}

void timing_fetch(struct machine *m, uint32_t pa)
{
    if (m->config.timing.model == TIME_PIPELINE && !cache_settled(&m->timing.icache, pa, false)) {
        stall(m, STALL_icache, cache_access(&m->timing.icache, pa, false).fetch);
        fast_line_fetched(m, pa);
    }
}

uint32_t timing_unfetch(struct machine *m)
{
    uint32_t cycles = m->config.timing.icache.miss;
    m->timing.icache.misses--;
    m->timing.stalls[STALL_icache] -= cycles;
    m->cycles -= cycles;
    return cycles;
}

/* Which registers an instruction reads: rs1 if its syntax has an s, rs2 if it has a t. */
static bool reads(const struct insn *in, unsigned x)
{
    const char *syntax = isa_format_syntax[isa_rows[in->op].format];
    return (in->rs1 == x && strchr(syntax, 's')) || (in->rs2 == x && strchr(syntax, 't'));
}

bool timing_uses(const struct insn *in, unsigned loaded)
{
    return loaded != 0 && in->op != OP_illegal && reads(in, loaded);
}

void timing_decode(struct machine *m, const struct insn *in)
{
    if (timing_uses(in, m->timing.loaded)) {
        stall(m, STALL_load_use, m->config.timing.load_use);
    }
    m->timing.loaded = 0;
}

bool timing_look_up(struct machine *m, uint32_t pa, bool write)
{
    struct cache_cost cost = cache_access(&m->timing.dcache, pa, write);
    stall(m, STALL_dcache, cost.fetch);
    stall(m, STALL_write, cost.write);
    fast_line_touched(m->fast, &m->timing.dcache, pa);
    return cost.settled;
}

static void touch(struct machine *m, uint32_t pa, bool write)
{
    enum cache_hit hit = cache_hits(&m->timing.dcache, pa, write);
    if (hit == HIT_UNKNOWN) {
        timing_look_up(m, pa, write);
    } else if (hit == HIT_CHANGED) {
        fast_line_touched(m->fast, &m->timing.dcache, pa);
    }
}

void timing_access(struct machine *m, uint32_t pa, unsigned size, bool write)
{
    if (m->config.timing.model != TIME_PIPELINE) {
        return;
    }
    if (!machine_ram(m, pa, size)) {
        stall(m, STALL_device, m->config.timing.device);
        return;
    }
    touch(m, pa, write);
    if (pa % size != 0) {
        touch(m, pa + size - 1, write);
    }
}

void timing_misaligned(struct machine *m)
{
    if (m->config.timing.model == TIME_PIPELINE) {
        stall(m, STALL_misaligned, m->config.timing.misaligned);
    }
}

static void resolve(struct machine *m, const struct insn *in, uint32_t pc, uint32_t next)
{
    struct predictor *p = &m->timing.predictor;
    if (predictor_next(p, in, pc) != next) {
        m->timing.mispredicted++;
        stall(m, STALL_mispredict, m->config.timing.mispredict);
    }
    predictor_learn(p, in, pc, next);
}

void timing_retire(struct machine *m, const struct insn *in, uint32_t pc, uint32_t next)
{
    const struct timing_config *c = &m->config.timing;
    enum unit unit = (enum unit)isa_rows[in->op].unit;
    stall(m, (enum stall)unit, c->unit[unit] - 1);
    if (c->model != TIME_PIPELINE) {
        return;
    }
    if (unit == UNIT_BRANCH || unit == UNIT_JUMP) {
        resolve(m, in, pc, next);
    } else if (unit == UNIT_LOAD || unit == UNIT_AMO) {
        m->timing.loaded = in->rd;
    } else if (unit == UNIT_FENCE_I && c->fence_i_empties) {
        cache_empty(&m->timing.icache);
        fast_lines_emptied(m);
    }
}

void timing_exception(struct machine *m)
{
    stall(m, STALL_trap, 1);
}

void timing_enter_handler(struct machine *m, bool interrupt)
{
    const struct timing_config *c = &m->config.timing;
    if (c->model) {
        stall(m, STALL_trap, interrupt ? c->interrupt : c->unit[UNIT_TRAP] - 1);
        m->timing.loaded = 0;
    }
}
