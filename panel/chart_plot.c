/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Scripts for gnuplot. Data are numbers only.
 *
 * Colours are those of Okabe and Ito, which people who see few colours tell apart; markers, dashes
 * and fills differ too, for who prints in grey.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chart_plot_parts.h"

enum { WIDTH = 760, HEIGHT = 430, MARKERS_MOST = 60 };

static const char *const colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                      "#e69f00", "#56b4e9", "#444444", "#b8a800"};
static const int markers[] = {7, 5, 9, 13, 11, 6, 4, 8, 12, 10, 2, 1};
static const char *const dashes[] = {"1", "'-'", "'.'", "'-.'", "'_'", "'-..'"};

enum { COLOURS = sizeof colours / sizeof colours[0], DASHES = sizeof dashes / sizeof dashes[0] };

/* --- data --- */

/* A line's data, in columns: x, y, least, greatest. */
static void put_line_data(struct chart_frame *f, const struct chart_line *l, double shift,
                          FILE *out)
{
    const struct chart_group *g;
    double x;
    chart_rewind(f->d);
    while ((g = chart_next(f->d))) {
        const struct chart_cell *c = &g->cells[l->y];
        if (chart_find(&f->d->series, g->series) != l->series || !chart_place(f, g, &x)) {
            continue;
        }
        if (c->count == 0 || (f->y.logarithmic && c->mean <= 0)) {
            fputc('\n', out); /* the line has a gap */
            continue;
        }
        double low = f->y.logarithmic ? fmax(c->low, f->y.low) : c->low;
        fprintf(out, "%.10g %.10g %.10g %.10g\n", x + shift, c->mean, low, c->high);
    }
}

/* Boxes of one part of all stacks: x, from, to. */
static void put_part_data(struct chart_frame *f, const struct chart_line *l, double width,
                          FILE *out)
{
    const struct chart_group *g;
    double x, from, to;
    chart_rewind(f->d);
    while ((g = chart_next(f->d))) {
        unsigned series = chart_find(&f->d->series, g->series);
        if (series < f->stacks && chart_place(f, g, &x) && g->cells[l->y].count > 0) {
            chart_part(g, l->y, &from, &to);
            x += (series - (f->stacks - 1) / 2.0) * width;
            fprintf(out, "%.10g %.10g %.10g\n", x, from, to);
        }
    }
}

static void put_data(struct chart_frame *f, FILE *out)
{
    double width = plot_bar(f);
    bool bars = f->kind == CHART_BARS;
    for (unsigned i = 0; i < f->line_count; i++) {
        fprintf(out, "$data%u << end\n", i);
        if (f->kind == CHART_STACKED) {
            put_part_data(f, &f->lines[i], width, out);
        } else {
            put_line_data(f, &f->lines[i], bars ? (i - (f->line_count - 1) / 2.0) * width : 0, out);
        }
        fputs("end\n", out);
    }
}

/* --- what is drawn --- */

static bool has_spread(const struct chart_frame *f)
{
    return f->d->chart->spread != SPREAD_NONE && f->d->repetitions > 1;
}

static void put_title(const struct chart_line *l, bool wanted, FILE *out)
{
    if (wanted) {
        fputs(" title ", out);
        plot_text(l->name, out);
    } else {
        fputs(" notitle", out);
    }
}

/* From least to greatest, with a stroke at both ends. */
static void put_spread(unsigned i, const char *colour, FILE *out)
{
    fprintf(out,
            "$data%u using 1:($4>$3?$3:NaN):(0):($4-$3) with vectors heads size screen 0.005,90 "
            "fixed lw 1.2 lc rgb '%s' notitle",
            i, colour);
}

/* The bars' border is dark, so that neighbours of the same grey are two. */
static void put_bars(const struct chart_frame *f, unsigned i, bool keyed, FILE *out)
{
    const char *colour = colours[i % COLOURS];
    const char *columns = f->kind == CHART_STACKED
                              ? "1:2:($1-width/2):($1+width/2):2:3 with boxxyerror"
                              : "1:2:($1-width/2):($1+width/2):(base):2 with boxxyerror";
    fprintf(out, "$data%u using %s fc rgb '%s' fs ", i, columns, colour);
    if (i < COLOURS) {
        fputs("solid 0.9", out);
    } else {
        fprintf(out, "pattern %u", i - COLOURS + 4);
    }
    fputs(" border lc rgb '#222222' lw 0.6", out);
    put_title(&f->lines[i], keyed, out);
    if (has_spread(f) && f->kind == CHART_BARS) {
        fputs(", \\\n  ", out);
        put_spread(i, "#222222", out);
    }
}

