/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a cycle can be spent on: the guest's own work, or one of the costs that the monitor's probes
 * announce (isa/probe.def). Constant data only; for the ledger and whoever reports it.
 */
#ifndef PANEL_SPENT_H
#define PANEL_SPENT_H

#include <stdint.h>

enum cause_of_cost {
    SPENT_USER,
    SPENT_SUPERVISOR,
#define PROBE(number, id, name, value)
#define COST(number, id, name, title, value) SPENT_##id,
#include "isa/probe.def"
    SPENT_COUNT
};

/* Name of a cause, as in counters ("hidden_miss"), and for people. */
extern const char *const spent_names[SPENT_COUNT];
extern const char *const spent_titles[SPENT_COUNT];

/* The cause that a probe announces, or -1 if it announces none. */
int spent_announced(uint32_t event);

#endif
