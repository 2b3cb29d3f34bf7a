/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configurations of time, drawn at random, with odd ones among them. Owns nothing. */
#ifndef TESTS_TIMING_DRAW_H
#define TESTS_TIMING_DRAW_H

#include <stddef.h>

#include "machine/timing.h"
#include "tests/rng.h"

struct timing_config draw_timing(struct rng *r, enum timing_model model);

/* In a line, for a message. */
void draw_describe(const struct timing_config *t, char *text, size_t size);

#endif
