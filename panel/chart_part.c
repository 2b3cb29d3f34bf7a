/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart in a report: a table, a plot, or the figures of some points. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "chart_plot.h"
#include "chart_report.h"
#include "chart_table.h"
#include "folder.h"
#include "output.h"

enum { FIGURES_MOST = 24 };

/* --- plots --- */

/* "plots/02-slowdown-by-size.svg": of a title, what is safe in a name of a file. */
static char *picture_path(unsigned chart, const char *title)
{
    char name[48];
    size_t n = 0;
    for (; *title && n + 1 < sizeof name; title++) {
        unsigned char c = (unsigned char)*title;
        if (c < 0x80 && isalnum(c)) {
            name[n++] = (char)tolower(c);
        } else if (n > 0 && name[n - 1] != '-') {
            name[n++] = '-';
        }
    }
    n -= n > 0 && name[n - 1] == '-';
    name[n] = '\0';
    return xformat("plots/%02u-%s.svg", chart + 1, n > 0 ? name : "plot");
}

static int copy(FILE *from, const char *path)
{
    struct output o;
    char bytes[4096];
    size_t n;
    int status = folder_make_for(path);
    status = status ? status : output_open(&o, path, (struct where){NULL, 0, 0});
    if (status) {
        return status;
    }
    rewind(from);
    while ((n = fread(bytes, 1, sizeof bytes, from)) > 0) {
        fwrite(bytes, 1, n, o.file);
    }
    return output_commit(&o);
}

static void put_in_text(struct chart_pages *r, struct chart_frame *f)
{
    char *text = chart_in_text(f);
    paper_block(&r->paper, text);
    free(text);
    r->in_text = true;
}

/* Into both pages, and a file. */
static int put_picture(struct chart_pages *r, unsigned chart, const char *title, FILE *svg)
{
    char *name = picture_path(chart, title);
    char *path = xformat("%s/%s", r->folder, name);
    char *prefix = xformat("plot%u-", chart + 1);
    int status = copy(svg, path);
    paper_picture(&r->paper, name, title);
    chart_svg_inline(svg, prefix, title, r->paper.html);
    paper_picture_end(&r->paper);
    free(prefix);
    free(path);
    free(name);
    return status;
}

/* Which of the stacks that stand side by side is which. */
static void remark_stacks(struct paper *p, const struct chart_frame *f)
{
    if (f->stacks < 2) {
        return;
    }
    char *label = chart_series_label(f->d);
    paper_open(p, PAPER_PARAGRAPH, "remark");
    paper_say(p, "From left to right, %s is", label);
    const char *comma = f->d->by_count > 1 ? ";" : ","; /* those have commas in them */
    for (unsigned s = 0; s < f->stacks; s++) {
        paper_say(p, "%s %s", s ? comma : "", f->d->series.text[s]);
    }
    paper_say(p, ".");
    paper_close(p, PAPER_PARAGRAPH);
    free(label);
}

/* 0, or a status, after a message unless it was interrupted. */
static int put_plot(struct chart_pages *r, unsigned chart, const char *title, struct chart_frame *f)
{
    FILE *script = tmpfile();
    FILE *svg = tmpfile();
    int status = 0;
    if (!script || !svg) {
        status = diag("cannot write a temporary file: %s", strerror(errno));
    } else {
        enum chart_drawing came = CHART_NOT_DRAWN;
        if (r->gnuplot) {
            chart_plot(f, script);
            came = chart_draw(r->gnuplot, script, svg);
        }
        if (came == CHART_LATE) {
            free(r->gnuplot);
            r->gnuplot = NULL;
        }
        if (came == CHART_DRAWN) {
            status = put_picture(r, chart, title, svg);
            remark_stacks(&r->paper, f);
        } else if (came == CHART_INTERRUPTED) {
            status = EXIT_GUEST;
        } else {
            put_in_text(r, f);
        }
    }
    if (script) {
        fclose(script);
    }
    if (svg) {
        fclose(svg);
    }
    return status;
}

/* --- figures --- */

char *chart_point_name(const struct experiment *e, struct point p)
{
    char *text = xstrdup("");
    for (unsigned c = 0; c < experiment_columns(e); c++) {
        const char *cell = experiment_cell(e, p, c);
        char *longer = xformat("%s%s%s %s", text, c ? ", " : "", experiment_column(e, c), cell);
        free(text);
        text = longer;
    }
    return text;
}

static void put_figure(struct chart_pages *r, unsigned chart, struct point p)
{
    const struct experiment *e = r->rows->experiment;
    struct point_result result;
    if (point_find(&result, r->folder, p.number)) {
        for (unsigned i = 0; i < result.figure_count; i++) {
            if (result.figures[i].chart == chart) {
                char *name = chart_point_name(e, p);
                if (*name) {
                    paper_heading(&r->paper, 4, name);
                }
                paper_figure(&r->paper, result.figures[i].text);
                free(name);
            }
        }
    }
    point_free(&result);
}

static void put_figures(struct chart_pages *r, unsigned chart)
{
    struct chart_filter filter;
    struct point_row row;
    unsigned shown = 0, more = 0;
    chart_filter_open(&filter, r->rows, r->rows->experiment->charts[chart].when, r->folder);
    rows_rewind(r->rows);
    while (rows_next(r->rows, &row)) {
        if (!chart_chosen(&filter, &row)) {
            continue;
        }
        if (shown < FIGURES_MOST) {
            put_figure(r, chart, row.point);
            shown++;
        } else {
            more++;
        }
    }
    if (more > 0) {
        paper_open(&r->paper, PAPER_PARAGRAPH, "remark");
        paper_say(&r->paper, "Only the figures of the first %u points are shown, of %u.", shown,
                  shown + more);
        paper_close(&r->paper, PAPER_PARAGRAPH);
    }
}

/* --- all kinds --- */

static void put_note(struct chart_pages *r, const struct chart *c)
{
    if (c->note) {
        paper_prose(&r->paper, "note", c->note);
    }
}

static int put_data(struct chart_pages *r, unsigned chart, const char *title, struct chart_data *d)
{
    struct chart_frame f;
    int status = 0;
    if (d->groups == 0) {
        paper_prose(&r->paper, "remark", "No point belongs into this chart.");
    } else if (d->chart->kind == CHART_TABLE) {
        chart_table(&r->paper, d);
    } else if (chart_frame_open(&f, d)) {
        status = put_plot(r, chart, title, &f);
        if (f.has_zero) {
            paper_prose(&r->paper, "remark",
                        "The logarithmic axis has no place for 0, which stands at its left end.");
        }
        chart_frame_close(&f);
    } else {
        paper_prose(&r->paper, "remark", "No point has a number to be shown here.");
    }
    put_note(r, d->chart);
    chart_remarks(&r->paper, d);
    return status;
}

int chart_put(struct chart_pages *r, unsigned chart)
{
    const struct chart *c = &r->rows->experiment->charts[chart];
    struct chart_data d = {.rows = NULL};
    int status = 0;
    if (c->kind != CHART_FLOW) {
        chart_data_open(&d, r->rows, c, r->folder);
    }
    char *title = chart_title(c, &d);
    paper_heading(&r->paper, 3, title);
    if (c->kind == CHART_FLOW) {
        put_figures(r, chart);
        put_note(r, c);
    } else {
        status = put_data(r, chart, title, &d);
        chart_data_close(&d);
    }
    free(title);
    return status;
}
