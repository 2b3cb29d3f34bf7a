/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Formulas: what they come to, families, what is refused and where, and that nothing of what may be
 * written takes long.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "panel/formula.h"

static const struct where here = {"f.yaml", 3, 10};

/* --- a world --- */

struct pair {
    const char *name;
    double number;
    const char *text;
};

static const struct pair pairs[] = {
    {"x", 6, NULL},
    {"y", 4, NULL},
    {"zero", 0, NULL},
    {"a-b", 11, NULL},
    {"program", 0, "small"},
    {"vms.alice.cycles.total", 100, NULL},
    {"vms.bob.cycles.total", 300, NULL},
    {"vms.carol.cycles.total", 600, NULL},
    {"vms.alice.cycles.tick", 10, NULL},
    {"vms.alice.cycles.idle", 90, NULL},
    {"vms.bob.cycles.tick", 300, NULL},
    {"vms.carol.wakes", 2, NULL},
    {"vms[0].weight", 7, NULL},
    {"levels.1.cycles_per_trap", 5, NULL},
    {"hidden.alice", 1, NULL},
    {"hidden.bob", 2, NULL},
};

static unsigned asked; /* how often a value was */

static struct value value_in(void *context, const char *name)
{
    double factor = context ? *(const double *)context : 1;
    asked++;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (strcmp(pairs[i].name, name) == 0) {
            enum value_kind kind = pairs[i].text ? VALUE_TEXT : VALUE_NUMBER;
            return (struct value){kind, factor * pairs[i].number, pairs[i].text};
        }
    }
    return (struct value){VALUE_NONE, 0, NULL};
}

static void each_in(void *context, const char *pattern,
                    void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    (void)context;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (formula_matches(pattern, pairs[i].name)) {
            visit(visit_context, pairs[i].name);
        }
    }
}

static double ten = 10;
static const struct formula_world far = {&ten, value_in, each_in, NULL};
static const struct formula_world world = {NULL, value_in, each_in, &far};

static struct formula *parse(const char *text)
{
    struct formula *f = formula_parse(text, here);
    if (!f) {
        fail_msg("%s: refused", text);
    }
    return f;
}

/* As text; "none" without a value. */
static const char *result_for(const char *text, const char *member)
{
    static struct value_text t;
    struct formula *f = parse(text);
    struct value v = formula_evaluate(f, &world, member);
    t = value_text(v);
    formula_free(f);
    return v.kind == VALUE_NONE ? "none" : t.text;
}

static const char *result(const char *text)
{
    return result_for(text, NULL);
}

struct sample {
    const char *text, *expected;
};

static void check_samples(const struct sample *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *is = result(samples[i].text);
        if (strcmp(is, samples[i].expected) != 0) {
            fail_msg("%s: %s, expected %s", samples[i].text, is, samples[i].expected);
        }
    }
}

static void test_values(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"10 - 3 - 2", "5"},
        {"24 / 4 / 2", "3"},
        {"17 % 5", "2"},
        {"-2 * -3", "6"},
        {"- x", "-6"},
        {"2 - -3", "5"},
        {"0.1", "0.1"},
        {"1 / 8", "0.125"},
        {"1e3", "1000"},
        {"1.5e-3", "0.0015"},
        {"5%", "0.05"},
        {"7%", "0.07"},
        {"2k", "2000"},
        {"3M", "3000000"},
        {"1.5G", "1500000000"},
        {"64KiB", "65536"},
        {"1MiB", "1048576"},
        {"2GiB", "2147483648"},
        {"2GiB * 2GiB", "4.611686018427388e+18"},
        {"1 / 3", "0.3333333333333333"},
        {"0 * -1", "0"},
        {"x - y", "2"},
        {"a-b", "11"},
        {"x -1", "5"},
        {"x*2", "12"},
        {"vms[0].weight", "7"},
        {"levels.1.cycles_per_trap", "5"},
        {"vms.alice.cycles.total + 1", "101"},
        {"program", "small"},
        {"'it'", "it"},
        {"\"it's\"", "it's"},
    };
    check_samples(samples, COUNT(samples));
}

