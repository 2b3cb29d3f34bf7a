/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What charts show of rows: groups, means, series, limits, axes, numbers; and texts of all kinds.
 */
#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "panel/chart_plot.h"
#include "panel/chart_table.h"

/* --- an experiment, and rows made by hand --- */

static char folder[] = "/tmp/test_chart.XXXXXX";
static char yaml[64], guest[64];

static int make_folder(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(yaml, sizeof yaml, "%s/e.yaml", folder);
    snprintf(guest, sizeof guest, "%s/guest.S", folder);
    FILE *f = fopen(guest, "w");
    return f == NULL || fclose(f) != 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(yaml);
    unlink(guest);
    return rmdir(folder);
}

struct bench {
    struct experiment e;
    struct rows rows;
};

/* An experiment whose points measure `value(point)`, and of a family three parts of it. */
static void bench_open(struct bench *b, const char *text, double (*value)(struct point p))
{
    FILE *f = fopen(yaml, "w");
    fprintf(f, "vms: [{name: prog, image: ./guest.S}]\n%s", text);
    fclose(f);
    assert_int_equal(experiment_load(&b->e, yaml, NULL, 0), 0);
    assert_int_equal(rows_begin(&b->rows, &b->e), 0);
    struct point p = experiment_point(&b->e, 1);
    for (; p.number; p = experiment_next(&b->e, p)) {
        double v = value(p);
        struct value number = {.kind = isnan(v) ? VALUE_NONE : VALUE_NUMBER, .number = v};
        rows_put(&b->rows, 0, NULL, number);
        if (b->e.measure_count > 1) {
            number.number = v / 2;
            rows_put(&b->rows, 1, "call_12", number);
            number.number = v / 4;
            rows_put(&b->rows, 1, "bob", number);
        }
        rows_add(&b->rows, p, p.number == 2 ? POINT_LIMIT : POINT_PASSED);
    }
    point_put_alias(&b->rows.common, "call_12", "write");
    assert_int_equal(rows_end(&b->rows), 0);
}

static void bench_close(struct bench *b)
{
    rows_free(&b->rows);
    experiment_free(&b->e);
}

static double number_of(struct point p)
{
    return (double)p.number;
}

/* --- groups --- */

static const struct chart_group *group_at(struct chart_data *d, unsigned n)
{
    const struct chart_group *g = NULL;
    chart_rewind(d);
    for (unsigned i = 0; i <= n; i++) {
        g = chart_next(d);
    }
    return g;
}

#define TWO_AXES                                                                                   \
    "sweep: {program: {small: {vms.prog.args: a}, large: {vms.prog.args: b}}, "                    \
    "machine.tlb: [8, 16, 64]}\nmeasure: {total: machine.cycles}\n"

static void points_are_not_taken_together(void **state)
{
    struct bench b;
    struct chart_data d;
    (void)state;
    bench_open(&b, TWO_AXES "report: [{kind: lines, x: machine.tlb}]\n", number_of);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_int_equal(d.groups, 6);
    assert_int_equal(d.series.count, 2); /* what the chart does not speak of is told apart */
    assert_string_equal(d.series.text[0], "small");
    assert_string_equal(group_at(&d, 4)->series, "large");
    assert_string_equal(group_at(&d, 4)->x, "16");
    assert_true(group_at(&d, 4)->cells[0].mean == 5);
    assert_null(chart_next(&d) ? chart_next(&d) : NULL);
    assert_int_equal(d.not_passed, 1);
    assert_true(d.numeric && d.sorted);
    chart_data_close(&d);
    bench_close(&b);
}

static void only_chosen_points(void **state)
{
    struct bench b;
    struct chart_data d;
    (void)state;
    bench_open(&b,
               TWO_AXES "report: [{kind: lines, x: machine.tlb, when: program == 'large' and total "
                        "> 4}]\n",
               number_of);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_int_equal(d.groups, 2);
    assert_int_equal(d.by_count, 0); /* of one program only: nothing to be told apart */
    assert_true(d.y_range.low == 5 && d.y_range.high == 6);
    chart_data_close(&d);
    bench_close(&b);
}

static double repeated(struct point p)
{
    return 10 * (double)p.raw + (p.repeat == 0 ? 1 : p.repeat == 1 ? 2 : 6);
}

