/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A grade in each format: what is escaped, so that readers of JSON and XML get the words that were
 * meant; what of hidden tests is told; and what is taken out of tools' messages before.
 */
#include "panel/grade.h" /* has a COUNT of its own, and is done with it */

#include "tests/unit/unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a lab, and a grade --- */

#define HARD "a <b> & \"c\" 'd' ]]> ä \xf0\x9f\x99\x82 \\ %s"
#define SAID "expected: x < y && \"z\" ]]>\n\n  int x = ; ä\n"

static struct lab_test lab_tests[] = {
    {.name = HARD, .points = 3, .hint = "<hint> & more"},
    {.name = "passed", .points = 4},
    {.name = "hidden & gone", .points = 5, .visibility = LAB_HIDDEN, .hint = "nobody sees this"},
    {.name = "partly", .points = 6},
    {.name = "never run", .points = 7},
};

static struct lab lab = {.folder = "/labs/lab9-nine/",
                         .number = 9,
                         .name = "nine",
                         .title = HARD,
                         .tests = lab_tests,
                         .test_count = COUNT(lab_tests),
                         .points = 25};

static char said[] = SAID, secret[] = "a hidden file's words\n";
static struct grade_test results[] = {
    {.test = &lab_tests[0], .ran = true, .cycles = 9999, .said = said},
    {.test = &lab_tests[1], .ran = true, .passed = true, .points = 4, .cycles = 12345},
    {.test = &lab_tests[2], .ran = true, .cycles = 77777777, .said = secret},
    {.test = &lab_tests[3], .ran = true, .points = 2, .cycles = 1234567},
    {.test = &lab_tests[4]},
};

static struct grade grade = {
    .lab = &lab, .name = "student <1> & \"co\"", .identity = 42, .tests = results};

static char *written(enum grade_format format)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    grade_write(&grade, format, out);
    fclose(out);
    assert_int_equal(strlen(text), size); /* no NUL in it */
    assert_null(strstr(text, "hidden file's words"));
    assert_null(strstr(text, "nobody sees this"));
    return text;
}

static json_t *as_json(enum grade_format format)
{
    char *text = written(format);
    json_error_t e;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &e);
    if (root == NULL) {
        fail_msg("line %d: %s\n%s", e.line, e.text, text);
    }
    free(text);
    return root;
}

static const char *string_of(json_t *root, unsigned test, const char *key)
{
    json_t *value = json_object_get(json_array_get(json_object_get(root, "tests"), test), key);
    assert_true(json_is_string(value));
    return json_string_value(value);
}

static json_int_t number_of(json_t *root, unsigned test, const char *key)
{
    json_t *value = json_object_get(json_array_get(json_object_get(root, "tests"), test), key);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

/* --- JSON --- */

/* What Gradescope, PrairieLearn and our own have alike. */
static void check_json(enum grade_format format, const char *points, const char *most)
{
    json_t *root = as_json(format);
    assert_int_equal(json_array_size(json_object_get(root, "tests")), COUNT(lab_tests));
    assert_string_equal(string_of(root, 0, "name"), HARD);
    assert_string_equal(string_of(root, 0, "output"), SAID "hint: <hint> & more\n");
    assert_string_equal(string_of(root, 1, "output"), "");
    assert_string_equal(string_of(root, 2, "output"), "");
    assert_string_equal(string_of(root, 2, "name"), "hidden & gone");
    assert_string_equal(string_of(root, 4, "output"), "it was not run\n");
    for (unsigned i = 0; i < COUNT(results); i++) {
        assert_int_equal(number_of(root, i, points), results[i].points);
        assert_int_equal(number_of(root, i, most), lab_tests[i].points);
    }
    json_decref(root);
}

static void test_json(void **state)
{
    (void)state;
    check_json(GRADE_GRADESCOPE, "score", "max_score");
    check_json(GRADE_PRAIRIELEARN, "points", "max_points");
    check_json(GRADE_JSON, "points", "max");

    json_t *root = as_json(GRADE_GRADESCOPE);
    assert_int_equal(json_integer_value(json_object_get(root, "score")), 6);
    assert_string_equal(string_of(root, 0, "status"), "failed");
    assert_string_equal(string_of(root, 1, "status"), "passed");
    assert_string_equal(string_of(root, 3, "status"), "failed");
    json_decref(root);

    root = as_json(GRADE_PRAIRIELEARN);
    assert_float_equal(json_real_value(json_object_get(root, "score")), 0.24, 1e-6);
    assert_true(json_is_true(json_object_get(root, "gradable")));
    json_decref(root);

    root = as_json(GRADE_JSON);
    assert_string_equal(json_string_value(json_object_get(root, "submission")), grade.name);
    assert_int_equal(number_of(root, 1, "cycles"), 12345);
    json_t *hidden = json_array_get(json_object_get(root, "tests"), 2);
    assert_null(json_object_get(hidden, "cycles"));
    json_decref(root);
}

static void test_autolab(void **state)
{
    (void)state;
    char *text = written(GRADE_AUTOLAB);
    text[strlen(text) - 1] = '\0';
    char *last = strrchr(text, '\n') + 1;
    json_error_t e;
    json_t *root = json_loads(last, JSON_REJECT_DUPLICATES, &e);
    assert_non_null(root);
    json_t *scores = json_object_get(root, "scores");
    assert_int_equal(json_object_size(scores), COUNT(lab_tests));
    assert_int_equal(json_integer_value(json_object_get(scores, "partly")), 2);
    assert_int_equal(json_integer_value(json_object_get(scores, HARD)), 0);
    assert_non_null(json_object_get(scores, HARD));
    json_decref(root);
    free(text);
}

/* --- XML --- */

static void check_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("no %s in\n%s", part, text);
    }
}

