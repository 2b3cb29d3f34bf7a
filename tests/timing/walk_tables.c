/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/timing/walk_tables.h"

#include <stdlib.h>

enum { RANDOM_START = 0x2545f491, COUNTER_START = 1, COUNTER_TAKEN = 2, COUNTER_TOP = 3 };

/* --- caches --- */

static uint32_t ways_in_all(const struct cache_config *config)
{
    return config->size == 0 ? 0 : config->size / config->line;
}

bool walk_cache_new(struct walk_cache *c, const struct cache_config *config)
{
    *c = (struct walk_cache){.config = *config, .random = RANDOM_START};
    c->ways = calloc(ways_in_all(config) + 1, sizeof *c->ways);
    return c->ways != NULL;
}

void walk_cache_free(struct walk_cache *c)
{
    free(c->ways);
    c->ways = NULL;
}

void walk_cache_forget(struct walk_cache *c)
{
    for (uint32_t i = 0; i < ways_in_all(&c->config); i++) {
        c->ways[i].used = false;
    }
}

static struct walk_way *set_of(const struct walk_cache *c, uint32_t line)
{
    uint32_t sets = ways_in_all(&c->config) / c->config.ways;
    return c->ways + line % sets * c->config.ways;
}

static struct walk_way *held(const struct walk_cache *c, uint32_t line)
{
    struct walk_way *set = set_of(c, line);
    for (uint32_t i = 0; i < c->config.ways; i++) {
        if (set[i].used && set[i].line == line) {
            return &set[i];
        }
    }
    return NULL;
}

static struct walk_way *free_way(const struct walk_cache *c, struct walk_way *set)
{
    for (uint32_t i = 0; i < c->config.ways; i++) {
        if (!set[i].used) {
            return &set[i];
        }
    }
    return NULL;
}

static struct walk_way *at_random(struct walk_cache *c, struct walk_way *set)
{
    c->random ^= c->random << 13;
    c->random ^= c->random >> 17;
    c->random ^= c->random << 5;
    return &set[c->random % c->config.ways];
}

/* The way that is to be given up, all being in use. */
static struct walk_way *given_up(struct walk_cache *c, struct walk_way *set)
{
    struct walk_way *oldest = &set[0];
    if (c->config.replacement == REPLACE_RANDOM) {
        return at_random(c, set);
    }
    for (uint32_t i = 1; i < c->config.ways; i++) {
        bool fifo = c->config.replacement == REPLACE_FIFO;
        if (fifo ? set[i].fetched < oldest->fetched : set[i].accessed < oldest->accessed) {
            oldest = &set[i];
        }
    }
    return oldest;
}

/* Fetch a line that is not held; whether a dirty one had to go. */
static bool fetch(struct walk_cache *c, uint32_t line, struct walk_way **way)
{
    struct walk_way *set = set_of(c, line);
    *way = free_way(c, set);
    if (!*way) {
        *way = given_up(c, set);
    }
    bool displaced = (*way)->used && (*way)->dirty;
    **way = (struct walk_way){.used = true, .line = line, .fetched = c->now};
    return displaced;
}

static struct walk_memory access_lines(struct walk_cache *c, uint32_t line, bool write)
{
    struct walk_memory memory = {0, 0};
    struct walk_way *way = held(c, line);
    if (!way && write && c->config.write_around) {
        memory.writes = 1;
        return memory;
    }
    if (!way) {
        memory.fetches = 1;
        memory.writes = fetch(c, line, &way);
    }
    way->accessed = c->now;
    if (write && c->config.write_through) {
        memory.writes++;
    } else if (write) {
        way->dirty = true;
    }
    return memory;
}

struct walk_memory walk_cache_access(struct walk_cache *c, uint32_t pa, bool write)
{
    struct walk_memory memory = {write ? 0 : 1, write ? 1 : 0};
    c->now++;
    if (c->config.size > 0) {
        memory = access_lines(c, pa / c->config.line, write);
    }
    c->fetches += memory.fetches;
    c->writes += memory.writes;
    return memory;
}

/* --- prediction --- */

bool walk_predictor_new(struct walk_predictor *p, const struct predictor_config *config)
{
    *p = (struct walk_predictor){.config = *config};
    p->counters = calloc(config->counters + 1, sizeof *p->counters);
    p->targets = calloc(config->targets + 1, sizeof *p->targets);
    for (uint32_t i = 0; i < config->counters && p->counters; i++) {
        p->counters[i] = COUNTER_START;
    }
    return p->counters && p->targets;
}

void walk_predictor_free(struct walk_predictor *p)
{
    free(p->counters);
    free(p->targets);
    *p = (struct walk_predictor){.counters = NULL};
}

static uint32_t predict_bimodal(const struct walk_predictor *p, enum walk_flow flow, uint32_t pc)
{
    const struct walk_target *t = &p->targets[pc / 4 % p->config.targets];
    if (!t->used || t->pc != pc) {
        return pc + 4;
    }
    unsigned counter = p->counters[pc / 4 % p->config.counters];
    return flow != WALK_BRANCH || counter >= COUNTER_TAKEN ? t->target : pc + 4;
}

uint32_t walk_predict(const struct walk_predictor *p, enum walk_flow flow, uint32_t pc,
                      uint32_t offset)
{
    bool backward = flow == WALK_BRANCH && (int32_t)offset < 0;
    switch (p->config.kind) {
    case PREDICT_BACKWARD_TAKEN:
        return flow == WALK_JAL || backward ? pc + offset : pc + 4;
    case PREDICT_BIMODAL:
        return predict_bimodal(p, flow, pc);
    default:
        return pc + 4;
    }
}

static void count(unsigned *counter, bool elsewhere)
{
    if (elsewhere && *counter < COUNTER_TOP) {
        (*counter)++;
    } else if (!elsewhere && *counter > 0) {
        (*counter)--;
    }
}

void walk_learn(struct walk_predictor *p, enum walk_flow flow, uint32_t pc, uint32_t next)
{
    bool elsewhere = next != pc + 4;
    if (p->config.kind != PREDICT_BIMODAL) {
        return;
    }
    if (flow == WALK_BRANCH) {
        count(&p->counters[pc / 4 % p->config.counters], elsewhere);
    }
    if (elsewhere) {
        p->targets[pc / 4 % p->config.targets] = (struct walk_target){true, pc, next};
    }
}
