/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart_table.h"

#include <stdlib.h>
#include <string.h>

/* A table under way. */
struct grid {
    struct chart_data *d;
    unsigned series, columns; /* drawn; of all, the leading ones included */
    struct paper_table table;
    char **keys; /* by row: its x */
    bool *marked, *right;
    bool by_row, *by_series; /* whether rows, columns are wholly the baseline's */
};

/* --- cells --- */

static char *number_text(const struct grid *t, const struct chart_cell *c, unsigned y)
{
    const struct chart_stats *s = &t->d->stats[y];
    enum chart_spread spread = t->d->chart->spread;
    bool percent = strcmp(chart_unit(t->d, y), "%") == 0;
    unsigned decimals = percent && !s->whole ? 1 : chart_decimals(s->largest, s->whole);
    if (spread == SPREAD_NONE || c->count < 2) {
        return xstrdup(chart_format(c->mean, decimals).text);
    }
    if (spread == SPREAD_RANGE) {
        decimals = s->whole ? decimals : chart_finer(c->high - c->low, decimals);
        return xformat("%s (%s to %s)", chart_format(c->mean, decimals).text,
                       chart_format(c->low, decimals).text, chart_format(c->high, decimals).text);
    }
    double half = c->high - c->mean;
    decimals = chart_finer(half, decimals);
    return xformat("%s \302\261 %s", chart_format(c->mean, decimals).text,
                   chart_format(half, decimals).text);
}

static char *cell_text(const struct grid *t, const struct chart_group *g, unsigned y)
{
    const struct chart_cell *c = &g->cells[y];
    char *text = c->count > 0 ? number_text(t, c, y) : xstrdup(c->text ? c->text : "\342\200\223");
    if (g->not_passed > 0) {
        char *marked = xformat("%s \342\200\240", text);
        free(text);
        return marked;
    }
    return text;
}

/* --- rows --- */

static unsigned find_row(struct grid *t, const struct chart_group *g)
{
    for (unsigned r = t->table.rows; r-- > 0;) { /* most often the last one */
        if (strcmp(t->keys[r], g->x) == 0) {
            return r;
        }
    }
    return t->table.rows;
}

static void add_row(struct grid *t, const struct chart_group *g)
{
    unsigned row = t->table.rows++;
    size_t cells = (size_t)t->table.rows * t->columns;
    t->keys = xrealloc(t->keys, t->table.rows * sizeof *t->keys);
    t->marked = xrealloc(t->marked, t->table.rows * sizeof *t->marked);
    t->table.cells = xrealloc(t->table.cells, cells * sizeof *t->table.cells);
    t->keys[row] = xstrdup(g->x);
    t->marked[row] = true;
    for (unsigned c = 0; c < t->columns; c++) {
        t->table.cells[row * t->columns + c] = c < t->d->lead_count ? xstrdup(g->lead[c]) : NULL;
    }
}

static void put_group(struct grid *t, const struct chart_group *g)
{
    unsigned series = chart_find(&t->d->series, g->series);
    unsigned row = find_row(t, g);
    if (series >= t->series || (row == t->table.rows && row == CHART_ROWS)) {
        return;
    }
    if (row == t->table.rows) {
        add_row(t, g);
    }
    t->marked[row] &= g->baseline;
    t->by_series[series] &= g->baseline;
    for (unsigned y = 0; y < t->d->y_count; y++) {
        unsigned column = t->d->lead_count + series * t->d->y_count + y;
        char **cell = &t->table.cells[row * t->columns + column];
        free(*cell);
        *cell = cell_text(t, g, y);
    }
}

/* --- heads --- */

/* Whether all numbers are of one measure, which is named above them. */
static bool said_above(const struct chart_data *d)
{
    return d->y_count == 1 && d->by_count > 0;
}

static char *caption_of(const struct chart_data *d)
{
    char *series = chart_series_label(d);
    char *what = said_above(d) ? chart_y_label(d) : xstrdup("Columns");
    char *caption = *series ? xformat("%s by %s", what, series) : NULL;
    free(what);
    free(series);
    return caption;
}

/* Whether all values of a column are numbers. */
static bool is_number(const struct experiment *e, unsigned column)
{
    double number;
    for (unsigned a = 0; a < e->axis_count; a++) {
        const struct axis *axis = &e->axes[a];
        for (unsigned i = 0; i < axis->count && column < axis->column_count; i++) {
            if (!formula_number(axis->values[i].texts[column], &number)) {
                return false;
            }
        }
        if (column < axis->column_count) {
            return true;
        }
        column -= axis->column_count;
    }
    return true; /* `repeat` or `seed` */
}

