/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plots as pictures: chart_plot.c writes a script for gnuplot, chart_gnuplot.c has it carried out
 * by a process of its own, chart_svg.c puts what came of it where it is to be shown.
 */
#ifndef PANEL_CHART_PLOT_H
#define PANEL_CHART_PLOT_H

#include <stdio.h>

#include "chart_frame.h"

/* The script that draws a plot as SVG on standard output. */
void chart_plot(struct chart_frame *f, FILE *script);

/* The gnuplot that is to be used, in new memory: null if there is none, or none is wanted. */
char *chart_gnuplot(void);

/*
 * Have a script carried out: what it draws goes to `svg`. If that went wrong, or took so long that
 * it is not to be tried again, there has been a message of one line; if interrupted, none.
 */
enum chart_drawing { CHART_DRAWN, CHART_NOT_DRAWN, CHART_LATE, CHART_INTERRUPTED };
enum chart_drawing chart_draw(const char *gnuplot, FILE *script, FILE *svg);

/*
 * A picture within a page: without what stands before the picture itself, with a title, and with
 * identifiers that begin with `prefix`, since there may be others. False if it is no picture.
 */
bool chart_svg_inline(FILE *svg, const char *prefix, const char *title, FILE *out);

/* Plots in characters, in new memory. */
char *chart_in_text(struct chart_frame *f);

#endif
