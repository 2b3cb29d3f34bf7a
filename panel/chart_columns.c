/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns are a chart's x, y and series; what they are called. */
#include <stdlib.h>
#include <string.h>

#include "chart_data.h"

/* --- y --- */

static void add_y(struct chart_data *d, unsigned column, unsigned most)
{
    for (unsigned i = 0; i < d->y_count; i++) {
        if (d->y[i] == column) {
            return;
        }
    }
    if (d->y_count < most) {
        d->y[d->y_count++] = column;
    } else {
        d->y_more = true;
    }
}

/* In the order in which the chart names them, or else in that of the measures. */
static void find_columns(struct chart_data *d)
{
    const struct rows *rows = d->rows;
    unsigned most = d->chart->kind == CHART_TABLE ? CHART_COLUMNS : CHART_SERIES;
    d->y = xmalloc(most * sizeof *d->y);
    for (unsigned i = 0; i < d->chart->y_count; i++) {
        for (unsigned k = 0; k < rows->column_count; k++) {
            const struct row_column *c = &rows->columns[k];
            if (strcmp(d->chart->y[i], c->name) == 0 ||
                strcmp(d->chart->y[i], rows->experiment->measures[c->measure].name) == 0) {
                add_y(d, k, most);
            }
        }
    }
    for (unsigned k = 0; k < rows->column_count && d->chart->y_count == 0; k++) {
        add_y(d, k, most);
    }
}

static void find_y(struct chart_data *d)
{
    if (chart_by_member(d)) {
        chart_find_families(d);
    } else {
        find_columns(d);
    }
}

/* --- x and series --- */

static void add(unsigned **list, unsigned *count, unsigned column)
{
    *list = xrealloc(*list, (*count + 1) * sizeof **list);
    (*list)[(*count)++] = column;
}

static bool is_in(const unsigned *list, unsigned count, unsigned column)
{
    for (unsigned i = 0; i < count; i++) {
        if (list[i] == column) {
            return true;
        }
    }
    return false;
}

static bool is_told(const struct chart_data *d, unsigned column)
{
    return is_in(d->lead, d->lead_count, column) || is_in(d->by, d->by_count, column);
}

static void add_named(const struct chart_data *d, const char *name, unsigned **list,
                      unsigned *count)
{
    unsigned column;
    if (name && experiment_find_column(d->rows->experiment, name, &column)) {
        add(list, count, column);
    }
}

/* Whether two values of an axis look the same in the columns that are told. `first`: the axis's. */
static bool look_same(const struct chart_data *d, const struct axis *a, unsigned first, unsigned i,
                      unsigned k)
{
    for (unsigned c = 0; c < a->column_count; c++) {
        if (is_told(d, first + c) && strcmp(a->values[i].texts[c], a->values[k].texts[c]) != 0) {
            return false;
        }
    }
    return true;
}

/* Whether the columns that are told tell all values of an axis apart that occur. */
static bool tells_apart(const struct chart_data *d, const struct axis *a, unsigned first,
                        const bool *chosen)
{
    enum { MANY = 1000 }; /* who zips so many has made them different */
    for (unsigned i = 0; i < a->count && i < MANY; i++) {
        for (unsigned k = 0; k < i && chosen[i]; k++) {
            if (chosen[k] && look_same(d, a, first, i, k)) {
                return false;
            }
        }
    }
    return true;
}

/* Which values of which axes occur in the rows that are shown. */
static bool **find_chosen(struct chart_data *d)
{
    const struct experiment *e = d->rows->experiment;
    bool **chosen = xmalloc((e->axis_count + 1) * sizeof *chosen);
    struct point_row row;
    for (unsigned a = 0; a < e->axis_count; a++) {
        size_t size = e->axes[a].count * sizeof **chosen;
        chosen[a] = memset(xmalloc(size), 0, size);
    }
    rows_rewind(d->rows);
    while (rows_next(d->rows, &row)) {
        if (chart_chosen(&d->filter, &row)) {
            for (unsigned a = 0; a < e->axis_count; a++) {
                chosen[a][experiment_choice(e, row.point, a)] = true;
            }
        }
    }
    return chosen;
}

static unsigned count_chosen(const bool *chosen, unsigned count)
{
    unsigned n = 0;
    for (unsigned i = 0; i < count; i++) {
        n += chosen[i];
    }
    return n;
}

/* Columns of an axis that the chart does not speak of, if its values are to be told apart. */
static void add_untold(struct chart_data *d, const struct axis *a, unsigned first,
                       const bool *chosen)
{
    bool table = d->chart->kind == CHART_TABLE;
    bool x = table || !d->chart->x; /* becomes part of x, and not of the series */
    bool all = table && !d->chart->x;
    bool some = false;
    for (unsigned c = 0; c < a->column_count; c++) {
        some |= is_told(d, first + c);
    }
    bool needed =
        all || (some ? !tells_apart(d, a, first, chosen) : count_chosen(chosen, a->count) > 1);
    for (unsigned c = 0; c < a->column_count && needed; c++) {
        if (!is_told(d, first + c)) {
            if (x) {
                add(&d->lead, &d->lead_count, first + c);
            } else {
                add(&d->by, &d->by_count, first + c);
            }
        }
    }
}

