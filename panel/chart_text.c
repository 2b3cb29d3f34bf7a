/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plots in characters, for where there is no gnuplot: the same frame, within a terminal's width. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart_plot.h"

enum { WIDTH = 60, HEIGHT = 18, BAR = 44, BARS_MOST = 120 };

static const char marks[] = "ox+*#@%&=abc";

/* --- lines and points --- */

struct canvas {
    char at[HEIGHT][WIDTH];
};

static int step_of(const struct chart_axis *a, double number, int steps)
{
    double along = chart_along(a, number) * (steps - 1);
    return along < 0 ? 0 : along > steps - 1 ? steps - 1 : (int)lround(along);
}

static void draw(struct chart_frame *f, struct canvas *c)
{
    const struct chart_group *g;
    double x;
    chart_rewind(f->d);
    while ((g = chart_next(f->d))) {
        unsigned series = chart_find(&f->d->series, g->series);
        for (unsigned i = 0; i < f->line_count; i++) {
            const struct chart_cell *cell = &g->cells[f->lines[i].y];
            bool shown = f->lines[i].series == series && cell->count > 0 &&
                         (!f->y.logarithmic || cell->mean > 0);
            if (shown && chart_place(f, g, &x)) {
                int row = HEIGHT - 1 - step_of(&f->y, cell->mean, HEIGHT);
                c->at[row][step_of(&f->x, x, WIDTH)] = marks[i % (sizeof marks - 1)];
            }
        }
    }
}

static unsigned widest_tick(const struct chart_axis *a)
{
    unsigned most = 0;
    for (unsigned i = 0; i < a->count; i++) {
        unsigned n = chart_length(a->ticks[i].text.text);
        most = n > most ? n : most;
    }
    return most;
}

static const char *tick_at(const struct chart_axis *a, int row)
{
    for (unsigned i = 0; i < a->count; i++) {
        if (HEIGHT - 1 - step_of(a, a->ticks[i].at, HEIGHT) == row) {
            return a->ticks[i].text.text;
        }
    }
    return "";
}

static void put_spaces(unsigned n, FILE *out)
{
    for (unsigned i = 0; i < n; i++) {
        fputc(' ', out);
    }
}

/* Texts below the axis, each below its place. */
static void put_x_ticks(const struct chart_axis *axis, unsigned margin, FILE *out)
{
    struct chart_axis a = *axis;
    unsigned column = 0;
    chart_thin(&a, WIDTH);
    put_spaces(margin, out);
    for (unsigned i = 0; i < a.count; i++) {
        unsigned length = chart_length(a.ticks[i].text.text);
        unsigned middle = (unsigned)step_of(&a, a.ticks[i].at, WIDTH);
        unsigned from = middle > length / 2 ? middle - length / 2 : 0;
        put_spaces(from > column ? from - column : 0, out);
        fputs(a.ticks[i].text.text, out);
        column = (from > column ? from : column) + length;
    }
    fputc('\n', out);
}

static void put_canvas(const struct chart_frame *f, const struct canvas *c, FILE *out)
{
    unsigned width = widest_tick(&f->y);
    for (int row = 0; row < HEIGHT; row++) {
        const char *tick = tick_at(&f->y, row);
        int end = WIDTH;
        while (end > 0 && c->at[row][end - 1] == ' ') {
            end--;
        }
        put_spaces(width - chart_length(tick), out);
        fprintf(out, "%s %c%s%.*s\n", tick, *tick ? '+' : '|', end ? " " : "", end, c->at[row]);
    }
    put_spaces(width + 1, out);
    fputs("+-", out);
    for (int i = 0; i < WIDTH; i++) {
        fputc('-', out);
    }
    fputc('\n', out);
    put_x_ticks(&f->x, width + 3, out);
    char *label = chart_x_label(f->d);
    unsigned length = chart_length(chart_short(label).text);
    put_spaces(width + 3 + (length < WIDTH ? (WIDTH - length) / 2 : 0), out);
    fprintf(out, "%s\n", chart_short(label).text);
    free(label);
}

/* What it is that lines, or bars at one place, differ in. */
static void put_series(const struct chart_frame *f, FILE *out)
{
    char *label = chart_series_label(f->d);
    fprintf(out, "\n%s%s", chart_short(label).text, *label ? ":\n" : "");
    free(label);
}

static void put_lines(struct chart_frame *f, FILE *out)
{
    struct canvas c;
    memset(&c, ' ', sizeof c);
    draw(f, &c);
    put_canvas(f, &c, out);
    if (f->line_count > 1 || f->d->by_count > 0) {
        put_series(f, out);
    }
    for (unsigned i = 0; i < f->line_count && (f->line_count > 1 || f->d->by_count > 0); i++) {
        fprintf(out, "   %c  %s\n", marks[i % (sizeof marks - 1)], f->lines[i].name);
    }
}