static void test_truth(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"x > y", "1"},
        {"x < y", "0"},
        {"0.9 <= 1 <= 1.1", "1"},
        {"3 > 2 > 1", "1"},
        {"3 > 2 > 2", "0"},
        {"1 < 3 == 3 != 4", "1"},
        {"1 == 1 and 2 == 3", "0"},
        {"1 == 1 or zero", "1"},
        {"not x", "0"},
        {"not not x", "1"},
        {"not x == 7", "1"},
        {"1 or zero and zero", "1"},
        {"program == 'small'", "1"},
        {"program != 'small'", "0"},
        {"program == 1", "0"},
        {"program", "small"},
        {"program and 1", "1"},
        {"x >= 6 and x <= 6", "1"},
    };
    check_samples(samples, COUNT(samples));
}

static void test_no_value(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"x / zero", "none"},
        {"x % zero", "none"},
        {"zero / zero", "none"},
        {"1 + program", "none"},
        {"-program", "none"},
        {"program < 'b'", "none"},
        {"nothing", "none"},
        {"nothing + 1", "none"},
        {"nothing == nothing", "none"},
        {"not nothing", "none"},
        {"nothing or 1", "none"},
        {"1 or nothing", "1"},
        {"zero and nothing", "0"},
        {"x > 0 and x / zero > 1", "none"},
        {"1e300 * 1e300", "none"},
        {"log2(0)", "none"},
        {"sqrt(-1)", "none"},
        {"max(x, nothing)", "none"},
        {"known(nothing)", "0"},
        {"known(x)", "1"},
        {"if(nothing, 1, 2)", "none"},
        {"if(1, 2, nothing)", "2"},
        {"vms.*.cycles.total", "none"},
    };
    check_samples(samples, COUNT(samples));
    assert_false(value_true((struct value){VALUE_NONE, 1, NULL}));
}

static void test_functions(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"abs(-3)", "3"},
        {"round(2.5)", "3"},
        {"round(-2.5)", "-3"},
        {"floor(-0.5)", "-1"},
        {"ceil(0.5)", "1"},
        {"sqrt(9)", "3"},
        {"log2(1024)", "10"},
        {"log10(1000)", "3"},
        {"within(95, 100, 5%)", "1"},
        {"within(94, 100, 5%)", "0"},
        {"within(-94, -100, 6%)", "1"},
        {"sum(1, 2, 3)", "6"},
        {"mean(1, 2, 6)", "3"},
        {"min(3, 1, 2)", "1"},
        {"max(-3, -1, -2)", "-1"},
        {"count(1, 0, 5)", "2"},
        {"min(4)", "4"},
        {"count (x, y)", "2"},
        {"if(x > y, 'more', 'less')", "more"},
        {"baseline(x)", "60"},
        {"x / baseline(x)", "0.1"},
        {"baseline(x + y) - x", "94"},
    };
    check_samples(samples, COUNT(samples));
}

/* --- families --- */

static void test_together(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"sum(vms.*.cycles.total)", "1000"},
        {"mean(vms.*.cycles.total)", "333.3333333333333"},
        {"min(vms.*.cycles.total)", "100"},
        {"max(vms.*.cycles.total)", "600"},
        {"count(vms.*.cycles.total)", "3"},
        {"count(vms.*.cycles.total > 200)", "2"},
        {"sum(vms.alice.cycles.*)", "100"}, /* without total */
        {"sum(vms.*.cycles.*)", "400"},
        {"sum(vms.*.cycles.total * 2)", "2000"},
        {"sum(vms.*.cycles.total) / x", "166.66666666666666"},
        {"max(vms.*.cycles.total / mean(vms.*.cycles.total))", "1.8"},
        {"sum(baseline(vms.*.cycles.total))", "10000"},
        {"baseline(sum(vms.*.cycles.total))", "10000"},
        {"sum(vms.*.nothing)", "0"},
        {"count(vms.*.nothing)", "0"},
        {"max(vms.*.nothing)", "none"},
        {"mean(vms.*.nothing)", "none"},
        {"sum(hidden.*)", "3"},
    };
    check_samples(samples, COUNT(samples));
}