static void check_spread(const char *spread, double low, double high)
{
    struct bench b;
    struct chart_data d;
    char text[256];
    snprintf(text, sizeof text,
             "repeat: {count: 3}\nsweep: {machine.tlb: [8, 16]}\nmeasure: {total: machine.cycles}\n"
             "report: [{kind: lines, spread: %s}]\n",
             spread);
    bench_open(&b, text, repeated);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_int_equal(d.groups, 2);
    const struct chart_group *g = group_at(&d, 1);
    assert_int_equal(g->repetitions, 3);
    assert_int_equal(g->cells[0].count, 3);
    assert_true(fabs(g->cells[0].mean - 13) < 1e-9);
    assert_true(fabs(g->cells[0].low - low) < 1e-3);
    assert_true(fabs(g->cells[0].high - high) < 1e-3);
    chart_data_close(&d);
    bench_close(&b);
}

static void repetitions(void **state)
{
    double deviation = sqrt(7); /* of 1, 2, 6 */
    (void)state;
    check_spread("none", 13, 13);
    check_spread("range", 11, 16);
    check_spread("deviation", 13 - deviation, 13 + deviation);
    check_spread("confidence", 13 - 4.303 * deviation / sqrt(3), 13 + 4.303 * deviation / sqrt(3));
    assert_true(fabs(chart_confidence(41, sqrt(41)) - 2.0211) < 1e-3); /* beyond the table */
    assert_true(chart_confidence(1, 5) == 0);
}

static void repetitions_by_themselves(void **state)
{
    struct bench b;
    struct chart_data d;
    (void)state;
    bench_open(&b,
               "repeat: {count: 3}\nmeasure: {total: machine.cycles}\n"
               "report: [{kind: points, x: repeat}]\n",
               repeated);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_int_equal(d.groups, 3);
    assert_string_equal(group_at(&d, 2)->x, "3");
    chart_data_close(&d);
    bench_close(&b);
}

static double sometimes(struct point p)
{
    return p.number == 1 ? NAN : -(double)p.number;
}

static void no_value(void **state)
{
    struct bench b;
    struct chart_data d;
    struct chart_frame f;
    (void)state;
    bench_open(&b, TWO_AXES "report: [{kind: lines, x: machine.tlb, log: xy}]\n", sometimes);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_int_equal(group_at(&d, 0)->cells[0].count, 0);
    assert_true(chart_frame_open(&f, &d));
    assert_true(f.x.logarithmic && !f.y.logarithmic); /* there is nothing above 0 */
    chart_frame_close(&f);
    chart_data_close(&d);
    bench_close(&b);
}

/* --- names --- */

static void family(void **state)
{
    struct bench b;
    struct chart_data d;
    (void)state;
    bench_open(&b,
               "sweep: {machine.tlb: [8, 16]}\nmeasure: {total: {value: machine.cycles, unit: s}, "
               "parts: {value: vms.*.cycles.hidden_miss, unit: '%'}}\n"
               "report: [{kind: stacked, y: parts}, {kind: table}]\n",
               number_of);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_int_equal(d.y_count, 2);
    char *name = chart_line_name(&d, 0, 0);
    char *label = chart_y_label(&d);
    char *title = chart_title(&b.e.charts[0], &d);
    assert_string_equal(name, "write");
    assert_string_equal(label, "parts (%)");
    assert_string_equal(title, "parts (%) by machine.tlb");
    assert_true(group_at(&d, 1)->cells[1].mean == 50); /* 2 / 4, in hundredths */
    assert_true(d.sum_range.high == 150);
    free(name);
    free(label);
    free(title);
    chart_data_close(&d);

    chart_data_open(&d, &b.rows, &b.e.charts[1], folder);
    name = chart_line_name(&d, 0, 1);
    assert_string_equal(name, "parts: write");
    free(name);
    chart_data_close(&d);
    bench_close(&b);
}

