/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chart_filter.h"
#include "chart_number.h"
#include "chart_plot.h"
#include "output.h"

enum { FAILURES_MOST = 20 };

static struct chart_text count_text(uint64_t n)
{
    return chart_format((double)n, 0);
}

/* --- what it is about --- */

static void put_question(struct paper *p, const struct experiment *e)
{
    if (e->question) {
        paper_prose(p, "question", e->question);
    }
    if (e->source) {
        char *text = xformat("Source: %s", e->source);
        paper_prose(p, "source", text);
        free(text);
    }
}

/* Of the expectations, how many did not hold somewhere. */
static unsigned count_failed(const struct chart_pages *r)
{
    unsigned failed = 0;
    for (unsigned i = 0; i < r->rows->experiment->expectation_count; i++) {
        failed += r->verdicts->of[i].failed > 0;
    }
    return failed;
}

/* In one paragraph, how it went. */
static void put_summary(struct chart_pages *r)
{
    const struct verdicts *v = r->verdicts;
    const struct experiment *e = r->rows->experiment;
    struct paper *p = &r->paper;
    unsigned failed = count_failed(r);
    uint64_t all = r->rows->count;
    bool bad = failed > 0 || v->missing > 0 || (v->not_passed > 0 && !e->failures_allowed);
    paper_open(p, PAPER_PARAGRAPH, bad ? "verdict bad" : "verdict");
    if (v->passed == all) {
        paper_say(p, all == 1 ? "The only point passed." : "All %s points passed.",
                  count_text(all).text);
    } else {
        paper_say(p, "%s of %s points passed%s.", count_text(v->passed).text, count_text(all).text,
                  e->failures_allowed ? " (others may fail here)" : "");
    }
    if (v->missing > 0) {
        paper_say(p, " %s have no result.", count_text(v->missing).text);
    }
    if (e->expectation_count > 0 && failed == 0) {
        paper_say(p, " What was expected held.");
    } else if (e->expectation_count > 0) {
        paper_say(p, " Of %u expectations, %u did not hold.", e->expectation_count, failed);
    }
    paper_close(p, PAPER_PARAGRAPH);
}

/* --- expectations --- */

static void put_where(struct paper *p, const struct experiment *e, uint64_t number)
{
    if (number == 0) {
        return;
    }
    char *name = chart_point_name(e, experiment_point(e, number));
    paper_say(p, "point %" PRIu64 "%s%s%s", number, *name ? " (" : "", name, *name ? ")" : "");
    free(name);
}

static void put_expectation(struct chart_pages *r, unsigned i)
{
    const struct experiment *e = r->rows->experiment;
    const struct expectation *x = &e->expectations[i];
    const struct verdict *v = &r->verdicts->of[i];
    struct paper *p = &r->paper;
    paper_open(p, PAPER_ITEM, v->failed > 0 ? "bad" : "good");
    paper_strong(p, v->failed > 0 ? "failed" : v->held > 0 ? "held" : "not asked");
    paper_say(p, ": ");
    paper_code(p, formula_text(x->that));
    if (x->when) {
        paper_say(p, " where ");
        paper_code(p, formula_text(x->when));
    }
    if (v->failed > 0) {
        paper_say(p, ", at %s of %s points; first at ", count_text(v->failed).text,
                  count_text(v->failed + v->held).text);
        put_where(p, e, v->first);
        paper_say(p, "%s%s", v->text ? ": " : "", v->text ? v->text : "");
    } else {
        paper_say(p, v->held == 1 ? ", at 1 point" : ", at %s points", count_text(v->held).text);
    }
    paper_say(p, ".");
    if (x->because) {
        size_t length = strlen(x->because);
        paper_say(p, " Reason: ");
        paper_text(p, x->because);
        paper_say(p, length > 0 && strchr(".!?\n", x->because[length - 1]) ? "" : ".");
    }
    paper_close(p, PAPER_ITEM);
}