struct listed {
    char text[512];
};

static void list(void *context, const char *member)
{
    struct listed *l = context;
    size_t used = strlen(l->text);
    snprintf(l->text + used, sizeof l->text - used, "%s ", member);
}

static void check_members(const char *text, const char *expected)
{
    struct listed l = {""};
    struct formula *f = parse(text);
    formula_members(f, &world, list, &l);
    assert_string_equal(l.text, expected);
    assert_int_equal(formula_is_family(f), *expected != '\0');
    formula_free(f);
}

static void test_families(void **state)
{
    (void)state;
    check_members("vms.*.cycles.total", "alice bob carol ");
    check_members("vms.*.cycles.tick", "alice bob ");
    check_members("vms.*.cycles.*", "alice.tick alice.idle bob.tick ");
    check_members("vms.*.wakes + vms.*.cycles.tick", "carol alice bob ");
    check_members("vms.*.cycles.tick + vms.*.cycles.total", "alice bob carol ");
    check_members("vms.*.cycles.* / vms.*.cycles.total", "alice.tick alice.idle bob.tick ");
    check_members("sum(vms.*.cycles.total)", "");
    check_members("max(vms.*.cycles.total, 5)", "alice bob carol ");
    check_members("x", "");
    assert_string_equal(result_for("vms.*.cycles.total", "bob"), "300");
    assert_string_equal(result_for("vms.*.cycles.* / vms.*.cycles.total", "alice.tick"), "0.1");
    assert_string_equal(result_for("vms.*.cycles.total / sum(vms.*.cycles.total)", "carol"), "0.6");
    assert_string_equal(result_for("vms.*.cycles.total / baseline(vms.*.cycles.total)", "bob"),
                        "0.1");
    assert_string_equal(result_for("max(vms.*.cycles.total, 200)", "alice"), "200");
    assert_string_equal(result_for("vms.*.cycles.*", "alice"), "none");
}

static void test_matching(void **state)
{
    (void)state;
    assert_true(formula_matches("vms.*.weight", "vms.a.weight"));
    assert_true(formula_matches("vms.*.vms.*.weight", "vms.a.vms.b.weight"));
    assert_true(formula_matches("a.b", "a.b"));
    assert_true(formula_matches("vms.*.cycles", "vms.total.cycles"));
    assert_false(formula_matches("vms.*.weight", "vms.a.vms.b.weight"));
    assert_false(formula_matches("vms.*", "vms"));
    assert_false(formula_matches("vms.*", "vms.a.b"));
    assert_false(formula_matches("a.b", "a.bc"));
    assert_false(formula_matches("a.b", "a"));
    assert_false(formula_matches("a", "a.b"));
    assert_false(formula_matches("cycles.*", "cycles.total"));
    assert_false(formula_matches("cycles.*", "cycles.busy"));
}

/* --- names --- */

static int name_told(void *context, const char *name, struct where at, bool baseline)
{
    struct listed *l = context;
    size_t used = strlen(l->text);
    snprintf(l->text + used, sizeof l->text - used, "%s:%d%s ", name, at.column,
             baseline ? "b" : "");
    return strcmp(name, "stop") == 0 ? 7 : 0;
}

static void test_names(void **state)
{
    (void)state;
    struct listed l = {""};
    struct formula *f = parse("'\xc3\xa4' == x + baseline(y * x) + vms.*.wakes");
    assert_int_equal(formula_names(f, name_told, &l), 0);
    assert_string_equal(l.text, "x:17 y:30b x:34b vms.*.wakes:39 ");
    assert_true(formula_wants_baseline(f));
    formula_free(f);
    f = parse("stop + x");
    assert_int_equal(formula_names(f, name_told, &l), 7);
    assert_false(formula_wants_baseline(f));
    assert_string_equal(formula_text(f), "stop + x");
    formula_free(f);
}

/* --- what is refused --- */

