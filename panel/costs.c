/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "costs.h"

#include <string.h>

#include "machine/power.h"

/* Units that a key of the same name in either section is the cost of; c is the section. */
#define NAMED_UNITS(c)                                                                             \
    [UNIT_MUL] = (uint32_t)(c)->mul, [UNIT_DIV] = (uint32_t)(c)->div,                              \
    [UNIT_AMO] = (uint32_t)(c)->amo, [UNIT_FENCE_I] = (uint32_t)(c)->fence_i,                      \
    [UNIT_CSR] = (uint32_t)(c)->csr, [UNIT_TLB] = (uint32_t)(c)->tlb,                              \
    [UNIT_MRET] = (uint32_t)(c)->mret, [UNIT_TRAP] = (uint32_t)(c)->trap

static void put_simple(struct timing_config *t, const struct config_simple *c)
{
    const uint32_t units[UNIT_COUNT] = {
        NAMED_UNITS(c),
        [UNIT_ALU] = 1,
        [UNIT_LOAD] = (uint32_t)c->load,
        [UNIT_STORE] = (uint32_t)c->store,
        [UNIT_BRANCH] = (uint32_t)c->branch,
        [UNIT_JUMP] = (uint32_t)c->jump,
        [UNIT_FENCE] = (uint32_t)c->fence,
    };
    memcpy(t->unit, units, sizeof units);
    t->interrupt = (uint32_t)c->trap;
}

static void put_pipeline(struct timing_config *t, const struct config_pipeline *c)
{
    const uint32_t units[UNIT_COUNT] = {
        NAMED_UNITS(c),    [UNIT_ALU] = 1,  [UNIT_LOAD] = 1,  [UNIT_STORE] = 1,
        [UNIT_BRANCH] = 1, [UNIT_JUMP] = 1, [UNIT_FENCE] = 1,
    };
    memcpy(t->unit, units, sizeof units);
    t->interrupt = (uint32_t)c->trap;
    t->load_use = (uint32_t)c->load_use;
    t->mispredict = (uint32_t)c->mispredict;
    t->misaligned = (uint32_t)c->misaligned;
    t->device = (uint32_t)c->device;
    t->predictor = (struct predictor_config){.kind = (enum predictor_kind)c->predictor,
                                             .counters = (uint32_t)c->counters,
                                             .targets = (uint32_t)c->targets};
}

static struct cache_config icache_of(const struct config_icache *c)
{
    return (struct cache_config){.size = (uint32_t)c->size,
                                 .line = (uint32_t)c->line,
                                 .ways = (uint32_t)c->ways,
                                 .replacement = (enum replacement)c->replacement,
                                 .miss = (uint32_t)c->miss};
}

static struct cache_config dcache_of(const struct config_dcache *c)
{
    return (struct cache_config){.size = (uint32_t)c->size,
                                 .line = (uint32_t)c->line,
                                 .ways = (uint32_t)c->ways,
                                 .replacement = (enum replacement)c->replacement,
                                 .write_through = c->write == WRITE_THROUGH,
                                 .write_around = c->allocate == ALLOCATE_NO,
                                 .miss = (uint32_t)c->miss,
                                 .write = (uint32_t)c->victim};
}

struct timing_config costs_of(const struct config *c)
{
    struct timing_config t = {.model = (enum timing_model)c->machine.timing};
    if (t.model == TIME_UNITS) {
        put_simple(&t, &c->simple);
    } else if (t.model == TIME_PIPELINE) {
        put_pipeline(&t, &c->pipeline);
        t.icache = icache_of(&c->icache);
        t.dcache = dcache_of(&c->dcache);
        t.fence_i_empties = c->icache.fence_i == FENCE_I_EMPTY;
    }
    return t;
}

static int check_power(const char *section, const char *key, uint64_t value, struct where at)
{
    return is_power_of_two(value) ? 0
                                  : diag_at(at, "%s.%s: %llu: expected a power of two", section,
                                            key, (unsigned long long)value);
}

struct geometry {
    const char *name;
    uint64_t size, line, ways;
    struct where size_at, line_at, ways_at;
};

static int check_cache(const struct geometry *g)
{
    int status = 0;
    const struct {
        const char *key;
        uint64_t value;
        struct where at;
    } values[] = {{"size", g->size ? g->size : 1, g->size_at},
                  {"line", g->line, g->line_at},
                  {"ways", g->ways, g->ways_at}};
    struct where at = {NULL, 0, 0};
    for (size_t i = 0; i < sizeof values / sizeof values[0] && status == 0; i++) {
        at = values[i].at.file ? values[i].at : at;
        status = check_power(g->name, values[i].key, values[i].value, values[i].at);
    }
    if (status == 0 && g->size > 0 && g->line * g->ways > g->size) {
        return diag_at(at,
                       "%s: %llu ways of lines of %llu bytes do not fit into %llu: expected a "
                       "size of at least %llu",
                       g->name, (unsigned long long)g->ways, (unsigned long long)g->line,
                       (unsigned long long)g->size, (unsigned long long)(g->line * g->ways));
    }
    return status;
}

int costs_check(const struct config *c)
{
    const struct config_icache *i = &c->icache;
    const struct config_dcache *d = &c->dcache;
    const struct geometry caches[] = {
        {"icache", i->size, i->line, i->ways, i->size_at, i->line_at, i->ways_at},
        {"dcache", d->size, d->line, d->ways, d->size_at, d->line_at, d->ways_at},
    };
    int status = check_cache(&caches[0]);
    status = status ? status : check_cache(&caches[1]);
    status =
        status ? status
               : check_power("pipeline", "counters", c->pipeline.counters, c->pipeline.counters_at);
    return status ? status
                  : check_power("pipeline", "targets", c->pipeline.targets, c->pipeline.targets_at);
}
