/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The configuration that a command line asks for: that of FILE with --set, or with --point N that
 * of a point of the experiment in FILE. Called by what starts a session, or runs a point.
 */
#ifndef PANEL_WANTED_H
#define PANEL_WANTED_H

#include "config.h"
#include "options.h"

struct experiment;

/* `sets` are those of o, or some more. As config_load(): 0 or a status, to be freed in either case.
 */
int wanted_config(struct config *c, const struct options *o, const char *const *sets,
                  unsigned set_count);

/* Whether e has the point that --point asks for: 0, or EXIT_USAGE after a message. */
int wanted_point(const struct options *o, const struct experiment *e);

#endif
