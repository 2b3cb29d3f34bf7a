/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which points a chart shows: those for which its `when` is true. What `when` speaks of is mostly
 * in the row itself, a column or a measure; only if it is not are results read. For chart_data.c
 * and chart_part.c.
 */
#ifndef PANEL_CHART_FILTER_H
#define PANEL_CHART_FILTER_H

#include "rows.h"

struct chart_filter {
    const struct rows *rows;
    const struct formula *when; /* or null: all points */
    const char *folder;         /* with the points' results */
    bool near;                  /* every name in it is in the row */
    const struct point_row *row;
    struct formula_world world; /* of that row */
};

void chart_filter_open(struct chart_filter *f, const struct rows *rows, const struct formula *when,
                       const char *folder);
bool chart_chosen(struct chart_filter *f, const struct point_row *row);

#endif