static void put_expected(struct chart_pages *r)
{
    const struct experiment *e = r->rows->experiment;
    if (!e->expected && e->expectation_count == 0) {
        return;
    }
    paper_heading(&r->paper, 2, "What is expected");
    if (e->expected) {
        paper_prose(&r->paper, NULL, e->expected);
    }
    if (e->expectation_count > 0) {
        paper_list(&r->paper, true);
        for (unsigned i = 0; i < e->expectation_count; i++) {
            put_expectation(r, i);
        }
        paper_list(&r->paper, false);
    }
}

/* --- points that did not pass --- */

static void put_failure(struct chart_pages *r, const struct point_row *row)
{
    struct point_result result;
    struct paper *p = &r->paper;
    bool known = point_find(&result, r->folder, row->point.number);
    paper_open(p, PAPER_ITEM, "bad");
    put_where(p, r->rows->experiment, row->point.number);
    paper_say(p, ": %s", point_status_names[row->status]);
    if (known && result.message) {
        paper_say(p, ": %s", excerpt(result.message).text);
    }
    paper_close(p, PAPER_ITEM);
    point_free(&result);
}

static void put_failures(struct chart_pages *r)
{
    struct point_row row;
    uint64_t failures = 0;
    if (r->verdicts->passed == r->rows->count) {
        return;
    }
    paper_heading(&r->paper, 2, "Points that did not pass");
    paper_list(&r->paper, true);
    rows_rewind(r->rows);
    while (rows_next(r->rows, &row)) {
        if (row.status != POINT_PASSED && failures++ < FAILURES_MOST) {
            put_failure(r, &row);
        }
    }
    paper_list(&r->paper, false);
    if (failures > FAILURES_MOST) {
        paper_open(&r->paper, PAPER_PARAGRAPH, "remark");
        paper_say(&r->paper, "And %s more: results.csv has all.",
                  count_text(failures - FAILURES_MOST).text);
        paper_close(&r->paper, PAPER_PARAGRAPH);
    }
}

/* --- all --- */

static int put_charts(struct chart_pages *r)
{
    const struct experiment *e = r->rows->experiment;
    int status = 0;
    if (e->chart_count > 0) {
        paper_heading(&r->paper, 2, "Results");
    }
    for (unsigned i = 0; i < e->chart_count && status == 0; i++) {
        status = chart_put(r, i);
    }
    if (r->in_text) {
        paper_prose(&r->paper, "remark",
                    "Plots are drawn in characters here, since gnuplot was not used. With it "
                    "(Debian: apt install gnuplot-nox) the command below makes this report once "
                    "more, with pictures, if --resume is added to it.");
    }
    return status;
}

static int put_pages(struct chart_pages *r)
{
    const struct experiment *e = r->rows->experiment;
    struct paper *p = &r->paper;
    paper_begin(p, e->title ? e->title : e->file);
    put_question(p, e);
    put_summary(r);
    put_expected(r);
    int status = put_charts(r);
    put_failures(r);
    chart_origin(r);
    paper_end(p);
    return status;
}

static int open_page(struct output *o, const char *folder, const char *name)
{
    char *path = xformat("%s/%s", folder, name);
    int status = output_open(o, path, (struct where){NULL, 0, 0});
    free(path);
    return status;
}

int chart_report(struct rows *rows, const struct verdicts *v, const char *folder)
{
    struct chart_pages r = {.rows = rows, .verdicts = v, .folder = folder};
    struct output md = {.file = NULL}, html = {.file = NULL};
    int status = open_page(&md, folder, "report.md");
    status = status ? status : open_page(&html, folder, "report.html");
    if (status == 0) {
        r.gnuplot = chart_gnuplot();
        r.paper = (struct paper){.md = md.file, .html = html.file, .fresh = true};
        status = put_pages(&r);
        free(r.gnuplot);
    }
    status = status ? status : output_commit(&md);
    status = status ? status : output_commit(&html);
    output_abandon(&md);
    output_abandon(&html);
    return status;
}
