/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is random about a machine that is built of matter, out of a seed: where the random
 * replacement of caches and of the TLB begins, and how far time has gone when the hart comes out of
 * reset. Seed 0 is a machine whose time and whose TLB's generator begin at 0.
 */
#ifndef MACHINE_SEED_H
#define MACHINE_SEED_H

#include <stdint.h>

/* The next of a sequence of numbers, of which *state is any number to begin with: SplitMix64. */
static inline uint64_t seed_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

enum { SEED_PHASES = 1 << 22 };

struct seeded {
    uint32_t phase;          /* cycles by which time is ahead: some tenths of a second at most */
    uint32_t mtlbrand;       /* at reset, of the machine and of VMs alike */
    uint32_t icache, dcache; /* of their generators; not 0 */
};

/* Of a seed that is not 0. */
static inline struct seeded seed_machine(uint32_t seed)
{
    uint64_t state = seed;
    uint32_t phase = seed_next(&state) % SEED_PHASES;
    uint32_t mtlbrand = (uint32_t)seed_next(&state);
    uint32_t icache = (uint32_t)seed_next(&state) | 1;
    uint32_t dcache = (uint32_t)seed_next(&state) | 1;
    return (struct seeded){phase, mtlbrand, icache, dcache};
}

#endif
