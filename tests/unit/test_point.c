/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of points: that they come back from their files exactly, and that nothing else does. */
#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "panel/point.h"

static char path[] = "/tmp/test_point.XXXXXX";

static int make_file(void **state)
{
    int fd = mkstemp(path);
    (void)state;
    return fd < 0 || close(fd) != 0;
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static const double numbers[] = {0,
                                 1,
                                 -1,
                                 0.1,
                                 1.0 / 3,
                                 9007199254740992.0,
                                 1e300,
                                 5e-324,
                                 -123456.789,
                                 65536,
                                 4294967295.0 * 2048};

static void fill(struct point_result *r)
{
    *r = (struct point_result){.number = 12, .status = POINT_LIMIT};
    strcpy(r->identity, "0123456789abcdef");
    r->message = strdup("prog: still running\nwhen the \"limit\" was reached");
    for (unsigned i = 0; i < COUNT(numbers); i++) {
        char name[32];
        snprintf(name, sizeof name, "number.%u", i);
        point_put_number(r, name, numbers[i]);
    }
    point_put_text(r, "machine.timing", "pipeline");
    point_put_text(r, "program", "tab\tquote\"\\ \xc3\xa4");
    point_put_none(r, "vms.prog.input");
    point_put_figure(r, 3, "| a | b |\n");
    point_put_alias(r, "call_12", "write");
    point_put_alias(r, "call_13", "read");
    point_put_alias(r, "call_13", "exec"); /* of another guest */
    point_put_input(r, "kernel", 0xfedcba9876543210u);
    point_put_input(r, "kernel", 0xfedcba9876543210u);
    point_index(r);
}

static void assert_same_value(const struct value *a, const struct value *b)
{
    assert_non_null(b);
    assert_int_equal(a->kind, b->kind);
    assert_true(a->kind != VALUE_NUMBER || a->number == b->number);
    if (a->kind == VALUE_TEXT) {
        assert_string_equal(a->text, b->text);
    }
}

static void test_round(void **state)
{
    struct point_result r, back;
    (void)state;
    fill(&r);
    assert_int_equal(point_save(&r, path), 0);
    assert_true(point_load(&back, path));
    assert_int_equal(back.number, 12);
    assert_int_equal(back.status, POINT_LIMIT);
    assert_string_equal(back.identity, r.identity);
    assert_string_equal(back.message, r.message);
    assert_int_equal(back.value_count, r.value_count);
    for (unsigned i = 0; i < r.value_count; i++) {
        assert_string_equal(back.values[i].name, r.values[i].name); /* in order */
        assert_same_value(&r.values[i].value, point_value(&back, r.values[i].name));
    }
    assert_int_equal(back.figure_count, 1);
    assert_int_equal(back.figures[0].chart, 3);
    assert_string_equal(back.figures[0].text, "| a | b |\n");
    assert_int_equal(back.alias_count, 2);
    assert_string_equal(back.aliases[0].alias, "write");
    assert_string_equal(back.aliases[1].alias, "call_13"); /* nobody knows which */
    assert_int_equal(back.input_count, 1);
    assert_int_equal(back.inputs[0].hash, 0xfedcba9876543210u);
    assert_null(point_value(&back, "number"));
    assert_null(point_value(&back, "number.99"));
    point_free(&r);
    point_free(&back);
}

/* What is no UTF-8, or no number that JSON has, is still a whole result. */
static void test_odd(void **state)
{
    struct point_result r, back;
    (void)state;
    fill(&r);
    point_put_text(&r, "odd", "\xff!");
    point_put_number(&r, "infinite", INFINITY);
    point_put_number(&r, "odd", 5); /* a second time: the first counts */
    point_index(&r);
    assert_string_equal(point_value(&r, "odd")->text, "\xff!");
    assert_int_equal(point_save(&r, path), 0);
    assert_true(point_load(&back, path));
    assert_string_equal(point_value(&back, "odd")->text, "\\xff!");
    assert_int_equal(point_value(&back, "infinite")->kind, VALUE_NONE);
    point_free(&r);
    point_free(&back);
}

static void write_bytes(const char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static char *read_bytes(size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *bytes = malloc(1 << 16);
    assert_non_null(f);
    assert_non_null(bytes);
    *size = fread(bytes, 1, (1 << 16) - 1, f);
    bytes[*size] = '\0';
    fclose(f);
    return bytes;
}

/* Whatever is cut off, it is not half a result. */
static void test_cut(void **state)
{
    struct point_result r;
    size_t size;
    (void)state;
    fill(&r);
    assert_int_equal(point_save(&r, path), 0);
    char *whole = read_bytes(&size);
    for (size_t n = 0; n + 2 < size; n++) { /* without its last brace */
        struct point_result back;
        write_bytes(whole, n);
        assert_false(point_load(&back, path));
        assert_int_equal(back.value_count, 0);
    }
    free(whole);
    point_free(&r);
}

/* One thing that is not as it must be. */
static void test_wrong(void **state)
{
    static const char *const changes[][2] = {
        {"trapeze-point/1", "trapeze-point/2"},
        {"\"limit\",", "\"lost\","},
        {"\"limit\",", "\"missing\","},
        {"\"limit\",", "7,"},
        {"0123456789abcdef", "0123456789abcde"},
        {"\"point\": 12", "\"point\": -12"},
        {"\"point\": 12", "\"point\": 0"},
        {"\"point\": 12", "\"point\": 12.5"},
        {"\"point\": 12", "\"point\": 99999999999999999999"},
        {"\"pipeline\"", "[\"pipeline\"]"},
        {"\"values\": {", "\"value\": {"},
        {"\"fedcba9876543210\"", "\"FEDCBA9876543210\""},
        {"\"fedcba9876543210\"", "16"},
        {"\"chart\": 3", "\"chart\": -3"},
        {"\"chart\": 3", "\"chart\": 4294967296"},
        {"\"write\"", "null"},
        {"\"number.1\"", "\"number.2\""}, /* the same name twice */
    };
    struct point_result r;
    size_t size;
    (void)state;
    fill(&r);
    assert_int_equal(point_save(&r, path), 0);
    char *whole = read_bytes(&size);
    for (unsigned i = 0; i < COUNT(changes); i++) {
        struct point_result back;
        const char *at = strstr(whole, changes[i][0]);
        assert_non_null(at);
        char *changed = malloc(size + 64);
        assert_non_null(changed);
        int n = snprintf(changed, size + 64, "%.*s%s%s", (int)(at - whole), whole, changes[i][1],
                         at + strlen(changes[i][0]));
        write_bytes(changed, (size_t)n);
        if (point_load(&back, path)) {
            fail_msg("%s was taken for %s", changes[i][1], changes[i][0]);
        }
        free(changed);
    }
    free(whole);
    point_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_odd),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_wrong),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