static void test_junit(void **state)
{
    (void)state;
    char *text = written(GRADE_JUNIT);
    check_has(text, "<testsuite name=\"nine\" tests=\"5\" failures=\"4\">");
    check_has(
        text,
        "name=\"a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; ]]&gt; ä \xf0\x9f\x99\x82 \\ %s\"");
    check_has(
        text,
        "expected: x &lt; y &amp;&amp; &quot;z&quot; ]]&gt;\n\n  int x = ; ä\nhint: &lt;hint&gt;");
    check_has(text, "<failure message=\"2 of 6 points\"></failure>");
    check_has(text, "<testcase classname=\"nine\" name=\"passed\"/>");
    assert_null(strstr(text, "]]>"));
    free(text);
}

/* Two characters that are UTF-8 and no XML: a name may have them, and so may a line of a student's.
 */
static void test_junit_noncharacters(void **state)
{
    (void)state;
    char odd[] = "a\xef\xbf\xbe"
                 "b\xef\xbf\xbf"
                 "c\xef\xbf\xbd";
    results[3].said = odd;
    char *text = written(GRADE_JUNIT);
    results[3].said = NULL;
    check_has(text, ">a?b?c\xef\xbf\xbd</failure>");
    free(text);
}

/* --- text --- */

static void test_text(void **state)
{
    (void)state;
    char *text = written(GRADE_TEXT);
    assert_string_equal(text, "== Test " HARD " == FAIL (9999 cycles)\n"
                              "    expected: x < y && \"z\" ]]>\n\n"
                              "      int x = ; ä\n"
                              "    hint: <hint> & more\n"
                              "== Test passed == OK (12.3 kcycles)\n"
                              "== Test hidden & gone == FAIL\n"
                              "== Test partly == 2/6 (1.2 Mcycles)\n"
                              "== Test never run == NOT RUN\n"
                              "Score: 6/25\n");
    free(text);
}

/* --- what goes before it is told --- */

static void test_clean(void **state)
{
    static const struct {
        const char *raw, *clean;
    } cases[] = {
        {"", ""},
        {"plain\nlines\n", "plain\nlines\n"},
        {"a\tb", "a    b"},
        {"\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"},
        {"bell\a nul-like\x01 del\x7f", "bell\\x07 nul-like\\x01 del\\x7f"},
        {"return\r\n", "return\\x0d\n"},
        {"ä € \xf0\x9f\x99\x82", "ä € \xf0\x9f\x99\x82"},
        {"\xc2\x85 next line", "\\xc2\\x85 next line"},
        {"broken \xff \xc3( \xe2\x82", "broken \\xff \\xc3( \\xe2\\x82"},
        {"overlong \xc0\xaf, surrogate \xed\xa0\x80",
         "overlong \\xc0\\xaf, surrogate \\xed\\xa0\\x80"},
        {"/box/vmm/memory.c:1: error", "vmm/memory.c:1: error"},
        {"in /home/alice/memory.c and /home/alice/x", "in memory.c and x"},
        {"/labs/lab9-nine/tests/one.yaml", "tests/one.yaml"},
        {"in /home/alice", "in "},
        {"`/home/alice`, /home/alice: x", "``, : x"},
        {"/home/alice2/x and /mnt/home/alice/y", "/home/alice2/x and /mnt/home/alice/y"},
        {"/home/alice/lab/x", "x"},
        {"reordered \xe2\x80\xae", "reordered \\xe2\\x80\\xae"},
    };
    (void)state;
    struct grade_image image = {.jail = {.folder = (char[]){"/home/alice/lab"}}};
    struct grade_build b = {.lab = &lab,
                            .submission = "/home/alice/",
                            .jail = {.folder = (char[]){"/box"}},
                            .images = &image,
                            .image_count = 1};
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *clean = grade_clean(&grade, &b, cases[i].raw);
        assert_string_equal(clean, cases[i].clean);
        free(clean);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_int_equal(grade_format_named("text"), GRADE_TEXT);
    assert_int_equal(grade_format_named("junit"), GRADE_JUNIT);
    assert_int_equal(grade_format_named("json"), GRADE_JSON);
    assert_int_equal(grade_format_named("jsn"), GRADE_FORMATS);
    assert_int_equal(grade_format_named(""), GRADE_FORMATS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),  cmocka_unit_test(test_autolab),
        cmocka_unit_test(test_junit), cmocka_unit_test(test_junit_noncharacters),
        cmocka_unit_test(test_text),  cmocka_unit_test(test_clean),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
