/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/timing/draw.h"

#include <stdio.h>

/* Mostly small, so that walking takes no time; sometimes nothing, sometimes much. */
static uint32_t draw_cost(struct rng *r, uint32_t least)
{
    switch (rng_below(r, 8)) {
    case 0:
        return least;
    case 1:
        return least + rng_below(r, 60);
    default:
        return least + rng_below(r, 7);
    }
}

static uint32_t draw_short(struct rng *r, uint32_t least)
{
    return least + rng_below(r, rng_below(r, 4) ? 4 : COST_SHORT_MAX + 1 - least);
}

/* None, one of a few lines, or a common one. */
static void draw_geometry(struct rng *r, struct cache_config *c)
{
    unsigned line = 2 + rng_below(r, 5);
    unsigned ways = rng_below(r, 4);
    unsigned sets = rng_below(r, rng_below(r, 2) ? 3 : 7);
    if (rng_below(r, 16) == 0) {
        line = 10;
    } else if (rng_below(r, 16) == 0) {
        ways = 6;
    }
    c->line = 1u << line;
    c->ways = 1u << ways;
    c->size = rng_below(r, 10) ? 1u << (line + ways + sets) : 0;
}

static struct cache_config draw_cache(struct rng *r, bool data)
{
    struct cache_config c = {.replacement = (enum replacement)rng_below(r, REPLACEMENTS),
                             .miss = draw_cost(r, 0)};
    draw_geometry(r, &c);
    if (data) {
        c.write = draw_cost(r, 0);
        c.write_through = rng_below(r, 2);
        c.write_around = rng_below(r, 2);
    }
    return c;
}

static void draw_units(struct rng *r, struct timing_config *t)
{
    bool pipeline = t->model == TIME_PIPELINE;
    for (int i = 0; i < UNIT_COUNT; i++) {
        t->unit[i] = draw_cost(r, 1);
    }
    t->unit[UNIT_ALU] = 1;
    t->unit[UNIT_LOAD] = pipeline ? 1 : draw_short(r, 1);
    t->unit[UNIT_STORE] = pipeline ? 1 : draw_short(r, 1);
    t->unit[UNIT_BRANCH] = pipeline ? 1 : draw_short(r, 1);
    t->unit[UNIT_JUMP] = pipeline ? 1 : draw_short(r, 1);
    t->unit[UNIT_FENCE] = pipeline ? 1 : t->unit[UNIT_FENCE];
    t->interrupt = t->unit[UNIT_TRAP];
}

struct timing_config draw_timing(struct rng *r, enum timing_model model)
{
    struct timing_config t = {.model = model};
    if (model == TIME_NONE) {
        return t;
    }
    draw_units(r, &t);
    if (model == TIME_UNITS) {
        return t;
    }
    t.load_use = draw_short(r, 0);
    t.mispredict = draw_short(r, 0);
    t.misaligned = draw_cost(r, 0);
    t.device = draw_cost(r, 0);
    t.fence_i_empties = rng_below(r, 2);
    t.predictor = (struct predictor_config){.kind = (enum predictor_kind)rng_below(r, PREDICTORS),
                                            .counters = 1u << rng_below(r, 9),
                                            .targets = 1u << rng_below(r, 7)};
    t.icache = draw_cache(r, false);
    t.dcache = draw_cache(r, true);
    return t;
}

static int describe_cache(const struct cache_config *c, char *text, size_t size)
{
    static const char *const names[] = {"lru", "fifo", "random"};
    return snprintf(text, size, "%u/%u/%u %s%s%s miss %u write %u", c->size, c->line, c->ways,
                    names[c->replacement], c->write_through ? " through" : "",
                    c->write_around ? " around" : "", c->miss, c->write);
}

void draw_describe(const struct timing_config *t, char *text, size_t size)
{
    static const char *const names[] = {"not_taken", "backward_taken", "bimodal"};
    char icache[128];
    char dcache[128];
    if (t->model != TIME_PIPELINE) {
        snprintf(text, size, "%s", t->model == TIME_UNITS ? "simple" : "none");
        return;
    }
    describe_cache(&t->icache, icache, sizeof icache);
    describe_cache(&t->dcache, dcache, sizeof dcache);
    snprintf(text, size, "%s %u %u; icache %s; dcache %s%s", names[t->predictor.kind],
             t->predictor.counters, t->predictor.targets, icache, dcache,
             t->fence_i_empties ? "; fence.i empties" : "");
}
