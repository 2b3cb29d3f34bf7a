/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of a report. chart_report.c puts them in order, chart_part.c has the charts,
 * chart_origin.c says where the results come from. Only these include it.
 */
#ifndef PANEL_CHART_REPORT_H
#define PANEL_CHART_REPORT_H

#include "chart.h"
#include "chart_write.h"

struct chart_pages {
    struct rows *rows;
    const struct verdicts *verdicts;
    const char *folder;
    struct paper paper;
    char *gnuplot; /* or null: plots are drawn in characters */
    bool in_text;  /* one has been */
};

/* A chart with its title, note and remarks. 0, or a status, after a message if not interrupted. */
int chart_put(struct chart_pages *r, unsigned chart);

/* What was measured, varied and configured, and how to do it again. */
void chart_origin(struct chart_pages *r);

/* The columns of a point as text, "monitor.soft_tlb 64, program small", in new memory. */
char *chart_point_name(const struct experiment *e, struct point p);

#endif
