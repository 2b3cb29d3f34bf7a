/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one chart shows: groups of rows, in the order of the sweep, each a point with its
 * repetitions taken together. Points that differ in anything else are never taken together: what
 * the chart does not say where to put becomes part of the series, or in a table a column of its
 * own. Nothing is held but what is shown at most; groups are read as often as need be.
 * chart_columns.c and chart_member.c decide what goes where, chart_data.c reads groups. Only
 * chart_*.c include it.
 */
#ifndef PANEL_CHART_DATA_H
#define PANEL_CHART_DATA_H

#include "chart_filter.h"
#include "chart_number.h"

/* At most so much is shown: the rest is in results.csv. */
enum { CHART_SERIES = 12, CHART_ROWS = 200, CHART_COLUMNS = 40, CHART_KNOWN = 1000 };

/* In place of a column: the members of the families that are y, if `x` is `*`. */
enum { CHART_MEMBER = ~0u };

/* A y of a group: the mean of its repetitions and its spread, or a text. */
struct chart_cell {
    unsigned count; /* of numbers */
    double mean, low, high;
    double squares; /* sum of squared distances from the mean, meanwhile */
    char *text;     /* "varies" if repetitions differ; or null */
};

struct chart_group {
    struct point point; /* the first of the repetitions */
    unsigned repetitions, not_passed;
    bool baseline;
    char **lead; /* texts of the columns that are its x */
    char *x;     /* those, joined */
    char *series;
    struct chart_cell *cells; /* by y */
};

/* What a y comes to in all groups: numbers are in the chart's unit. */
struct chart_stats {
    bool whole, numbers;
    double largest; /* farthest from 0 */
};

/* A list of different texts, in the order in which they came. */
struct chart_names {
    char **text;
    unsigned count;
    bool more; /* than are kept */
};

/* From ... to ..., of what there was. */
struct chart_range {
    bool any;
    double low, high, positive; /* positive: the lowest above 0, or 0 */
};

struct chart_data {
    struct rows *rows;
    const struct chart *chart;
    struct chart_filter filter;
    unsigned *y, y_count;                      /* columns of rows */
    bool y_more;                               /* than are shown */
    unsigned *lead, lead_count, *by, by_count; /* columns of the experiment */
    bool merges;                               /* repetitions, which are not told apart */
    unsigned *members, member_count, member;   /* columns of rows, one for each; the one it is at */
    struct chart_group now, ahead;
    bool has_ahead;
    /* of all groups: */
    uint64_t groups, not_passed; /* points that did not pass, each once */
    unsigned char *met;          /* bit for each of those, if one may come again: chart_member.c */
    size_t met_size;
    unsigned repetitions; /* of a group, at most */
    struct chart_names xs, series;
    bool numeric; /* each x is a number */
    bool sorted;  /* numbers of x only grow within a series */
    struct chart_range x_range, y_range, sum_range;
    struct chart_stats *stats; /* by y */
};

/* Find out all of that. */
void chart_data_open(struct chart_data *d, struct rows *rows, const struct chart *chart,
                     const char *folder);
void chart_data_close(struct chart_data *d);

/* Each group, from the first one on; null after the last. */
void chart_rewind(struct chart_data *d);
const struct chart_group *chart_next(struct chart_data *d);

/* The place of a text among those that are known: their count if it is none of them. */
unsigned chart_find(const struct chart_names *names, const char *text);

/* How many series are drawn: with so many y, all that there is room for. */
unsigned chart_drawn_series(const struct chart_data *d);

/* --- chart_member.c --- */

/* Fill in y and members. */
void chart_find_families(struct chart_data *d);

/* Whether a group's point comes for the first time: it comes again for each member. */
bool chart_first_met(struct chart_data *d, const struct chart_group *g);

/* Whether each group is of one member; the column of rows that a y has for it, or CHART_MEMBER. */
bool chart_by_member(const struct chart_data *d);
unsigned chart_y_column(const struct chart_data *d, unsigned y);

/* What a column of the experiment is called, and what a point has there. */
const char *chart_column_name(const struct chart_data *d, unsigned column);
const char *chart_column_text(const struct chart_data *d, struct point p, unsigned column);

/* --- chart_columns.c --- */

/* Fill in y, members, lead and by: a pass over all rows. */
void chart_columns_find(struct chart_data *d);

/* Unit of a y, or ""; what its values are multiplied with to be shown in it. */
const char *chart_unit(const struct chart_data *d, unsigned y);
double chart_scale(const struct chart_data *d, unsigned y);

/* In new memory: the name of a y; of what is drawn as one line or kind of bar; with its unit. */
char *chart_y_name(const struct chart_data *d, unsigned y);
char *chart_line_name(const struct chart_data *d, unsigned series, unsigned y);
char *chart_with_unit(const struct chart_data *d, char *name, unsigned y);

/* Labels of the axes and the heading of the series, as given or as they are called. */
char *chart_x_label(const struct chart_data *d);
char *chart_y_label(const struct chart_data *d);
char *chart_series_label(const struct chart_data *d);

/* The title, as given or made. */
char *chart_title(const struct chart *c, const struct chart_data *d);

#endif