static void put_line(const struct chart_frame *f, unsigned i, bool keyed, FILE *out)
{
    const char *colour = colours[i % COLOURS];
    bool points = f->kind == CHART_POINTS;
    bool many = f->d->xs.count > MARKERS_MOST;
    bool sorted = f->d->sorted || f->categories;
    if (has_spread(f)) {
        put_spread(i, colour, out);
        fputs(", \\\n  ", out);
    }
    fprintf(out, "$data%u using 1:2 %s", i, sorted || points ? "" : "smooth unique ");
    if (points) {
        fprintf(out, "with points pt %d ps %s", markers[i % 12], many ? "0.4" : "0.9");
    } else if (many) {
        fprintf(out, "with lines lw 2 dt %s", dashes[i % DASHES]);
    } else {
        fprintf(out, "with linespoints lw 2 dt %s pt %d ps 0.8", dashes[i / 4 % DASHES],
                markers[i % 12]);
    }
    fprintf(out, " lc rgb '%s'", colour);
    put_title(&f->lines[i], keyed, out);
}

static void put_plot(const struct chart_frame *f, bool keyed, FILE *out)
{
    bool bars = f->kind == CHART_BARS || f->kind == CHART_STACKED;
    fputs("plot ", out);
    for (unsigned i = 0; i < f->line_count; i++) {
        fputs(i > 0 ? ", \\\n  " : "", out);
        if (bars) {
            put_bars(f, i, keyed, out);
        } else {
            put_line(f, i, keyed, out);
        }
    }
    fputc('\n', out);
}

/* --- the legend --- */

struct key {
    bool wanted, above;
    unsigned longest;        /* name, in letters */
    unsigned columns, lines; /* above the plot */
};

/* Above the plot if it is short, else beside it: it never covers anything. */
static struct key key_of(const struct chart_frame *f)
{
    struct key k = {.wanted = f->line_count > 1 || f->d->by_count > 0};
    for (unsigned i = 0; i < f->line_count; i++) {
        unsigned n = chart_length(f->lines[i].name);
        k.longest = n > k.longest ? n : k.longest;
    }
    k.columns = PLOT_WIDTH / LETTER / (k.longest + 6);
    k.columns = k.columns > 0 ? k.columns : 1;
    k.lines = (f->line_count + k.columns - 1) / k.columns;
    k.above = k.lines <= 2 || k.longest > 24;
    return k;
}

static void put_key(const struct chart_frame *f, const struct key *k, FILE *out)
{
    bool parts = f->kind == CHART_STACKED || f->d->by_count == 0;
    char *series = parts ? xstrdup("") : chart_series_label(f->d);
    if (k->above) {
        fprintf(out, "set key outside top left horizontal Left reverse maxcols %u samplen 2.5\n",
                k->columns);
    } else {
        fputs("set key outside right center vertical Left reverse samplen 2.5\n", out);
    }
    if (*series) {
        fputs("set key title ", out);
        plot_text(chart_short(series).text, out);
        fputs(" left\n", out);
    }
    free(series);
}

void chart_plot(struct chart_frame *f, FILE *out)
{
    struct key k = key_of(f);
    unsigned beside = k.wanted && !k.above ? (k.longest + 8) * LETTER : 0;
    fputs("set encoding utf8\nset key noenhanced\n", out);
    if (k.wanted) {
        put_key(f, &k, out);
    } else {
        fputs("set key off\n", out);
    }
    fputs("set border 3 lc rgb '#444444' lw 1\n"
          "set tics nomirror out scale 0.6 textcolor rgb '#222222'\n"
          "set grid ytics lt 1 lw 0.8 lc rgb '#dddddd'\n"
          "set errorbars small\nset pointintervalbox 0\n",
          out);
    unsigned lines = plot_axes(f, PLOT_WIDTH - beside, out);
    lines += k.wanted && k.above ? k.lines + 1 : 0;
    fprintf(out,
            "set terminal svg size %d,%u noenhanced font 'sans-serif,14' background '#ffffff'\n",
            WIDTH, HEIGHT + LINE * lines);
    fprintf(out, "width = %.10g\nbase = %.10g\n", plot_bar(f) * 0.94,
            f->y.logarithmic ? f->y.low : 0);
    put_data(f, out);
    put_plot(f, k.wanted, out);
}