static void zipped(void **state)
{
    struct bench b;
    struct chart_data d;
    (void)state;
    bench_open(&b,
               "sweep: {zip: {machine.tlb: [8, 16, 16], machine.epoch: [1, 2, 3]}}\n"
               "measure: {total: machine.cycles}\n"
               "report: [{kind: lines, x: machine.epoch}, {kind: lines, x: machine.tlb}]\n",
               number_of);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_int_equal(d.by_count, 0); /* each epoch has its tlb */
    chart_data_close(&d);
    chart_data_open(&d, &b.rows, &b.e.charts[1], folder);
    assert_int_equal(d.by_count, 1); /* two points have the same one */
    assert_int_equal(d.series.count, 3);
    chart_data_close(&d);
    bench_close(&b);
}

/* --- limits --- */

static void many(void **state)
{
    struct bench b;
    struct chart_data d;
    struct chart_frame f;
    char *page = NULL;
    size_t size;
    (void)state;
    bench_open(
        &b,
        "sweep: {machine.epoch: {from: 1, to: 20}, monitor.quantum: {from: 1001, to: 1300}}\n"
        "measure: {total: machine.cycles}\n"
        "report: [{kind: lines, x: monitor.quantum, series: machine.epoch}, {kind: table}, "
        "{kind: bars, x: monitor.quantum, when: machine.epoch == 1}]\n",
        number_of);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_int_equal(d.groups, 6000);
    assert_int_equal(d.xs.count, CHART_ROWS);
    assert_true(d.xs.more);
    assert_int_equal(d.series.count, 20);
    assert_int_equal(chart_drawn_series(&d), CHART_SERIES);
    assert_true(chart_frame_open(&f, &d)); /* numbers need no places: all are drawn */
    char *script = NULL;
    FILE *out = open_memstream(&script, &size);
    chart_plot(&f, out);
    fclose(out);
    assert_non_null(strstr(script, "\n1300 3600 3600 3600\nend\n"));
    assert_null(strstr(script, "$data12"));
    free(script);
    chart_frame_close(&f);
    chart_data_close(&d);

    for (unsigned i = 0; i < 3; i++) {
        FILE *null = fopen("/dev/null", "w");
        struct paper p = {.md = open_memstream(&page, &size), .html = null, .fresh = true};
        chart_data_open(&d, &b.rows, &b.e.charts[i], folder);
        if (i == 1) {
            chart_table(&p, &d);
        }
        chart_remarks(&p, &d);
        chart_data_close(&d);
        fclose(p.md);
        fclose(null);
        static const char *const words[] = {
            "Only 12 of 20 series are shown: all are in results.csv.",
            "Only the first 200 rows are shown, of 6,000 points: all are in results.csv.",
            "Only the first 200 bars are shown, of 6,000 points: all are in results.csv."};
        assert_non_null(strstr(page, words[i]));
        free(page);
    }
    bench_close(&b);
}

/* --- numbers and axes --- */

static void numbers(void **state)
{
    (void)state;
    assert_string_equal(chart_format(1234567, 0).text, "1,234,567");
    assert_string_equal(chart_format(-1234.5678, 3).text, "-1,234.568");
    assert_string_equal(chart_format(999, 0).text, "999");
    assert_string_equal(chart_format(-0.0, 1).text, "0.0");
    assert_string_equal(chart_format(0.00001, 3).text, "1e-05");
    assert_string_equal(chart_format(-0.4, 0).text, "0");
    assert_string_equal(chart_format(1e20, 0).text, "1e+20");
    assert_int_equal(chart_decimals(1.5, false), 3);
    assert_int_equal(chart_decimals(123456, false), 0);
    assert_int_equal(chart_decimals(1.5, true), 0);
    assert_int_equal(chart_finer(0.000154, 3), 5);  /* 0.00015 */
    assert_int_equal(chart_finer(0.0000999, 3), 5); /* 0.00010 */
    assert_int_equal(chart_finer(9.94, 0), 1);
    assert_int_equal(chart_finer(9.96, 0), 0);
    assert_int_equal(chart_finer(271, 3), 3);
    assert_int_equal(chart_finer(0, 3), 3);
}

static void check_ticks(struct chart_axis a, const char *texts)
{
    char all[1024] = "";
    for (unsigned i = 0; i < a.count; i++) {
        size_t n = strlen(all);
        snprintf(all + n, sizeof all - n, "%s%s", i ? " " : "", a.ticks[i].text.text);
    }
    assert_string_equal(all, texts);
}

