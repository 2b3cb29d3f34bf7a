/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A cache's tags: which lines of memory it holds, and which of them are dirty. It holds no data:
 * memory itself is always up to date, and only time depends on a cache. Indexed and tagged by
 * physical address; the TLB is looked up in parallel and costs nothing.
 */
#ifndef MACHINE_CACHE_H
#define MACHINE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

enum replacement { REPLACE_LRU, REPLACE_FIFO, REPLACE_RANDOM, REPLACEMENTS };

enum { CACHE_SIZE_MAX = 1 << 24, CACHE_LINE_MIN = 4, CACHE_LINE_MAX = 1024, CACHE_WAYS_MAX = 64 };

struct cache_config {
    uint32_t size; /* bytes, a power of two; 0: no cache, every access goes to memory */
    uint32_t line; /* bytes, a power of two */
    uint32_t ways; /* a power of two, at most size / line */
    enum replacement replacement;
    bool write_through; /* a write goes to memory at once; otherwise when its line is displaced */
    bool write_around;  /* a write that misses goes to memory and fetches no line */
    uint32_t miss;      /* cycles to fetch from memory */
    uint32_t write;     /* cycles to write to memory */
};

/* A line that is held: its address, and these in its low bits. 0: none. */
enum { LINE_VALID = 1, LINE_DIRTY = 2 };

struct cache {
    struct cache_config config;
    uint32_t *lines; /* set by set; in a set the most recent first, unless replaced at random */
    uint32_t sets;
    unsigned shift;  /* binary logarithm of config.line */
    bool quick;      /* cache_hits() can be asked */
    uint32_t random; /* the generator's state, advanced by each replacement at random */
    uint64_t misses; /* fetches from memory */
    uint64_t writes; /* to memory */
};

/* What an access cost beyond its own cycle, in cycles, and whether the same again is settled. */
struct cache_cost {
    uint32_t fetch, write;
    bool settled;
};

/* Whether there can be such a cache. */
bool cache_valid(const struct cache_config *config);

/* An empty cache; false if there is no memory for it. cache_free() in either case. */
bool cache_new(struct cache *c, const struct cache_config *config);
void cache_free(struct cache *c);

/* Access `pa`, and what of its line is wanted. */
struct cache_cost cache_access(struct cache *c, uint32_t pa, bool write);

/* Whether an access would cost nothing and change nothing. */
bool cache_settled(const struct cache *c, uint32_t pa, bool write);

/* Forget all lines; none may be dirty. */
void cache_empty(struct cache *c);

static inline uint32_t cache_set_number(const struct cache *c, uint32_t pa)
{
    return pa >> c->shift & (c->sets - 1);
}

/* The lines of pa's set, config.ways of them. */
static inline uint32_t *cache_set(const struct cache *c, uint32_t pa)
{
    return c->lines + cache_set_number(c, pa) * c->config.ways;
}

/* What cache_hits() did. */
enum cache_hit {
    HIT_UNKNOWN, /* nothing: ask cache_access() */
    HIT_AGAIN,   /* the line was the most recent one of its set */
    HIT_CHANGED  /* it is now */
};

/*
 * cache_access(), if it takes no time and that is easily seen: the line is one of the two most
 * recent, and nothing is written through.
 */
static inline enum cache_hit cache_hits(struct cache *c, uint32_t pa, bool write)
{
    if (!c->quick) {
        return HIT_UNKNOWN;
    }
    uint32_t *set = cache_set(c, pa);
    uint32_t wanted = pa >> c->shift << c->shift | LINE_VALID;
    uint32_t dirty = write ? LINE_DIRTY : 0;
    uint32_t first = set[0];
    uint32_t second = set[1];
    if ((first & ~(uint32_t)LINE_DIRTY) == wanted) {
        set[0] = first | dirty;
        return HIT_AGAIN;
    }
    if ((second & ~(uint32_t)LINE_DIRTY) == wanted) {
        set[0] = second | dirty;
        set[1] = first;
        return HIT_CHANGED;
    }
    return HIT_UNKNOWN;
}

#endif