void chart_columns_find(struct chart_data *d)
{
    const struct experiment *e = d->rows->experiment;
    bool **chosen = find_chosen(d);
    unsigned first = 0;
    find_y(d);
    if (chart_by_member(d)) {
        add(&d->lead, &d->lead_count, CHART_MEMBER);
    }
    add_named(d, d->chart->x, &d->lead, &d->lead_count);
    add_named(d, d->chart->series, &d->by, &d->by_count);
    for (unsigned a = 0; a < e->axis_count; a++) {
        add_untold(d, &e->axes[a], first, chosen[a]);
        first += e->axes[a].column_count;
        free(chosen[a]);
    }
    free(chosen);
    d->merges = true;
    for (unsigned c = first; c < experiment_columns(e); c++) { /* `repeat` and `seed` */
        d->merges &= !is_told(d, c);
    }
}

/* --- names --- */

static const struct measure *measure_of(const struct chart_data *d, unsigned y)
{
    const struct rows *rows = d->rows;
    return &rows->experiment->measures[rows->columns[d->y[y]].measure];
}

const char *chart_unit(const struct chart_data *d, unsigned y)
{
    const char *unit = measure_of(d, y)->unit;
    return unit ? unit : "";
}

double chart_scale(const struct chart_data *d, unsigned y)
{
    return strcmp(chart_unit(d, y), "%") == 0 ? 100 : 1;
}

char *chart_y_name(const struct chart_data *d, unsigned y)
{
    const struct row_column *c = &d->rows->columns[d->y[y]];
    bool several = false;
    for (unsigned i = 0; i < d->y_count; i++) {
        several |= d->rows->columns[d->y[i]].measure != c->measure;
    }
    if (chart_by_member(d)) {
        return xstrdup(measure_of(d, y)->name);
    }
    if (!c->member || d->y_count == 1) {
        return xstrdup(c->name);
    }
    return several ? xformat("%s: %s", measure_of(d, y)->name, c->label) : xstrdup(c->label);
}

char *chart_with_unit(const struct chart_data *d, char *name, unsigned y)
{
    const char *unit = chart_unit(d, y);
    if (!*unit) {
        return name;
    }
    char *both = xformat("%s (%s)", name, unit);
    free(name);
    return both;
}

char *chart_line_name(const struct chart_data *d, unsigned series, unsigned y)
{
    if (d->by_count == 0) {
        return chart_y_name(d, y);
    }
    if (d->y_count == 1) {
        return xstrdup(d->series.text[series]);
    }
    char *name = chart_y_name(d, y);
    char *both = xformat("%s, %s", d->series.text[series], name);
    free(name);
    return both;
}

static char *columns_label(const struct chart_data *d, const unsigned *list, unsigned count)
{
    char *text = xstrdup("");
    for (unsigned i = 0; i < count; i++) {
        char *longer = xformat("%s%s%s", text, i ? ", " : "", chart_column_name(d, list[i]));
        free(text);
        text = longer;
    }
    return text;
}

char *chart_x_label(const struct chart_data *d)
{
    return d->chart->x_label ? xstrdup(d->chart->x_label)
                             : columns_label(d, d->lead, d->lead_count);
}

char *chart_series_label(const struct chart_data *d)
{
    return columns_label(d, d->by, d->by_count);
}

/* What all y have in common: their name, if they are one measure's, and their unit. */
char *chart_y_label(const struct chart_data *d)
{
    const char *name = d->y_count > 0 ? measure_of(d, 0)->name : "";
    bool same_unit = true;
    if (d->chart->y_label || d->y_count == 0) {
        return xstrdup(d->chart->y_label ? d->chart->y_label : "");
    }
    for (unsigned y = 1; y < d->y_count; y++) {
        name = strcmp(name, measure_of(d, y)->name) == 0 ? name : "";
        same_unit &= strcmp(chart_unit(d, 0), chart_unit(d, y)) == 0;
    }
    if (d->y_count == 1) {
        return chart_with_unit(d, chart_y_name(d, 0), 0);
    }
    if (*name) {
        return chart_with_unit(d, xstrdup(name), 0);
    }
    return xstrdup(same_unit ? chart_unit(d, 0) : "");
}

char *chart_title(const struct chart *c, const struct chart_data *d)
{
    if (c->title) {
        return xstrdup(c->title);
    }
    if (c->kind == CHART_FLOW) {
        return xformat("%s, step by step", c->episode ? c->episode : "syscall");
    }
    char *what = d->y_count == 1 ? chart_y_name(d, 0) : chart_y_label(d);
    const char *name = *what ? what : d->y_count > 0 ? measure_of(d, 0)->name : "results";
    const char *and_others = *what || d->y_count < 2 ? "" : " and others";
    char *text = c->kind == CHART_TABLE && c->y_count == 0 ? xstrdup("All results")
                 : c->x && !chart_by_member(d) ? xformat("%s%s by %s", name, and_others, c->x)
                                               : xformat("%s%s", name, and_others);
    free(what);
    return text;
}
