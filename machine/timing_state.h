/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What takes time, in a snapshot: a machine's costs, and what its caches and predictor hold.
 * For machine/state.c.
 */
#ifndef MACHINE_TIMING_STATE_H
#define MACHINE_TIMING_STATE_H

#include "machine/archive.h"
#include "machine/timing.h"

/* Loaded costs that no machine can have make the archive fail. */
void timing_config_archive(struct archive *a, struct timing_config *c);
void timing_archive(struct archive *a, struct timing *t);

#endif
