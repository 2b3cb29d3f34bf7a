/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report of an experiment: its question, its tables and plots, and whether its expectations
 * held, as report.md and as a report.html that needs no other file. gnuplot draws the plots, if it
 * is there; else they are drawn in characters, and the report says so.
 *
 * chart_data.c takes rows together into what one chart shows, of columns that chart_columns.c
 * finds, members that chart_member.c does, and points that chart_filter.c chooses; chart_table.c
 * makes tables of that; chart_frame.c decides how a plot is laid out, chart_plot.c writes it as a
 * script for gnuplot, chart_gnuplot.c has that carried out, chart_svg.c takes in the picture,
 * chart_text.c draws in characters; chart_report.c, chart_part.c and chart_origin.c put the parts
 * in order, chart_write.c writes them as Markdown and HTML.
 */
#ifndef PANEL_CHART_H
#define PANEL_CHART_H

#include "rows.h"

/* What became of an expectation. */
struct verdict {
    uint64_t held, failed;
    uint64_t first; /* point where it failed first */
    char *text;     /* what it came to there */
};

struct verdicts {
    struct verdict *of;                   /* by expectation */
    uint64_t passed, missing, not_passed; /* points */
    uint64_t first_not_passed;
};

/*
 * Write folder/report.md, report.html and folder/plots. 0, or a status after a message; EXIT_GUEST
 * without one if it was interrupted.
 */
int chart_report(struct rows *rows, const struct verdicts *v, const char *folder);

#endif
