/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grade as JSON: as Gradescope, PrairieLearn and Autolab read it, and as itself. */
#include <stdlib.h>
#include <string.h>

#include "grade_format.h"
#include "json_text.h"

static json_t *visible(const struct grade_test *t)
{
    char *said = grade_visible(t);
    json_t *text = json_text(said);
    free(said);
    return text;
}

static json_t *tests_of(const struct grade *g,
                        json_t *(*test_of)(const struct grade *g, unsigned i))
{
    json_t *list = json_array();
    for (unsigned i = 0; i < g->lab->test_count; i++) {
        json_array_append_new(list, test_of(g, i));
    }
    return list;
}

/* What is hidden is shown without a word; Gradescope lets an instructor show or hide each. */
static json_t *gradescope_test(const struct grade *g, unsigned i)
{
    const struct grade_test *t = &g->tests[i];
    char number[16];
    snprintf(number, sizeof number, "%u", i + 1);
    return json_pack("{s:i, s:i, s:s, s:o, s:s, s:o, s:s, s:s}", "score", (int)t->points,
                     "max_score", (int)t->test->points, "status", t->passed ? "passed" : "failed",
                     "name", json_text(t->test->name), "number", number, "output", visible(t),
                     "output_format", "text", "visibility", "visible");
}

void grade_write_gradescope(const struct grade *g, FILE *out)
{
    json_t *root =
        json_pack("{s:i, s:s, s:s, s:o}", "score", (int)grade_points(g), "visibility", "visible",
                  "stdout_visibility", "hidden", "tests", tests_of(g, gradescope_test));
    json_write(root, out);
    json_decref(root);
}

static json_t *prairielearn_test(const struct grade *g, unsigned i)
{
    const struct grade_test *t = &g->tests[i];
    return json_pack("{s:o, s:i, s:i, s:s, s:o}", "name", json_text(t->test->name), "points",
                     (int)t->points, "max_points", (int)t->test->points, "message",
                     t->passed ? "passed"
                     : t->ran  ? "not passed"
                               : "not run",
                     "output", visible(t));
}

void grade_write_prairielearn(const struct grade *g, FILE *out)
{
    unsigned most = g->lab->points;
    double score = most > 0 ? (double)grade_points(g) / most : 0;
    json_t *root = json_pack("{s:b, s:f, s:o}", "gradable", 1, "score", score, "tests",
                             tests_of(g, prairielearn_test));
    json_dumpf(root, out, JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(6));
    fputc('\n', out);
    json_decref(root);
}

/* Its last line has to be all of the JSON. */
void grade_write_autolab(const struct grade *g, FILE *out)
{
    json_t *scores = json_object();
    for (unsigned i = 0; i < g->lab->test_count; i++) {
        json_object_set_new(scores, g->tests[i].test->name, json_integer(g->tests[i].points));
    }
    json_t *root = json_pack("{s:o}", "scores", scores);
    grade_write_text(g, out);
    json_dumpf(root, out, JSON_COMPACT | JSON_PRESERVE_ORDER);
    fputc('\n', out);
    json_decref(root);
}

static json_t *own_test(const struct grade *g, unsigned i)
{
    const struct grade_test *t = &g->tests[i];
    bool hidden = t->test->visibility == LAB_HIDDEN;
    json_t *test = json_pack("{s:o, s:s, s:b, s:b, s:i, s:i}", "name", json_text(t->test->name),
                             "visibility", hidden ? "hidden" : "public", "ran", t->ran, "passed",
                             t->passed, "points", (int)t->points, "max", (int)t->test->points);
    if (t->cycles > 0 && !hidden) {
        json_object_set_new(test, "cycles", json_integer((json_int_t)t->cycles));
    }
    json_object_set_new(test, "output", visible(t));
    return test;
}

void grade_write_json(const struct grade *g, FILE *out)
{
    json_t *root = json_pack("{s:s, s:s, s:{s:i, s:o, s:o}, s:o, s:s, s:i, s:i, s:o}", "schema",
                             "trapeze-grade/1", "version", TRAPEZE_VERSION, "lab", "number",
                             (int)g->lab->number, "name", json_text(g->lab->name), "title",
                             json_text(g->lab->title), "submission", json_text(g->name), "identity",
                             hash_digits(g->identity).text, "points", (int)grade_points(g), "max",
                             (int)g->lab->points, "tests", tests_of(g, own_test));
    json_write(root, out);
    json_decref(root);
}
