/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run cost, as a table for people and as JSON for programs. */
#ifndef PANEL_REPORT_H
#define PANEL_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "session.h"

/* One guest of the run, on a bare machine of its own: what to compare with. */
struct bare {
    bool ran;
    bool passed;
    uint64_t busy_cycles, instructions;
    uint64_t output_bytes, output_hash;
};

/* A run to report: a settled session, and bare[i] for each guest, or null. */
struct report {
    const struct session *session;
    const struct bare *bare;
};

/* Whether guest i's console put out the same bytes as bare. */
bool report_same_output(const struct report *r, unsigned i);

/* Cycles that guest i's VM took, over those of the guest bare; waiting is counted in neither. */
double report_slowdown(const struct report *r, unsigned i);

void report_table(const struct report *r, FILE *out);

/* Schema trapeze-run/1. */
void report_json(const struct report *r, FILE *out);

#endif