static void put_heads(struct grid *t)
{
    const struct chart_data *d = t->d;
    unsigned column = 0;
    t->table.heads = xmalloc((t->columns + 1) * sizeof *t->table.heads);
    t->right = xmalloc((t->columns + 1) * sizeof *t->right);
    for (unsigned c = 0; c < d->lead_count; c++) {
        const char *name = chart_column_name(d, d->lead[c]);
        bool label = d->chart->x_label && d->chart->x &&
                     (d->lead[c] == CHART_MEMBER || strcmp(d->chart->x, name) == 0);
        t->right[column] =
            d->lead[c] == CHART_MEMBER ? d->numeric : is_number(d->rows->experiment, d->lead[c]);
        t->table.heads[column++] = xstrdup(label ? d->chart->x_label : name);
    }
    for (unsigned s = 0; s < t->series; s++) {
        for (unsigned y = 0; y < d->y_count; y++) {
            t->right[column] = d->stats[y].numbers;
            char *name = chart_line_name(d, s, y);
            t->table.heads[column++] = said_above(d) ? name : chart_with_unit(d, name, y);
        }
    }
    t->table.right = t->right;
}

/* If no row is the baseline's, a series may be. */
static void mark_heads(struct grid *t)
{
    for (unsigned s = 0; s < t->series && t->d->by_count > 0; s++) {
        for (unsigned y = 0; y < t->d->y_count && t->by_series[s]; y++) {
            char **head = &t->table.heads[t->d->lead_count + s * t->d->y_count + y];
            char *longer = xformat("%s, baseline", *head);
            free(*head);
            *head = longer;
        }
    }
}

static bool any(const bool *list, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (list[i]) {
            return true;
        }
    }
    return false;
}

static void grid_free(struct grid *t)
{
    for (unsigned r = 0; r < t->table.rows; r++) {
        for (unsigned c = 0; c < t->columns; c++) {
            free(t->table.cells[r * t->columns + c]);
        }
        free(t->keys[r]);
    }
    for (unsigned c = 0; c < t->columns; c++) {
        free(t->table.heads[c]);
    }
    free(t->table.heads);
    free(t->table.cells);
    free(t->keys);
    free(t->marked);
    free(t->right);
    free(t->by_series);
}

void chart_table(struct paper *p, struct chart_data *d)
{
    struct grid t = {.d = d, .series = chart_drawn_series(d)};
    const struct chart_group *g;
    t.columns = d->lead_count + t.series * d->y_count;
    t.by_series = memset(xmalloc((t.series + 1) * sizeof *t.by_series), true, t.series);
    chart_rewind(d);
    while ((g = chart_next(d))) {
        put_group(&t, g);
    }
    put_heads(&t);
    bool rows = any(t.marked, t.table.rows);
    if (!rows) {
        mark_heads(&t);
    }
    char *caption = caption_of(d);
    t.table.columns = t.columns;
    t.table.marked = t.marked;
    t.table.caption = caption;
    if (t.columns > 0) {
        paper_table(p, &t.table);
    }
    if (rows) {
        paper_prose(p, "remark", "Marked rows are the baseline.");
    }
    grid_free(&t);
    free(caption);
}

/* --- remarks --- */

static void remark_spread(struct paper *p, const struct chart_data *d)
{
    static const char *const words[] = {[SPREAD_NONE] = "",
                                        [SPREAD_RANGE] = ", with the least and the greatest",
                                        [SPREAD_DEVIATION] = ", with the standard deviation",
                                        [SPREAD_CONFIDENCE] =
                                            ", with the 95 % confidence interval (Student's t)"};
    if (d->repetitions > 1) {
        paper_say(p, " Means of %u repetitions%s.", d->repetitions, words[d->chart->spread]);
    }
}

static void remark_left_out(struct paper *p, const struct chart_data *d)
{
    unsigned series = chart_drawn_series(d);
    bool bars = d->chart->kind == CHART_BARS || d->chart->kind == CHART_STACKED;
    bool counts = bars || d->chart->kind == CHART_TABLE || !d->numeric;
    if (d->xs.more && counts) {
        paper_say(p, " Only the first %u %s are shown, of %s points: all are in results.csv.",
                  d->xs.count,
                  bars                            ? "bars"
                  : d->chart->kind == CHART_TABLE ? "rows"
                                                  : "places",
                  chart_format((double)d->rows->count, 0).text);
    }
    if (series < d->series.count) {
        paper_say(p, " Only %u of %s%u series are shown: all are in results.csv.", series,
                  d->series.more ? "more than " : "", d->series.count);
    }
    if (d->y_more) {
        paper_say(p, " Only %u measures are shown: all are in results.csv.", d->y_count);
    }
}

void chart_remarks(struct paper *p, const struct chart_data *d)
{
    bool left = d->xs.more || d->y_more || chart_drawn_series(d) < d->series.count;
    if (d->repetitions < 2 && d->not_passed == 0 && !left) {
        return;
    }
    paper_open(p, PAPER_PARAGRAPH, "remark");
    remark_spread(p, d);
    remark_left_out(p, d);
    if (d->not_passed > 0) {
        paper_say(p, " %s%s of the points shown did not pass.",
                  d->chart->kind == CHART_TABLE ? "\342\200\240 " : "",
                  chart_format((double)d->not_passed, 0).text);
    }
    paper_close(p, PAPER_PARAGRAPH);
}