static void axes(void **state)
{
    (void)state;
    check_ticks(chart_axis(0, 1, 5), "0.0 0.2 0.4 0.6 0.8 1.0");
    check_ticks(chart_axis(0, 1.13, 6), "0.0 0.2 0.4 0.6 0.8 1.0 1.2");
    check_ticks(chart_axis(0, 4870000, 6), "0 1,000,000 2,000,000 3,000,000 4,000,000 5,000,000");
    check_ticks(chart_axis(0, 25e6, 6), "0 5M 10M 15M 20M 25M");
    check_ticks(chart_axis(-3, 2, 5), "-3 -2 -1 0 1 2");
    check_ticks(chart_axis(5, 5, 5), "5 6");
    check_ticks(chart_axis(0, 0, 4), "0.0 0.5");
    check_ticks(chart_axis_logarithmic(3, 47), "2 5 10 20 50");
    check_ticks(chart_axis_logarithmic(3, 47000), "10 100 1,000 10,000");
    check_ticks(chart_axis_logarithmic(0.002, 0.03), "0.002 0.005 0.01 0.02 0.05");
    assert_true(chart_axis_logarithmic(1e-300, 1e300).count < CHART_TICKS);
    assert_true(chart_axis(-1e300, 1e300, 6).count <= CHART_TICKS);
    assert_true(chart_axis(1e15, 1e15 + 1, 6).count <= CHART_TICKS);
}

static void sizes(void **state)
{
    struct bench b;
    struct chart_data d;
    struct chart_frame f;
    (void)state;
    bench_open(&b,
               "machine: {timing: pipeline}\nsweep: {dcache.size: [64KiB, 0, 4KiB]}\n"
               "measure: {total: machine.cycles}\nreport: [{kind: lines, log: x}]\n",
               number_of);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_true(d.numeric && !d.sorted);
    assert_true(chart_frame_open(&f, &d));
    assert_true(f.has_zero && f.zero == 256); /* as far from 4KiB as that is from 64KiB */
    check_ticks(f.x, "0 4KiB 64KiB");
    assert_true(f.x.ticks[2].at == 65536);
    chart_frame_close(&f);
    chart_data_close(&d);
    bench_close(&b);
}

/* --- texts of all kinds --- */

static char *markdown(const char *text, bool fresh)
{
    char *s = NULL;
    size_t size;
    FILE *out = open_memstream(&s, &size);
    put_markdown(text, &fresh, out);
    fclose(out);
    return s;
}

static void texts(void **state)
{
    static const struct {
        const char *text, *markdown;
        bool fresh;
    } cases[] = {{"a*b_c_ <x> & `y` [z](u) | ~~s~~ $m$ \\",
                  "a\\*b_c\\_ &lt;x&gt; &amp; \\`y\\` \\[z\\](u) \\| \\~\\~s\\~\\~ \\$m\\$ \\\\",
                  false},
                 {"# head", "\\# head", true},
                 {"    code", "code", true},
                 {"1. item", "1\\. item", true},
                 {"1.5 is", "1\\.5 is", true},
                 {"1.5 is", "1.5 is", false},
                 {"- item", "\\- item", true},
                 {"machine.soft_tlb", "machine.soft_tlb", true},
                 {"", "", true}};
    (void)state;
    for (unsigned i = 0; i < COUNT(cases); i++) {
        char *s = markdown(cases[i].text, cases[i].fresh);
        assert_string_equal(s, cases[i].markdown);
        free(s);
    }
    char *plain = plain_text("a\tb\x01\xff\xc3\xa4\xe2\x80\xae.");
    assert_string_equal(plain, "a b \xef\xbf\xbd\xc3\xa4 .");
    free(plain);
}

static char *html_of(void (*put)(struct paper *p, const char *text), const char *text)
{
    char *html = NULL;
    size_t size;
    FILE *null = fopen("/dev/null", "w");
    struct paper p = {.md = null, .html = open_memstream(&html, &size), .fresh = true};
    put(&p, text);
    fclose(p.html);
    fclose(null);
    return html;
}

static void prose(struct paper *p, const char *text)
{
    paper_prose(p, NULL, text);
}

