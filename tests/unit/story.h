/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A machine with an eventful life, for tests of what a snapshot must hold: random instructions run,
 * and in between registers of devices are read and written, buffers made available, bytes typed,
 * TLB entries and memory changed. All of it follows from the seed. Owns the machine.
 */
#ifndef TESTS_UNIT_STORY_H
#define TESTS_UNIT_STORY_H

#include "machine/machine.h"
#include "tests/rng.h"

struct story {
    struct machine *m;
    struct rng rng;
    uint64_t heard; /* FNV-1a of what the machine has sent */
    unsigned heard_count;
};

/* s must stay where it is. */
void story_begin(struct story *s, const struct machine_config *config, uint32_t seed);
void story_end(struct story *s);

/* As many events as that. */
void story_go_on(struct story *s, unsigned events);

/* The same life from here on in m, which takes the place of the story's machine. */
void story_move(struct story *s, struct machine *m);

/* A number for all that is there, and all that was sent. */
uint64_t story_digest(struct story *s);

#endif
