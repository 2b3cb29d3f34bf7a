/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart_frame.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chart_write.h"

/* --- texts --- */

unsigned chart_length(const char *text)
{
    unsigned n = 0;
    for (; *text; text++) {
        n += ((unsigned char)*text & 0xc0) != 0x80;
    }
    return n;
}

struct excerpt chart_short(const char *text)
{
    char *plain = plain_text(text);
    struct excerpt e = excerpt(plain);
    free(plain);
    return e;
}

struct chart_text chart_tick_name(const char *text)
{
    enum { MOST = 24 };
    struct chart_text t;
    char *plain = plain_text(text);
    size_t n = strlen(plain);
    if (chart_length(plain) > MOST) {
        n = MOST - 1;
        while (n > 0 && ((unsigned char)plain[n] & 0xc0) == 0x80) {
            n--;
        }
    }
    snprintf(t.text, sizeof t.text, "%.*s%s", n > 48 ? 48 : (int)n, plain, plain[n] ? "~" : "");
    free(plain);
    return t;
}

/* --- x --- */

/* So far left of the first positive one as that is left of the second. */
static double place_of_zero(const struct chart_data *d)
{
    double first = d->x_range.positive;
    double second = d->x_range.high;
    for (unsigned i = 0; i < d->xs.count; i++) {
        double x;
        bool is = formula_number(d->xs.text[i], &x) && x > first;
        second = is && x < second ? x : second;
    }
    double ratio = second > first ? second / first : 10;
    return first / (ratio < 2 ? 2 : ratio > 100 ? 100 : ratio);
}

static double place_of_number(const struct chart_frame *f, double x)
{
    return f->has_zero && x == 0 ? f->zero : x;
}

/* Where the sweep has its values there are ticks, with the user's own texts. */
static void tick_values(struct chart_frame *f)
{
    const struct chart_data *d = f->d;
    if (d->xs.more || d->xs.count > CHART_TICKS) {
        return;
    }
    f->x.count = 0;
    for (unsigned i = 0; i < d->xs.count; i++) {
        double x;
        if (formula_number(d->xs.text[i], &x)) {
            x = place_of_number(f, x);
            unsigned at = f->x.count++;
            for (; at > 0 && f->x.ticks[at - 1].at > x; at--) {
                f->x.ticks[at] = f->x.ticks[at - 1];
            }
            f->x.ticks[at] = (struct chart_tick){x, chart_tick_name(d->xs.text[i])};
        }
    }
}

static void frame_numbers(struct chart_frame *f)
{
    const struct chart_range *r = &f->d->x_range;
    bool wanted = f->d->chart->log == LOG_X || f->d->chart->log == LOG_XY;
    if (wanted && r->positive > 0) {
        f->has_zero = r->low <= 0;
        f->zero = f->has_zero ? place_of_zero(f->d) : 0;
        f->x = chart_axis_logarithmic(r->positive, r->high);
        f->x.low = f->has_zero ? f->zero : r->positive;
        f->x.high = r->high > f->x.low ? r->high : 10 * f->x.low;
        double more = pow(f->x.high / f->x.low, 0.03);
        f->x.low /= more;
        f->x.high *= more;
    } else {
        f->x = chart_axis(r->low, r->high, 8);
        double more = 0.03 * (r->high > r->low ? r->high - r->low : fmax(1, fabs(r->high)));
        f->x.low = r->low - more;
        f->x.high = r->high + more;
    }
    tick_values(f);
}

/* Each text has a place of its own: as many ticks as can be kept, evenly. */
static void frame_categories(struct chart_frame *f)
{
    unsigned n = f->d->xs.count;
    unsigned every = (n + CHART_TICKS - 1) / CHART_TICKS;
    f->x = (struct chart_axis){.low = -0.5, .high = n - 0.5};
    for (unsigned i = 0; i < n; i += every) {
        f->x.ticks[f->x.count++] = (struct chart_tick){i, chart_tick_name(f->d->xs.text[i])};
    }
}