/* What is said on standard error; the first line of it. */
static char *said_by_parsing(const char *text, struct where at)
{
    static char line[512];
    char path[] = "/tmp/test_formula-XXXXXX";
    int file = mkstemp(path);
    int saved = dup(2);
    assert_true(file >= 0 && saved >= 0);
    unlink(path);
    dup2(file, 2);
    struct formula *f = formula_parse(text, at);
    dup2(saved, 2);
    close(saved);
    assert_null(f);
    ssize_t n = pread(file, line, sizeof line - 1, 0);
    close(file);
    line[n > 0 ? n : 0] = '\0';
    return line;
}

static void refused(const char *text, const char *expected)
{
    const char *line = said_by_parsing(text, here);
    if (strncmp(line, expected, strlen(expected)) != 0 || strchr(line, '\n')[1] != '\0') {
        fail_msg("%s: %s expected %s", text, line, expected);
    }
}

static void test_refused(void **state)
{
    (void)state;
    refused("", "f.yaml:3:10: the formula ends here: expected a value");
    refused("1 +", "f.yaml:3:13: the formula ends here: expected a value");
    refused("1 2", "f.yaml:3:12: `2`: expected the end, or a sign between two values");
    refused("x y", "f.yaml:3:12: `y`: expected the end");
    refused("(1", "f.yaml:3:12: the formula ends here: expected `)`");
    refused("1)", "f.yaml:3:11: `)`: expected the end");
    refused("* 2", "f.yaml:3:10: `* 2`: expected a value");
    refused("x = 2", "f.yaml:3:12: `=` is none of a formula's signs: did you mean `==`?");
    refused("x && y", "f.yaml:3:12: `&&` is none of a formula's signs: did you mean `and`?");
    refused("!x", "f.yaml:3:10: `!` is none of a formula's signs: did you mean `not`?");
    refused("x ** 2", "f.yaml:3:12: `**` is none of a formula's signs: did you mean `a * a`?");
    refused("x # y", "f.yaml:3:12: `#` is none of a formula's signs");
    refused("'\xc3\xa4' + \xc3\xa4", "f.yaml:3:16: `\xc3\xa4` is none of a formula's signs");
    refused("64MB", "f.yaml:3:10: `64MB`: expected a number, such as 20");
    refused("0x10", "f.yaml:3:10: `0x10`: expected a number");
    refused("5%3", "f.yaml:3:10: `5%3`: expected a number");
    refused("1.2.3", "f.yaml:3:10: `1.2.3`: expected a number");
    refused("1e999", "f.yaml:3:10: `1e999`: expected a number");
    refused("'text", "f.yaml:3:10: this text does not end: expected another '");
    refused("squrt(2)", "f.yaml:3:10: unknown function `squrt`: did you mean `sqrt`?");
    refused("1 + sqrt()", "f.yaml:3:14: sqrt() of 0 values: expected sqrt(x)");
    refused("within(1, 2)", "f.yaml:3:10: within() of 2 values: expected within(x, y, part)");
    refused("sum(1, )", "f.yaml:3:17: `)`: expected a value");
    refused("sum(1 2)", "f.yaml:3:16: `2)`: expected `,` or `)`");
    refused("baseline(baseline(x))",
            "f.yaml:3:19: `baseline(x))`: expected no baseline() within baseline()");
    refused("vms.", "f.yaml:3:10: `vms.`: expected a word or `*` after the dot");
    refused("vms.*x", "f.yaml:3:10: `vms.*x`: expected `*` to stand for a whole word");
    refused("a.*.*.*.*.*.*.*.*.*", "f.yaml:3:10: `a.*.*.*.*.*.*.*.*.*`: expected fewer `*`");
    refused("x and", "f.yaml:3:15: the formula ends here: expected a value");
    refused("and", "f.yaml:3:10: `and`: expected a value");
    assert_string_equal(said_by_parsing("1 +", (struct where){"--set x", 0, 0}),
                        "--set x: the formula ends here: expected a value: a number, a name, a "
                        "'text', f(x) or (...)\n");
    assert_string_equal(formula_name_hint("a"), "");
    assert_string_equal(formula_name_hint("a-b"), " (a difference is written with blanks: a - b)");
}

