/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MOST 1e300 /* differences of larger ones may be no numbers */

/* --- names --- */

unsigned chart_find(const struct chart_names *names, const char *text)
{
    unsigned i = 0;
    while (i < names->count && strcmp(names->text[i], text) != 0) {
        i++;
    }
    return i;
}

static void add_name(struct chart_names *names, const char *text, unsigned most)
{
    if (chart_find(names, text) < names->count) {
        return;
    }
    if (names->count == most) {
        names->more = true;
        return;
    }
    names->text = xrealloc(names->text, (names->count + 1) * sizeof *names->text);
    names->text[names->count++] = xstrdup(text);
}

static void free_names(struct chart_names *names)
{
    for (unsigned i = 0; i < names->count; i++) {
        free(names->text[i]);
    }
    free(names->text);
}

/* --- a group --- */

static void group_clear(const struct chart_data *d, struct chart_group *g)
{
    for (unsigned i = 0; g->lead && i < d->lead_count; i++) {
        free(g->lead[i]);
    }
    for (unsigned y = 0; g->cells && y < d->y_count; y++) {
        free(g->cells[y].text);
    }
    free(g->lead);
    free(g->x);
    free(g->series);
    free(g->cells);
    *g = (struct chart_group){.lead = NULL};
}

static char *joined(const struct chart_data *d, struct point p, const unsigned *columns,
                    unsigned count)
{
    char *text = xstrdup("");
    for (unsigned i = 0; i < count; i++) {
        char *longer = xformat("%s%s%s", text, i ? ", " : "", chart_column_text(d, p, columns[i]));
        free(text);
        text = longer;
    }
    return text;
}

/* Welford's way: nothing is lost by taking the difference of large sums. */
static void add_number(struct chart_cell *c, double number)
{
    double distance = number - c->mean;
    c->low = c->count == 0 ? number : fmin(c->low, number);
    c->high = c->count == 0 ? number : fmax(c->high, number);
    c->count++;
    c->mean += distance / c->count;
    c->squares += distance * (number - c->mean);
}

static void add_text(struct chart_cell *c, const char *text, bool first)
{
    if (first) {
        c->text = xstrdup(text);
    } else if (!c->text || strcmp(c->text, text) != 0) {
        free(c->text);
        c->text = xstrdup("varies");
    }
}

static void group_add(const struct chart_data *d, struct chart_group *g,
                      const struct point_row *row)
{
    for (unsigned y = 0; y < d->y_count; y++) {
        unsigned column = chart_y_column(d, y);
        const struct value none = {.kind = VALUE_NONE};
        const struct value *v = column == CHART_MEMBER ? &none : &row->values[column];
        if (v->kind == VALUE_NUMBER && fabs(v->number) < NUMBER_MOST) {
            add_number(&g->cells[y], v->number * chart_scale(d, y));
        } else if (v->kind == VALUE_TEXT && v->text) {
            add_text(&g->cells[y], v->text, g->repetitions == 0);
        }
    }
    g->repetitions++;
    g->not_passed += row->status != POINT_PASSED;
}

static void group_begin(const struct chart_data *d, struct chart_group *g,
                        const struct point_row *row)
{
    const struct experiment *e = d->rows->experiment;
    size_t size = (d->y_count + 1) * sizeof *g->cells;
    *g = (struct chart_group){.point = row->point};
    g->cells = memset(xmalloc(size), 0, size);
    g->lead = xmalloc((d->lead_count + 1) * sizeof *g->lead);
    for (unsigned i = 0; i < d->lead_count; i++) {
        g->lead[i] = xstrdup(chart_column_text(d, row->point, d->lead[i]));
    }
    g->x = joined(d, row->point, d->lead, d->lead_count);
    g->series = joined(d, row->point, d->by, d->by_count);
    g->baseline = experiment_baseline(e, row->point).number == row->point.number;
    group_add(d, g, row);
}

/* What the chart wants to see of how much repetitions differ. */
static void group_end(const struct chart_data *d, struct chart_group *g)
{
    for (unsigned y = 0; y < d->y_count; y++) {
        struct chart_cell *c = &g->cells[y];
        double deviation = c->count > 1 ? sqrt(c->squares / (c->count - 1)) : 0;
        double half = d->chart->spread == SPREAD_DEVIATION ? deviation
                      : d->chart->spread == SPREAD_CONFIDENCE
                          ? chart_confidence(c->count, deviation)
                          : 0;
        if (d->chart->spread != SPREAD_RANGE) {
            c->low = c->mean - half;
            c->high = c->mean + half;
        }
    }
}

/* --- groups --- */

static void restart(struct chart_data *d)
{
    struct point_row row;
    rows_rewind(d->rows);
    group_clear(d, &d->now);
    group_clear(d, &d->ahead);
    d->has_ahead = false;
    while (!d->has_ahead && rows_next(d->rows, &row)) {
        if (chart_chosen(&d->filter, &row)) {
            group_begin(d, &d->ahead, &row);
            d->has_ahead = true;
        }
    }
}

