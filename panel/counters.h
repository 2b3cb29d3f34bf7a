/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counters: everything that a run measured, by dotted name (`vms.alice.cycles.hidden_miss`). The
 * one place that names them; whoever reports or measures goes through here.
 */
#ifndef PANEL_COUNTERS_H
#define PANEL_COUNTERS_H

#include <stdint.h>

#include "session.h"

/* Called with each counter, in a fixed order. `name` lives until the call returns. */
typedef void counter_visitor(void *context, const char *name, uint64_t value);

void counters_visit(const struct session *s, counter_visitor *visit, void *context);

/*
 * Every name that a run can give, those of what has not occurred included; some more than once. For
 * a VM stands `*`, whatever monitor it is in, and for the number of a system call 0.
 */
void counters_names(counter_visitor *visit, void *context);

#endif
