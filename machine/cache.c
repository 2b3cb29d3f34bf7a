/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/cache.h"

#include <stdlib.h>
#include <string.h>

#include "machine/power.h"

enum { RANDOM_SEED = 0x2545f491 };

bool cache_valid(const struct cache_config *config)
{
    if (config->size == 0) {
        return true;
    }
    return is_power_of_two(config->size) && config->size <= CACHE_SIZE_MAX &&
           is_power_of_two(config->line) && config->line >= CACHE_LINE_MIN &&
           config->line <= CACHE_LINE_MAX && is_power_of_two(config->ways) &&
           config->ways <= CACHE_WAYS_MAX && config->line * config->ways <= config->size;
}

bool cache_new(struct cache *c, const struct cache_config *config)
{
    *c = (struct cache){.config = *config, .random = RANDOM_SEED};
    if (config->size == 0) {
        return true;
    }
    while (1u << c->shift < config->line) {
        c->shift++;
    }
    c->sets = config->size / config->line / config->ways;
    c->quick = config->ways >= 2 && config->replacement == REPLACE_LRU && !config->write_through;
    c->lines = calloc(config->size / config->line, sizeof *c->lines);
    return c->lines;
}

void cache_free(struct cache *c)
{
    free(c->lines);
}

void cache_empty(struct cache *c)
{
    if (c->lines) {
        memset(c->lines, 0, c->config.size / c->config.line * sizeof *c->lines);
    }
}

static uint32_t line_of(const struct cache *c, uint32_t pa)
{
    return pa >> c->shift << c->shift;
}

/* The way that holds pa's line, or config.ways. */
static uint32_t find(const struct cache *c, const uint32_t *set, uint32_t pa)
{
    uint32_t way = 0;
    while (way < c->config.ways &&
           (set[way] & ~(uint32_t)LINE_DIRTY) != (line_of(c, pa) | LINE_VALID)) {
        way++;
    }
    return way;
}

bool cache_settled(const struct cache *c, uint32_t pa, bool write)
{
    if (!c->lines || (write && c->config.write_through)) {
        return false;
    }
    const uint32_t *set = cache_set(c, pa);
    uint32_t way = find(c, set, pa);
    return way < c->config.ways && (way == 0 || c->config.replacement != REPLACE_LRU) &&
           (!write || set[way] & LINE_DIRTY);
}

/* Put `line` first, and those before `way` one further: what was there is gone. */
static void put_first(uint32_t *set, uint32_t way, uint32_t line)
{
    for (; way > 0; way--) {
        set[way] = set[way - 1];
    }
    set[0] = line;
}

/* xorshift32: Marsaglia, "Xorshift RNGs", 2003, with shifts 13, 17, 5. */
static uint32_t next_random(uint32_t state)
{
    state ^= state << 13;
    state ^= state >> 17;
    return state ^ state << 5;
}

/* The way that the next line goes to at random: one that is free, or any. */
static uint32_t any_way(struct cache *c, const uint32_t *set)
{
    for (uint32_t way = 0; way < c->config.ways; way++) {
        if (!set[way]) {
            return way;
        }
    }
    c->random = next_random(c->random);
    return c->random & (c->config.ways - 1);
}

static void fetch(struct cache *c, struct cache_cost *cost)
{
    c->misses++;
    cost->fetch += c->config.miss;
}

static void write_back(struct cache *c, struct cache_cost *cost)
{
    c->writes++;
    cost->write += c->config.write;
}

/* Bring in pa's line; where it is then. In an order of age, ways that are free are last. */
static uint32_t *replace(struct cache *c, uint32_t *set, uint32_t pa, struct cache_cost *cost)
{
    bool random = c->config.replacement == REPLACE_RANDOM;
    uint32_t way = random ? any_way(c, set) : c->config.ways - 1;
    if (set[way] & LINE_DIRTY) {
        write_back(c, cost);
    }
    fetch(c, cost);
    if (random) {
        set[way] = line_of(c, pa) | LINE_VALID;
        return &set[way];
    }
    put_first(set, way, line_of(c, pa) | LINE_VALID);
    return set;
}

/* The line that pa is in, once it has been accessed; null if it is not held, nor going to be. */
static uint32_t *touch(struct cache *c, uint32_t pa, bool write, struct cache_cost *cost)
{
    if (!c->lines) {
        return NULL;
    }
    uint32_t *set = cache_set(c, pa);
    uint32_t way = find(c, set, pa);
    if (way == c->config.ways) {
        return write && c->config.write_around ? NULL : replace(c, set, pa, cost);
    }
    if (c->config.replacement == REPLACE_LRU) {
        put_first(set, way, set[way]);
        return set;
    }
    return &set[way];
}

struct cache_cost cache_access(struct cache *c, uint32_t pa, bool write)
{
    struct cache_cost cost = {0, 0, false};
    uint32_t *line = touch(c, pa, write, &cost);
    if (!write) {
        cost.settled = line;
        if (!line) {
            fetch(c, &cost);
        }
    } else if (!line || c->config.write_through) {
        write_back(c, &cost);
    } else {
        *line |= LINE_DIRTY;
        cost.settled = true;
    }
    return cost;
}