/* --- texts that mean no good --- */

static char *repeated(const char *before, const char *s, unsigned times, const char *after)
{
    size_t size = strlen(before) + times * strlen(s) + strlen(after) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    strcpy(text, before);
    for (unsigned i = 0; i < times; i++) {
        strcat(text, s);
    }
    strcat(text, after);
    return text;
}

static void refused_when_repeated(const char *s, unsigned times, const char *after,
                                  const char *expected)
{
    char *text = repeated("", s, times, after);
    const char *line = said_by_parsing(text, here);
    if (!strstr(line, expected)) {
        fail_msg("%s ...: %s expected %s", s, line, expected);
    }
    free(text);
}

static void test_bounds(void **state)
{
    (void)state;
    refused_when_repeated("(", 2000, "x", "expected fewer levels");
    refused_when_repeated("-", 2000, "x", "expected fewer levels");
    refused_when_repeated("not ", 1000, "x", "expected fewer levels");
    refused_when_repeated("abs(", 1000, "x", "expected fewer levels");
    refused_when_repeated("1+", 1000, "1", "too long a formula: expected at most 1000");
    refused_when_repeated(" ", 5000, "x", "too long a formula: expected at most 4096 bytes");
    refused_when_repeated("a", 600, "", "too long a name");
    char *text = repeated("sum(", "1,", 200, "1)");
    assert_true(strstr(said_by_parsing(text, here), "expected `)`") != NULL);
    free(text);
    text = repeated("", "1+", 400, "1");
    assert_string_equal(result(text), "401");
    free(text);
}

/* What is taken together is taken together once, however deep it stands in others. */
static void test_gathered_once(void **state)
{
    (void)state;
    char *text = repeated("", "sum(vms.*.cycles.total + ", 20, "0");
    char *whole = repeated(text, ")", 20, "");
    asked = 0;
    assert_string_equal(result(whole), "1743392200000");
    assert_int_equal(asked, 60);
    free(text);
    free(whole);
}

static void list_function(void *context, const char *use, const char *help)
{
    assert_true(strlen(help) > 0);
    list(context, use);
}

static void test_function_list(void **state)
{
    (void)state;
    struct listed l = {""};
    formula_functions(list_function, &l);
    assert_non_null(strstr(l.text, "within(x, y, part) "));
    assert_non_null(strstr(l.text, "if(c, x, y) "));
}

/* --- docs/formulas.md: its tables are evaluated, in the world that it tells --- */

enum { CELLS = 3, DOC_NAMES = 64 };

static struct {
    char name[64], text[2][32];
} doc_names[DOC_NAMES];
static unsigned doc_name_count;

static struct value doc_value(void *context, const char *name)
{
    unsigned far_away = context ? 1 : 0;
    bool of_vm = strncmp(name, "vms.", 4) == 0;
    for (unsigned i = 0; i < doc_name_count; i++) {
        if (strcmp(doc_names[i].name, name) == 0) {
            return value_of_text(doc_names[i].text[far_away]);
        }
    }
    return (struct value){of_vm ? VALUE_NUMBER : VALUE_NONE, 0, NULL}; /* it did not occur */
}

static void doc_each(void *context, const char *pattern,
                     void (*visit)(void *visit_context, const char *name), void *visit_context)
{
    (void)context;
    for (unsigned i = 0; i < doc_name_count; i++) {
        if (formula_matches(pattern, doc_names[i].name)) {
            visit(visit_context, doc_names[i].name);
        }
    }
}

static const struct formula_world doc_far = {&ten, doc_value, doc_each, NULL};
static const struct formula_world doc_world = {NULL, doc_value, doc_each, &doc_far};

/* The cells of a table's row, without blanks and backquotes around them; how many. */
static unsigned cells_of(char *line, char *cells[CELLS])
{
    unsigned count = 0;
    for (char *at = line + 1; *line == '|' && count < CELLS; count++) {
        char *end = strchr(at, '|');
        if (!end) {
            break;
        }
        cells[count] = at + strspn(at, " `");
        for (char *s = end; s > at && strchr(" `|", *s); s--) {
            *s = '\0';
        }
        at = end + 1;
    }
    return count;
}