bool chart_place(const struct chart_frame *f, const struct chart_group *g, double *x)
{
    if (f->categories) {
        unsigned i = chart_find(&f->d->xs, g->x);
        *x = i;
        return i < f->d->xs.count;
    }
    bool is = formula_number(g->x, x);
    *x = place_of_number(f, *x);
    return is && (!f->x.logarithmic || *x > 0);
}

void chart_thin(struct chart_axis *a, unsigned letters)
{
    unsigned kept = 0;
    double end = -1e9;
    for (unsigned i = 0; i < a->count; i++) {
        double middle = chart_along(a, a->ticks[i].at) * letters;
        double half = (chart_length(a->ticks[i].text.text) + 1) / 2.0;
        if (middle - half >= end) {
            end = middle + half;
            a->ticks[kept++] = a->ticks[i];
        }
    }
    a->count = kept;
}

/* --- y --- */

static void frame_y(struct chart_frame *f)
{
    const struct chart_data *d = f->d;
    bool bars = f->kind == CHART_BARS || f->kind == CHART_STACKED;
    const struct chart_range *r = f->kind == CHART_STACKED ? &d->sum_range : &d->y_range;
    bool wanted = d->chart->log == LOG_Y || d->chart->log == LOG_XY;
    if (wanted && r->positive > 0 && f->kind != CHART_STACKED) {
        /* Each bar has a height: the axis begins a power of ten below the lowest. */
        double low = bars ? pow(10, ceil(log10(r->positive) - 1e-9) - 1) : r->positive;
        f->y = chart_axis_logarithmic(low, r->high);
        return;
    }
    /* From 0, unless that would leave nothing to be seen of how a line goes. */
    bool flat = r->high - r->low <= 1e-9 * fabs(r->high);
    bool zero = bars || flat || r->low <= 0.5 * r->high;
    double low = zero && r->low > 0 ? 0 : r->low;
    double high = zero && r->high < 0 ? 0 : r->high;
    f->y = chart_axis(low, high, 6);
}

void chart_part(const struct chart_group *g, unsigned y, double *from, double *to)
{
    *from = 0;
    for (unsigned i = 0; i < y; i++) {
        *from += g->cells[i].count > 0 ? g->cells[i].mean : 0;
    }
    *to = *from + (g->cells[y].count > 0 ? g->cells[y].mean : 0);
}

/* --- lines --- */

static void add_line(struct chart_frame *f, unsigned series, unsigned y, char *name)
{
    f->lines = xrealloc(f->lines, (f->line_count + 1) * sizeof *f->lines);
    f->lines[f->line_count++] = (struct chart_line){series, y, xstrdup(chart_short(name).text)};
    free(name);
}

static void find_lines(struct chart_frame *f)
{
    const struct chart_data *d = f->d;
    unsigned series = chart_drawn_series(d);
    if (f->kind == CHART_STACKED) {
        f->stacks = series;
        for (unsigned y = 0; y < d->y_count; y++) {
            add_line(f, 0, y, chart_y_name(d, y));
        }
        return;
    }
    for (unsigned s = 0; s < series; s++) {
        for (unsigned y = 0; y < d->y_count; y++) {
            add_line(f, s, y, chart_line_name(d, s, y));
        }
    }
}

bool chart_frame_open(struct chart_frame *f, struct chart_data *d)
{
    bool bars = d->chart->kind == CHART_BARS || d->chart->kind == CHART_STACKED;
    *f = (struct chart_frame){.d = d, .kind = d->chart->kind, .categories = bars || !d->numeric};
    if (!d->y_range.any) {
        return false;
    }
    find_lines(f);
    frame_y(f);
    if (f->categories) {
        frame_categories(f);
    } else {
        frame_numbers(f);
    }
    return true;
}

void chart_frame_close(struct chart_frame *f)
{
    for (unsigned i = 0; i < f->line_count; i++) {
        free(f->lines[i].name);
    }
    free(f->lines);
    *f = (struct chart_frame){.d = NULL};
}
