/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/timing_state.h"

_Static_assert(sizeof(struct timing_config) == (24 + UNIT_COUNT) * 4,
               "timing_config_archive() names all members");
_Static_assert(sizeof(struct timing) ==
                   2 * sizeof(struct cache) + sizeof(struct predictor) + (STALL_COUNT + 2) * 8,
               "timing_archive() names all members");

/* --- costs --- */

static void cache_config_archive(struct archive *a, struct cache_config *c)
{
    uint32_t replacement = c->replacement;
    archive_u32(a, &c->size);
    archive_u32(a, &c->line);
    archive_u32(a, &c->ways);
    archive_below(a, &replacement, REPLACEMENTS);
    c->replacement = (enum replacement)replacement;
    archive_bool(a, &c->write_through);
    archive_bool(a, &c->write_around);
    archive_u32(a, &c->miss);
    archive_u32(a, &c->write);
}

static void predictor_config_archive(struct archive *a, struct predictor_config *c)
{
    uint32_t kind = c->kind;
    archive_below(a, &kind, PREDICTORS);
    c->kind = (enum predictor_kind)kind;
    archive_u32(a, &c->counters);
    archive_u32(a, &c->targets);
}

void timing_config_archive(struct archive *a, struct timing_config *c)
{
    uint32_t model = c->model;
    archive_below(a, &model, TIMING_MODELS);
    c->model = (enum timing_model)model;
    for (int u = 0; u < UNIT_COUNT; u++) {
        archive_u32(a, &c->unit[u]);
    }
    archive_u32(a, &c->interrupt);
    archive_u32(a, &c->load_use);
    archive_u32(a, &c->mispredict);
    archive_u32(a, &c->misaligned);
    archive_u32(a, &c->device);
    archive_bool(a, &c->fence_i_empties);
    predictor_config_archive(a, &c->predictor);
    cache_config_archive(a, &c->icache);
    cache_config_archive(a, &c->dcache);
    archive_require(a, timing_valid(c));
}

/* --- state --- */

/* A line is where its address belongs, and dirty only where lines are. */
static bool line_fits(const struct cache *c, uint32_t index)
{
    uint32_t line = c->lines[index];
    uint32_t flags = LINE_VALID | (c->config.write_through ? 0 : LINE_DIRTY);
    uint32_t address = line & ~(uint32_t)(LINE_VALID | LINE_DIRTY);
    return line == 0 ||
           ((line & LINE_VALID) && address % c->config.line == 0 &&
            (line & ~address & ~flags) == 0 &&
            cache_set(c, address) == c->lines + index / c->config.ways * c->config.ways);
}

static void cache_archive(struct archive *a, struct cache *c)
{
    for (uint32_t i = 0; i < c->sets * c->config.ways; i++) {
        archive_u32(a, &c->lines[i]);
        archive_require(a, line_fits(c, i));
    }
    archive_u32(a, &c->random);
    archive_u64(a, &c->misses);
    archive_u64(a, &c->writes);
    archive_require(a, c->random != 0);
}

static void predictor_archive(struct archive *a, struct predictor *p)
{
    if (p->config.kind != PREDICT_BIMODAL) {
        return;
    }
    for (uint32_t i = 0; i < p->config.counters; i++) {
        archive_u8(a, &p->counters[i]);
        archive_require(a, p->counters[i] <= COUNTER_MAX);
    }
    for (uint32_t i = 0; i < p->config.targets; i++) {
        archive_u32(a, &p->targets[i].from);
        archive_u32(a, &p->targets[i].to);
    }
}

void timing_archive(struct archive *a, struct timing *t)
{
    cache_archive(a, &t->icache);
    cache_archive(a, &t->dcache);
    predictor_archive(a, &t->predictor);
    for (int i = 0; i < STALL_COUNT; i++) {
        archive_u64(a, &t->stalls[i]);
    }
    archive_u64(a, &t->mispredicted);
    archive_u8(a, &t->loaded);
    archive_require(a, t->loaded < 32);
}
