/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial: an experiment made from a seed, one quiet VM and one to three hostile ones, written to
 * files that `trapeze run` takes as well; run, and judged. Everything follows from the seed.
 */
#ifndef TESTS_ISOLATION_TRIAL_H
#define TESTS_ISOLATION_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/isolation/hostile.h"

enum { HOSTILES_MOST = 3, TRIAL_PATH = 512, TRIAL_TEXT = 512 };

/* Where a trial finds and leaves its files. */
struct bench {
    const char *folder;
    const char *victim; /* the quiet guest's image */
    struct runtimes runtimes;
};

struct trial {
    uint32_t seed;
    unsigned hostiles;
    unsigned plan[HOSTILES_MOST];
    unsigned victim;              /* which of the VMs is the quiet one */
    bool fair;                    /* it must have ended in time */
    const char *guest;            /* its image */
    char experiment[TRIAL_PATH];  /* the file */
    char settings[TRIAL_TEXT];    /* in words */
    uint64_t bare_cycles, cycles; /* of the quiet guest alone; of all until it has ended */
    uint64_t instructions, limit; /* of the machine; and how many cycles it might have taken */
    char wrong[TRIAL_TEXT];       /* what is wrong; empty: nothing */
};

/* Write the files of a seed; false if that fails. */
bool trial_make(struct trial *t, uint32_t seed, const struct bench *bench);

/* Run it, bare and monitored; what is wrong is in t->wrong. */
void trial_go(struct trial *t);

#endif