static bool next_group(struct chart_data *d)
{
    struct point_row row;
    if (!d->has_ahead) {
        return false;
    }
    group_clear(d, &d->now);
    d->now = d->ahead;
    d->ahead = (struct chart_group){.lead = NULL};
    d->has_ahead = false;
    while (!d->has_ahead && rows_next(d->rows, &row)) {
        if (!chart_chosen(&d->filter, &row)) {
            continue;
        }
        if (d->merges && row.point.raw == d->now.point.raw) { /* repetitions vary fastest */
            group_add(d, &d->now, &row);
        } else {
            group_begin(d, &d->ahead, &row);
            d->has_ahead = true;
        }
    }
    group_end(d, &d->now);
    return true;
}

/* Some families have members that others have not, and some points have none of one. */
static bool has_cells(const struct chart_data *d)
{
    bool has = false;
    for (unsigned y = 0; y < d->y_count; y++) {
        has |= d->now.cells[y].count > 0 || d->now.cells[y].text;
    }
    return has;
}

void chart_rewind(struct chart_data *d)
{
    d->member = 0;
    restart(d);
}

const struct chart_group *chart_next(struct chart_data *d)
{
    for (;;) {
        if (!next_group(d)) {
            if (d->member + 1 >= d->member_count) {
                return NULL;
            }
            d->member++;
            restart(d);
        } else if (!chart_by_member(d) || has_cells(d)) {
            return &d->now;
        }
    }
}

/* --- all groups --- */

static void extend(struct chart_range *r, double number)
{
    r->low = r->any ? fmin(r->low, number) : number;
    r->high = r->any ? fmax(r->high, number) : number;
    if (number > 0) {
        r->positive = r->positive > 0 ? fmin(r->positive, number) : number;
    }
    r->any = true;
}

static void survey_y(struct chart_data *d, const struct chart_group *g)
{
    double sum = 0;
    for (unsigned y = 0; y < d->y_count; y++) {
        const struct chart_cell *c = &g->cells[y];
        struct chart_stats *s = &d->stats[y];
        if (c->count > 0) {
            s->whole &= c->mean == floor(c->mean);
            s->largest = fmax(s->largest, fmax(fabs(c->low), fabs(c->high)));
            s->numbers = true;
            extend(&d->y_range, c->low);
            extend(&d->y_range, c->mean);
            extend(&d->y_range, c->high);
            sum += c->mean;
            extend(&d->sum_range, sum);
        }
    }
}

static void survey_group(struct chart_data *d, const struct chart_group *g, double last[])
{
    double x;
    add_name(&d->xs, g->x, CHART_ROWS);
    add_name(&d->series, g->series, CHART_KNOWN);
    if (formula_number(g->x, &x)) {
        unsigned s = chart_find(&d->series, g->series);
        extend(&d->x_range, x);
        d->sorted &= s >= CHART_SERIES || x > last[s];
        if (s < CHART_SERIES) {
            last[s] = x;
        }
    } else {
        d->numeric = false;
    }
    d->groups++;
    d->not_passed += g->not_passed > 0 && chart_first_met(d, g) ? g->not_passed : 0;
    d->repetitions = g->repetitions > d->repetitions ? g->repetitions : d->repetitions;
    survey_y(d, g);
}

void chart_data_open(struct chart_data *d, struct rows *rows, const struct chart *chart,
                     const char *folder)
{
    double last[CHART_SERIES];
    const struct chart_group *g;
    *d = (struct chart_data){.rows = rows, .chart = chart, .numeric = true, .sorted = true};
    chart_filter_open(&d->filter, rows, chart->when, folder);
    chart_columns_find(d);
    d->stats = xmalloc((d->y_count + 1) * sizeof *d->stats);
    for (unsigned y = 0; y < d->y_count; y++) {
        d->stats[y] = (struct chart_stats){.whole = true};
    }
    for (unsigned s = 0; s < CHART_SERIES; s++) {
        last[s] = -INFINITY;
    }
    chart_rewind(d);
    while ((g = chart_next(d))) {
        survey_group(d, g, last);
    }
    d->numeric &= d->x_range.any && d->lead_count == 1;
}

void chart_data_close(struct chart_data *d)
{
    group_clear(d, &d->now);
    group_clear(d, &d->ahead);
    free_names(&d->xs);
    free_names(&d->series);
    free(d->y);
    free(d->members);
    free(d->met);
    free(d->lead);
    free(d->by);
    free(d->stats);
    *d = (struct chart_data){.rows = NULL};
}

unsigned chart_drawn_series(const struct chart_data *d)
{
    bool table = d->chart->kind == CHART_TABLE;
    unsigned all = table ? CHART_COLUMNS : CHART_SERIES;
    unsigned room = d->chart->kind == CHART_STACKED || d->y_count == 0 ? all : all / d->y_count;
    room = room == 0 ? 1 : room > CHART_SERIES ? CHART_SERIES : room;
    return d->series.count < room ? d->series.count : room;
}
