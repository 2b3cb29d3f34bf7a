/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers in reports: how they are written for people, and where an axis has its ticks. Only
 * chart_*.c include it.
 */
#ifndef PANEL_CHART_NUMBER_H
#define PANEL_CHART_NUMBER_H

#include <stdbool.h>

struct chart_text {
    char text[64];
};

/* Decimals for a column of numbers, of which `largest` is the one farthest from 0. */
unsigned chart_decimals(double largest, bool whole);

/* As many, or so many that two digits of a spread are to be seen: of 1.46496 with 0.00015. */
unsigned chart_finer(double spread, unsigned decimals);

/* 1,234,567.89: with so many decimals; what would all be rounded away is written 1.2e-05. */
struct chart_text chart_format(double number, unsigned decimals);

/* --- axes --- */

enum { CHART_TICKS = 64 };

struct chart_tick {
    double at;
    struct chart_text text;
};

struct chart_axis {
    bool logarithmic;
    double low, high;
    struct chart_tick ticks[CHART_TICKS];
    unsigned count;
};

/* From a round number to a round number, with about `ticks` ticks; `low` is below `high`, or 0 and
 * above for a logarithmic one. */
struct chart_axis chart_axis(double low, double high, unsigned ticks);
struct chart_axis chart_axis_logarithmic(double low, double high);

/* How far along the axis a number is, from 0 to 1. */
double chart_along(const struct chart_axis *a, double number);

/* By how much the mean of n numbers of this standard deviation may be wrong, with 95 % confidence.
 */
double chart_confidence(unsigned n, double deviation);

#endif