/* --- bars --- */

/* All that is drawn of them: by x, and by line or by stack and part. */
struct bars {
    unsigned columns, parts; /* parts: of a bar */
    double *value;           /* NAN: there is none */
};

static double *bar(const struct bars *b, unsigned x, unsigned column)
{
    return b->value + (x * b->columns + column) * b->parts;
}

static void take_group(struct chart_frame *f, struct bars *b, const struct chart_group *g)
{
    unsigned x = chart_find(&f->d->xs, g->x);
    unsigned series = chart_find(&f->d->series, g->series);
    for (unsigned i = 0; i < f->line_count && x < f->d->xs.count; i++) {
        const struct chart_cell *cell = &g->cells[f->lines[i].y];
        bool stacked = f->kind == CHART_STACKED;
        bool shown = stacked ? series < b->columns : f->lines[i].series == series;
        if (shown && cell->count > 0) {
            bar(b, x, stacked ? series : i)[stacked ? i : 0] = cell->mean;
        }
    }
}

static struct bars find_bars(struct chart_frame *f)
{
    bool stacked = f->kind == CHART_STACKED;
    struct bars b = {.columns = stacked ? f->stacks : f->line_count,
                     .parts = stacked ? f->line_count : 1};
    size_t count = (size_t)f->d->xs.count * b.columns * b.parts;
    const struct chart_group *g;
    b.value = xmalloc((count + 1) * sizeof *b.value);
    for (size_t i = 0; i < count; i++) {
        b.value[i] = NAN;
    }
    chart_rewind(f->d);
    while ((g = chart_next(f->d))) {
        take_group(f, &b, g);
    }
    return b;
}

/* Its parts, each of a letter of its own, and then the sum. */
static void put_bar(const struct chart_frame *f, const struct bars *b, const double *values,
                    FILE *out)
{
    double sum = 0;
    int from = step_of(&f->y, f->y.logarithmic ? f->y.low : 0, BAR + 1);
    bool any = false;
    put_spaces((unsigned)from, out);
    for (unsigned part = 0; part < b->parts; part++) {
        if (!isnan(values[part])) {
            sum += values[part];
            any = true;
            int to = step_of(&f->y, sum, BAR + 1);
            for (; from < to; from++) {
                fputc(b->parts > 1 ? marks[part % (sizeof marks - 1)] : '#', out);
            }
        }
    }
    if (any) {
        bool whole = sum == floor(sum);
        fprintf(out, " %s\n", chart_format(sum, chart_decimals(sum, whole)).text);
    } else {
        fputs("-\n", out);
    }
}

static const char *bar_name(const struct chart_frame *f, unsigned column)
{
    if (f->kind == CHART_STACKED) {
        return f->d->by_count > 0 ? f->d->series.text[column] : "";
    }
    return f->line_count > 1 ? f->lines[column].name : "";
}

static void put_bars(struct chart_frame *f, FILE *out)
{
    struct bars b = find_bars(f);
    unsigned lines = 0;
    char *label = chart_x_label(f->d);
    char *series = chart_series_label(f->d);
    bool both = b.columns > 1 && *series;
    for (unsigned i = 0; i < f->line_count && b.parts > 1; i++) {
        fprintf(out, "   %c  %s\n%s", marks[i % (sizeof marks - 1)], f->lines[i].name,
                i + 1 == f->line_count ? "\n" : "");
    }
    fprintf(out, "%s%s%s:\n", chart_short(label).text, both ? ", " : "",
            both ? chart_short(series).text : "");
    for (unsigned x = 0; x < f->d->xs.count && lines < BARS_MOST; x++) {
        if (b.columns > 1) {
            fprintf(out, "%s\n", chart_short(f->d->xs.text[x]).text);
        }
        for (unsigned c = 0; c < b.columns; c++, lines++) {
            const char *text = b.columns > 1 ? bar_name(f, c) : f->d->xs.text[x];
            fprintf(out, "%s%-16s |", b.columns > 1 ? "  " : "", chart_short(text).text);
            put_bar(f, &b, bar(&b, x, c), out);
        }
    }
    if (lines >= BARS_MOST) {
        fputs("...\n", out);
    }
    free(label);
    free(series);
    free(b.value);
}

char *chart_in_text(struct chart_frame *f)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out) {
        return xstrdup("");
    }
    char *label = chart_y_label(f->d);
    fprintf(out, "%s%s", chart_short(label).text, *label ? "\n\n" : "");
    free(label);
    if (f->kind == CHART_BARS || f->kind == CHART_STACKED) {
        put_bars(f, out);
    } else {
        put_lines(f, out);
    }
    fclose(out);
    return text;
}
