/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers that are the same on every machine, for tests. Owns nothing. */
#ifndef TESTS_RNG_H
#define TESTS_RNG_H

#include <stdint.h>

/* Marsaglia's xorshift, 32 bits. Each test seeds its own, with anything but 0. */
struct rng {
    uint32_t state;
};

static inline uint32_t rng_next(struct rng *r)
{
    r->state ^= r->state << 13;
    r->state ^= r->state >> 17;
    r->state ^= r->state << 5;
    return r->state;
}

/* A number below n. */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
    return (uint32_t)((uint64_t)rng_next(r) * n >> 32);
}

/* A word that is often near an edge: 0, -1, the extremes, a power of two, or one off. */
static inline uint32_t rng_edge(struct rng *r)
{
    switch (rng_below(r, 4)) {
    case 0:
        return (1u << rng_below(r, 32)) + rng_below(r, 3) - 1;
    case 1:
        return 0u - (1u << rng_below(r, 32)) + rng_below(r, 3) - 1;
    default:
        return rng_next(r);
    }
}

#endif
