/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What chart_plot.c and chart_plot_axes.c share; nobody else includes it. */
#ifndef PANEL_CHART_PLOT_PARTS_H
#define PANEL_CHART_PLOT_PARTS_H

#include "chart_plot.h"

/* In pixels, about: a letter; what is left for the plot beside its scale; a text on end; a line. */
enum { LETTER = 8, PLOT_WIDTH = 640, TURNED = 18, LINE = 18 };

/* A text, whatever is in it. */
void plot_text(const char *text, FILE *out);

/*
 * Labels, ticks and ranges of both axes, of which that of x is so wide. Returns how many lines of
 * text more than usual stand below it.
 */
unsigned plot_axes(struct chart_frame *f, unsigned width, FILE *out);

/* Width of a bar, where the distance of two places is 1. */
double plot_bar(const struct chart_frame *f);

#endif
