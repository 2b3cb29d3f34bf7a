/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grade as JUnit's XML, which CI systems read. Nothing in it is of this or that moment. */
#include <stdlib.h>
#include <string.h>

#include "grade_format.h"
#include "html.h"

/* U+FFFE and U+FFFF: in UTF-8, but in no XML. Of other texts what XML cannot hold was cleaned. */
static bool is_noncharacter(const char *text)
{
    return strncmp(text, "\xef\xbf\xbe", 3) == 0 || strncmp(text, "\xef\xbf\xbf", 3) == 0;
}

static void put_escaped(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        if (is_noncharacter(text)) {
            fputc('?', out);
            text += 2;
        } else {
            put_html((char[]){*text, '\0'}, out);
        }
    }
}

static void put_test(const struct grade *g, const struct grade_test *t, FILE *out)
{
    char *said = grade_visible(t);
    fputs("    <testcase classname=\"", out);
    put_escaped(g->lab->name, out);
    fputs("\" name=\"", out);
    put_escaped(t->test->name, out);
    if (t->passed) {
        fputs("\"/>\n", out);
    } else {
        fprintf(out, "\">\n      <failure message=\"%u of %u points\">", t->points,
                t->test->points);
        put_escaped(said, out);
        fputs("</failure>\n    </testcase>\n", out);
    }
    free(said);
}

void grade_write_junit(const struct grade *g, FILE *out)
{
    unsigned failures = 0;
    for (unsigned i = 0; i < g->lab->test_count; i++) {
        failures += !g->tests[i].passed;
    }
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"", out);
    put_escaped(g->lab->name, out);
    fprintf(out, "\" tests=\"%u\" failures=\"%u\">\n", g->lab->test_count, failures);
    for (unsigned i = 0; i < g->lab->test_count; i++) {
        put_test(g, &g->tests[i], out);
    }
    fputs("  </testsuite>\n</testsuites>\n", out);
}
