/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timing sections of a configuration as the machine wants them. Owns nothing. */
#ifndef PANEL_COSTS_H
#define PANEL_COSTS_H

#include "config.h"

/* Of a configuration that was checked. */
struct timing_config costs_of(const struct config *c);

/* Whether the values of those sections agree. 0, or EXIT_USAGE after a message. */
int costs_check(const struct config *c);

#endif
