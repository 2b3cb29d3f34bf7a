/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grade as text: a line a test, what is to be said below it, and the score. */
#include <stdlib.h>
#include <string.h>

#include "grade_format.h"

static void put_indented(const char *text, FILE *out)
{
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        fprintf(out, "%s%.*s\n", n > 0 ? "    " : "", (int)n, text);
        text += n + (text[n] == '\n');
    }
}

static void put_verdict(const struct grade_test *t, FILE *out)
{
    bool told = t->cycles > 0 && t->test->visibility == LAB_PUBLIC;
    if (t->passed) {
        fputs("OK", out);
    } else if (t->points > 0) {
        fprintf(out, "%u/%u", t->points, t->test->points);
    } else {
        fputs(t->ran ? "FAIL" : "NOT RUN", out);
    }
    if (told) {
        fprintf(out, " (%s)", cycles_text(t->cycles).text);
    }
    fputc('\n', out);
}

void grade_write_test(const struct grade_test *t, FILE *out)
{
    char *said = t->ran ? grade_visible(t) : xstrdup("");
    fprintf(out, "== Test %s == ", t->test->name);
    put_verdict(t, out);
    put_indented(said, out);
    free(said);
}

void grade_write_score(const struct grade *g, FILE *out)
{
    fprintf(out, "Score: %u/%u\n", grade_points(g), g->lab->points);
}

void grade_write_text(const struct grade *g, FILE *out)
{
    for (unsigned i = 0; i < g->lab->test_count; i++) {
        grade_write_test(&g->tests[i], out);
    }
    grade_write_score(g, out);
}
