/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Images of hostile guests, as ELF files: blocks of attacks in their runtime (hostile.S), or random
 * programs in theirs (tests/random).
 */
#ifndef TESTS_ISOLATION_HOSTILE_H
#define TESTS_ISOLATION_HOSTILE_H

#include <stdbool.h>

#include "tests/isolation/attack.h"

/* Where the runtimes are, as flat images. */
struct runtimes {
    const char *hostile, *random;
};

/* Write a guest of that plan; or, with PLAN_COUNT, one of random programs. False: it cannot be. */
bool hostile_write(struct rng *r, const struct target *t, unsigned plan,
                   const struct runtimes *runtimes, const char *path);

#endif
