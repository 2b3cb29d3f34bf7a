/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands around a plot, for gnuplot. The terminal is told to take texts as they are.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "chart_plot_parts.h"

/* --- texts --- */

/* In double quotes, where all that could mean something is given by its number. */
void plot_text(const char *text, FILE *out)
{
    fputc('"', out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c >= 0x80 || isalnum(c) || (c != '\0' && strchr(" .,:()/+-=_", c))) {
            fputc(c, out);
        } else {
            fprintf(out, "\\%03o", c < 0x20 ? ' ' : c);
        }
    }
    fputc('"', out);
}

/* A tick's text, which is a format. */
static void put_tick(const char *text, FILE *out)
{
    char *doubled = xmalloc(2 * strlen(text) + 1);
    char *to = doubled;
    for (; *text; text++) {
        *to++ = *text;
        if (*text == '%') {
            *to++ = '%';
        }
    }
    *to = '\0';
    plot_text(doubled, out);
    free(doubled);
}

static void put_label(const char *axis, char *text, FILE *out)
{
    fprintf(out, "set %slabel ", axis);
    plot_text(chart_short(text).text, out);
    fputc('\n', out);
    free(text);
}

/* --- axes --- */

static void put_ticks(const char *axis, const struct chart_axis *a, const char *how, FILE *out)
{
    fprintf(out, "set %stics %s (", axis, how);
    for (unsigned i = 0; i < a->count; i++) {
        fputs(i > 0 ? ", " : "", out);
        put_tick(a->ticks[i].text.text, out);
        fprintf(out, " %.10g", a->ticks[i].at);
    }
    double more = a->logarithmic ? 1e-6 : 0; /* or rounding may lose the ticks at the ends */
    fprintf(out, ")\nset %srange [%.10g:%.10g]\n", axis, a->low * (1 - more), a->high * (1 + more));
    if (a->logarithmic) {
        fprintf(out, "set logscale %s\n", axis);
    }
}

static unsigned longest_tick(const struct chart_axis *a)
{
    unsigned most = 0;
    for (unsigned i = 0; i < a->count; i++) {
        unsigned n = chart_length(a->ticks[i].text.text);
        most = n > most ? n : most;
    }
    return most;
}

double plot_bar(const struct chart_frame *f)
{
    return 0.8 / (f->kind == CHART_STACKED ? f->stacks : f->line_count);
}

/* Lines that a text takes that is turned. */
static unsigned turned_lines(unsigned letters)
{
    return letters * 5 / LINE;
}

/* Texts that would touch each other stand on end, as many as there is room for. */
static unsigned put_x(struct chart_frame *f, unsigned width, FILE *out)
{
    struct chart_axis a = f->x;
    unsigned letters = width / LETTER;
    bool rotated = f->categories && a.count * (longest_tick(&a) + 1) > letters;
    unsigned room = rotated ? width / TURNED : 0;
    unsigned every = rotated ? (a.count + room - 1) / room : 1;
    if (rotated) {
        unsigned kept = 0;
        for (unsigned i = 0; i < a.count; i += every) {
            a.ticks[kept++] = a.ticks[i];
        }
        a.count = kept;
    } else {
        chart_thin(&a, letters);
    }
    put_ticks("x", &a, rotated ? "rotate by 40 right" : "norotate", out);
    return rotated ? turned_lines(longest_tick(&a)) : 0;
}

/* Each stack has its series below it, and its x below that. */
static unsigned put_stacks(struct chart_frame *f, unsigned width, FILE *out)
{
    unsigned stacks = f->d->xs.count * f->stacks;
    struct chart_axis a = {.low = f->x.low, .high = f->x.high};
    for (unsigned i = 0; i < stacks && i < CHART_TICKS; i++) {
        struct chart_tick *t = &a.ticks[a.count++];
        unsigned series = i % f->stacks;
        t->at = i / f->stacks + (series - (f->stacks - 1) / 2.0) * plot_bar(f);
        t->text = chart_tick_name(f->d->series.text[series]);
    }
    unsigned longest = longest_tick(&a);
    bool rotated = stacks * (longest + 1) > width / LETTER;
    unsigned more = rotated ? turned_lines(longest) : 0;
    put_ticks("x", &a, rotated ? "rotate by 40 right" : "norotate", out);
    for (unsigned i = 0; i < f->x.count; i++) {
        fputs("set label ", out);
        plot_text(f->x.ticks[i].text.text, out);
        fprintf(out, " at first %.10g, graph 0 center offset 0,-%.2f noenhanced\n",
                f->x.ticks[i].at, more + (rotated ? 1.7 : 2.5));
    }
    fprintf(out, "set bmargin %u\nset xlabel offset 0,-1.4\n", more + 5);
    return more;
}

unsigned plot_axes(struct chart_frame *f, unsigned width, FILE *out)
{
    bool stacks =
        f->kind == CHART_STACKED && f->stacks > 1 && f->d->xs.count * f->stacks <= width / TURNED;
    put_label("x", chart_x_label(f->d), out);
    put_label("y", chart_y_label(f->d), out);
    put_ticks("y", &f->y, "norotate", out);
    return stacks ? put_stacks(f, width, out) : put_x(f, width, out);
}