static void pages(void **state)
{
    (void)state;
    char *html = html_of(prose, "\n a <b>\nof `x<1` and ` alone\n  \n\nnext & last");
    assert_string_equal(html, "<p> a &lt;b&gt;\nof <code>x&lt;1</code> and ` alone</p>\n"
                              "<p>next &amp; last</p>\n");
    free(html);
    html = html_of(paper_code, "a`b\"");
    assert_string_equal(html, "<code>a`b&quot;</code>");
    free(html);
    html = html_of(paper_figure,
                   "t<script>\n\n| | A |\n|---|---|\n| 1 | x\\|y<br>`a<b` &lt;z&gt; |\n");
    assert_non_null(strstr(html, "<p class=\"remark\">t&lt;script&gt;</p>"));
    assert_non_null(strstr(html, "<th>A</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td>"));
    assert_non_null(strstr(html, "<td>x|y<br/><code>a&lt;b</code> &lt;z&gt;</td></tr>\n</tbody>"));
    free(html);
}

static void pictures(void **state)
{
    char *html = NULL;
    size_t size;
    (void)state;
    FILE *svg = tmpfile();
    FILE *out = open_memstream(&html, &size);
    fputs("<?xml version=\"1.0\"?>\n<svg width=\"7\">\n<title>Gnuplot</title>\n<desc>x</desc>\n"
          "<g id=\"a\"><circle id='b'/><use xlink:href='#b'/><path fill=\"url(#c)\"/></g>\n"
          "<text>id=\"d\" &lt;</text></svg>\n",
          svg);
    assert_true(chart_svg_inline(svg, "p1-", "a <b> \"c\"", out));
    fclose(out);
    assert_string_equal(html,
                        "<svg width=\"7\" role=\"img\">\n<title>a &lt;b&gt; &quot;c&quot;</title>"
                        "\n\n\n<g id=\"p1-a\"><circle id='p1-b'/><use xlink:href='#p1-b'/>"
                        "<path fill=\"url(#p1-c)\"/></g>\n<text>id=\"d\" &lt;</text></svg>\n");
    free(html);
    fclose(svg);
    svg = tmpfile();
    out = fopen("/dev/null", "w");
    fputs("gnuplot: no such terminal", svg);
    assert_false(chart_svg_inline(svg, "p1-", "", out));
    fclose(out);
    fclose(svg);
}

/* Whatever the texts are, each of them is one string of gnuplot's, and no line is theirs. */
static void scripts(void **state)
{
    struct bench b;
    struct chart_data d;
    struct chart_frame f;
    char *script = NULL;
    size_t size;
    (void)state;
    bench_open(&b,
               "sweep: {program: {\"it's `ls` 50% $x\": {vms.prog.args: a}, "
               "\"'\\nsystem 'ls'\\n\": {vms.prog.args: b}}}\nmeasure: {total: machine.cycles}\n"
               "report: [{kind: bars, x_label: \"'; quit #\"}]\n",
               number_of);
    chart_data_open(&d, &b.rows, &b.e.charts[0], folder);
    assert_true(chart_frame_open(&f, &d));
    FILE *out = open_memstream(&script, &size);
    chart_plot(&f, out);
    fclose(out);
    assert_non_null(strstr(script, "set xlabel \"\\047\\073 quit \\043\"\n"));
    assert_non_null(strstr(script, "(\"it\\047s \\140ls\\140 50\\045\\045 \\044x\" 0, "
                                   "\"\\047 system \\047ls\\047 \" 1)\n"));
    assert_null(strpbrk(script + strcspn(script, "\n"), "`@"));
    assert_null(strstr(script, "\nsystem"));
    free(script);
    char *text = chart_in_text(&f);
    assert_non_null(strstr(text, "it's `ls` 50% $x |"));
    free(text);
    chart_frame_close(&f);
    chart_data_close(&d);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_not_taken_together),
        cmocka_unit_test(only_chosen_points),
        cmocka_unit_test(repetitions),
        cmocka_unit_test(repetitions_by_themselves),
        cmocka_unit_test(no_value),
        cmocka_unit_test(family),
        cmocka_unit_test(zipped),
        cmocka_unit_test(many),
        cmocka_unit_test(numbers),
        cmocka_unit_test(axes),
        cmocka_unit_test(sizes),
        cmocka_unit_test(texts),
        cmocka_unit_test(pages),
        cmocka_unit_test(pictures),
        cmocka_unit_test(scripts),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
