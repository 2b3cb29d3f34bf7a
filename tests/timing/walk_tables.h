/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the walked pipeline remembers between instructions: the tags of its caches, and its branch
 * predictor. As plain as docs/timing.md says it: a way knows when it was fetched and last accessed,
 * and everything is looked for one by one. Shares nothing with machine/cache.c and predictor.c but
 * the structs that say how large they are. Used by walk.c only.
 */
#ifndef TESTS_TIMING_WALK_TABLES_H
#define TESTS_TIMING_WALK_TABLES_H

#include "machine/timing.h"

struct walk_way {
    bool used, dirty;
    uint32_t line;              /* the number of the line: its address over the size of lines */
    uint64_t fetched, accessed; /* when, by counting accesses */
};

struct walk_cache {
    struct cache_config config;
    struct walk_way *ways; /* the ways of set 0, then those of set 1, ... */
    uint64_t now;          /* accesses so far */
    uint32_t random;
    uint64_t fetches, writes; /* from and to memory */
};

/* What an access went to memory for. */
struct walk_memory {
    unsigned fetches, writes;
};

bool walk_cache_new(struct walk_cache *c, const struct cache_config *config);
void walk_cache_free(struct walk_cache *c);
void walk_cache_forget(struct walk_cache *c);
struct walk_memory walk_cache_access(struct walk_cache *c, uint32_t pa, bool write);

/* Of a branch or jump, as far as prediction is concerned. */
enum walk_flow { WALK_STRAIGHT, WALK_BRANCH, WALK_JAL, WALK_JALR };

struct walk_target {
    bool used;
    uint32_t pc, target;
};

struct walk_predictor {
    struct predictor_config config;
    unsigned *counters;
    struct walk_target *targets;
};

bool walk_predictor_new(struct walk_predictor *p, const struct predictor_config *config);
void walk_predictor_free(struct walk_predictor *p);

/* Where fetch goes on; offset: of a branch or jal, from pc. */
uint32_t walk_predict(const struct walk_predictor *p, enum walk_flow flow, uint32_t pc,
                      uint32_t offset);
void walk_learn(struct walk_predictor *p, enum walk_flow flow, uint32_t pc, uint32_t next);

#endif
