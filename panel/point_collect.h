/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session that has settled, into a result. For point_run.c. */
#ifndef PANEL_POINT_COLLECT_H
#define PANEL_POINT_COLLECT_H

#include "point.h"
#include "session.h"

/* complaint: what the machine had to say of how it is programmed, or NULL. */
void point_collect(struct point_result *r, const struct session *s, const char *complaint);

#endif