struct doc_family {
    const struct formula *formula;
    char text[256];
};

static void doc_member(void *context, const char *member)
{
    struct doc_family *f = context;
    size_t used = strlen(f->text);
    struct value v = formula_evaluate(f->formula, &doc_world, member);
    snprintf(f->text + used, sizeof f->text - used, "%s%s: %s", used > 0 ? ", " : "", member,
             value_text(v).text);
}

static void check_doc_formula(const char *text, const char *expected)
{
    struct formula *f = parse(text);
    const char *is = value_text(formula_evaluate(f, &doc_world, NULL)).text;
    if (strcmp(is, expected) != 0) {
        fail_msg("%s: %s, in docs/formulas.md %s", text, is, expected);
    }
    formula_free(f);
}

static void check_doc_family(const char *text, const char *expected)
{
    struct doc_family family = {parse(text), ""};
    formula_members(family.formula, &doc_world, doc_member, &family);
    if (strcmp(family.text, expected) != 0) {
        fail_msg("%s: %s, in docs/formulas.md %s", text, family.text, expected);
    }
    formula_free((struct formula *)family.formula);
}

static void take_doc_name(char *cells[CELLS])
{
    assert_true(doc_name_count < DOC_NAMES);
    snprintf(doc_names[doc_name_count].name, sizeof doc_names[0].name, "%s", cells[0]);
    for (unsigned i = 0; i < 2; i++) {
        snprintf(doc_names[doc_name_count].text[i], sizeof doc_names[0].text[i], "%s",
                 cells[i + 1]);
    }
    doc_name_count++;
}

/* One row of a table that begins with this word; whether it was one to check. */
static bool check_doc_row(const char *heading, char *cells[CELLS])
{
    if (strcmp(heading, "name") == 0) {
        take_doc_name(cells);
        return false;
    }
    if (strcmp(heading, "formula") == 0) {
        check_doc_formula(cells[0], cells[1]);
    } else if (strcmp(heading, "family") == 0) {
        check_doc_family(cells[0], cells[1]);
    } else {
        return false;
    }
    return true;
}

static void test_documentation(void **state)
{
    (void)state;
    char line[512], heading[32] = "", *cells[CELLS];
    unsigned checked = 0;
    FILE *doc = fopen("docs/formulas.md", "r");
    assert_non_null(doc);
    while (fgets(line, sizeof line, doc)) {
        line[strcspn(line, "\n")] = '\0';
        unsigned count = cells_of(line, cells);
        if (count == 0) {
            *heading = '\0';
        } else if (*heading == '\0') {
            snprintf(heading, sizeof heading, "%.31s", *cells[0] ? cells[0] : "-");
        } else if (strncmp(cells[0], "--", 2) != 0) {
            checked += check_doc_row(heading, cells);
        }
    }
    fclose(doc);
    assert_true(checked > 20);
}

static void check_doc_function(void *context, const char *use, const char *help)
{
    const char *doc = context;
    char line[256];
    snprintf(line, sizeof line, "| `%s` | %s |\n", use, help);
    if (!strstr(doc, line)) {
        fail_msg("docs/formulas.md has not %s", line);
    }
}

static void test_documented_functions(void **state)
{
    (void)state;
    static char doc[64 * 1024];
    FILE *f = fopen("docs/formulas.md", "r");
    assert_non_null(f);
    size_t n = fread(doc, 1, sizeof doc - 1, f);
    fclose(f);
    doc[n] = '\0';
    formula_functions(check_doc_function, doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),        cmocka_unit_test(test_truth),
        cmocka_unit_test(test_no_value),      cmocka_unit_test(test_functions),
        cmocka_unit_test(test_together),      cmocka_unit_test(test_families),
        cmocka_unit_test(test_matching),      cmocka_unit_test(test_names),
        cmocka_unit_test(test_refused),       cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_gathered_once), cmocka_unit_test(test_function_list),
        cmocka_unit_test(test_documentation), cmocka_unit_test(test_documented_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
