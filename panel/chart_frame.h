/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The frame of a plot, whoever draws it: what its axes go from and to, where their ticks are, and
 * which lines, or kinds of bar, it has. chart_plot.c has gnuplot draw it, chart_text.c draws it in
 * characters.
 */
#ifndef PANEL_CHART_FRAME_H
#define PANEL_CHART_FRAME_H

#include "chart_data.h"

struct chart_line {
    unsigned series, y;
    char *name; /* for people, short */
};

struct chart_frame {
    struct chart_data *d;
    enum chart_kind kind;
    bool categories; /* x is a place among texts, not a number */
    bool has_zero;   /* an x of 0 stands left of a logarithmic axis, */
    double zero;     /* as if it were this number */
    struct chart_axis x, y;
    struct chart_line *lines;
    unsigned line_count; /* of stacked bars, the parts */
    unsigned stacks;     /* of stacked bars, side by side at each x */
};

/* False if there is nothing that could be drawn. */
bool chart_frame_open(struct chart_frame *f, struct chart_data *d);
void chart_frame_close(struct chart_frame *f);

/* Where a group is on the x axis; false if it is not shown. */
bool chart_place(const struct chart_frame *f, const struct chart_group *g, double *x);

/* The part of a stack that stands for a y: from ... to ... Of one without value they are equal. */
void chart_part(const struct chart_group *g, unsigned y, double *from, double *to);

/* Leave out ticks of x whose texts would touch, if the axis is as long as so many letters. */
void chart_thin(struct chart_axis *a, unsigned letters);

/* A text, short enough to stand beside an axis. */
struct chart_text chart_tick_name(const char *text);

/* A text in one line, of a length that can be shown. */
struct excerpt chart_short(const char *text);

/* Letters of a text. */
unsigned chart_length(const char *text);

#endif
