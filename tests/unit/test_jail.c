/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the box finds out about files, texts and objects, without a tool; what comes of it when
 * tools run is in tests/attacks/build.sh.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine/elf32.h"
#include "panel/folder.h"
#include "panel/jail_parts.h"

/* --- a box, and a folder of headers, in a folder --- */

static int make(void **state)
{
    static struct jail j;
    char pattern[] = "/tmp/trapeze-test-XXXXXX";
    assert_non_null(mkdtemp(pattern));
    char *folder = realpath(pattern, NULL);
    j = (struct jail){.folder = xformat("%s/box", folder)};
    j.headers[0] = xformat("%s/headers", folder);
    assert_int_equal(mkdir(j.folder, 0700), 0);
    assert_int_equal(mkdir(j.headers[0], 0700), 0);
    free(folder);
    *state = &j;
    return 0;
}

static int unmake(void **state)
{
    struct jail *j = *state;
    char *folder = xformat("%s/..", j->folder);
    char *real = realpath(folder, NULL);
    folder_remove(real);
    free(real);
    free(folder);
    free(j->folder);
    free(j->headers[0]);
    return 0;
}

static void put(const struct jail *j, const char *name, const void *bytes, size_t size)
{
    char *path = jail_path(j, name);
    assert_int_equal(folder_make_for(path), 0);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
    free(path);
}

static void link_to(const struct jail *j, const char *name, const char *target)
{
    char *path = jail_path(j, name);
    assert_int_equal(symlink(target, path), 0);
    free(path);
}

/* --- names --- */

static void names_that_stay_are_inside(void **state)
{
    const struct jail *j = *state;
    const char *const names[] = {"a.c", "./a.c", "vmm/a.c", "vmm/../a.c", "vmm//./x/../a.c"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(jail_inside(j, names[i]));
    }
    char *header = xformat("%s/stdint.h", j->headers[0]);
    assert_true(jail_inside(j, header));
    free(header);
}

static void names_that_leave_are_outside(void **state)
{
    const struct jail *j = *state;
    const char *const names[] = {"..",         "../box/a.c", "vmm/../../box/a.c", "/etc/passwd",
                                 "/dev/stdin", "/",          "/proc/self/cwd/a.c"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_false(jail_inside(j, names[i]));
    }
    char *beside = xformat("%s2/a.c", j->folder);
    char *above = xformat("%s/../a.c", j->headers[0]);
    assert_false(jail_inside(j, beside));
    assert_false(jail_inside(j, above));
    free(beside);
    free(above);
}

static void links_are_followed(void **state)
{
    const struct jail *j = *state;
    put(j, "a.c", "", 0);
    link_to(j, "within", "a.c");
    link_to(j, "out", "/etc/passwd");
    link_to(j, "root", "/");
    assert_true(jail_inside(j, "within"));
    assert_false(jail_inside(j, "out"));
    assert_false(jail_inside(j, "root/etc/passwd"));
}

/* --- what is taken --- */

static bool is_there(const struct jail *j, const char *name)
{
    char *path = jail_path(j, name);
    bool is = access(path, F_OK) == 0;
    free(path);
    return is;
}

static void a_submission_is_not_completed(void **state)
{
    struct jail *j = *state;
    char why[200];
    assert_int_equal(jail_put(j, "vmm/a.c", "the reference", 13), 0);
    assert_false(jail_take(j, j->headers[0], "vmm/a.c", why));
    assert_string_equal(why, "is missing");
    assert_false(is_there(j, "vmm/a.c"));
}

static void another_place_is_told(void **state)
{
    struct jail *j = *state;
    struct jail submission = {.folder = j->headers[0]};
    char why[200];
    put(&submission, "frames.VMM.B.C", "no", 2);
    assert_false(jail_take(j, submission.folder, "vmm/b.c", why));
    assert_string_equal(why, "is missing");
    put(&submission, "z/vmm/b.c", "mine", 4);
    put(&submission, "a b/b.c", "a name that is not shown", 24);
    assert_false(jail_take(j, submission.folder, "vmm/b.c", why));
    assert_string_equal(why, "is missing, but z/vmm/b.c is there");
    put(&submission, "VMM/B.c", "mine", 4);
    assert_false(jail_take(j, submission.folder, "vmm/b.c", why));
    assert_string_equal(why, "is missing, but VMM/B.c is there");
}

static void what_is_taken_replaces_what_is_trusted(void **state)
{
    struct jail *j = *state;
    struct jail submission = {.folder = j->headers[0]};
    char why[200];
    size_t size;
    put(&submission, "a.c", "mine", 4);
    assert_int_equal(jail_put(j, "a.c", "the reference", 13), 0);
    assert_true(jail_take(j, submission.folder, "a.c", why));
    char *text = jail_read(j, "a.c", &size);
    assert_string_equal(text, "mine");
    free(text);
}

static void names_are_plain(void **state)
{
    struct jail *j = *state;
    const char *const names[] = {"",    "/a.c",  "../a.c", "a/../b.c", "./a.c", "a/",      "a//b.c",
                                 "-o",  "a/-o",  "@a",     "a b",      "a\nb",  "a\tb",    "+a",
                                 ".in", "a/.in", "a:b",    "a$b",      "a*",    "\xc3\xa9"};
    char why[200];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_false(jail_take(j, j->headers[0], names[i], why));
        assert_string_equal(why, "is no plain name of a file");
    }
}

/* --- lists --- */

static enum jail_list check(const struct jail *j, const char *list)
{
    put(j, "list", list, strlen(list));
    return jail_check_list(j, "list");
}

static void lists_are_read_to_their_end(void **state)
{
    const struct jail *j = *state;
    assert_int_equal(check(j, "x: a.c b.h \\\n vmm/c.h\n"), LIST_INSIDE);
    assert_int_equal(check(j, "x: a.c b.h \\\n /etc/passwd\n"), LIST_OUTSIDE);
    assert_int_equal(check(j, "x: a.c\\\n ../c.h"), LIST_OUTSIDE);
    assert_int_equal(check(j, "x: a.c\n../c.h:\n"), LIST_OUTSIDE);
    assert_int_equal(check(j, "x: a.c ..\\ b/c.h\n"), LIST_INSIDE);
    assert_int_equal(check(j, "x: a.c a\\ b/../../c.h\n"), LIST_OUTSIDE);
    assert_int_equal(check(j, "x: a\\#.c b$$/../../c.h\n"), LIST_OUTSIDE);
}

static void a_list_that_is_none_is_not_inside(void **state)
{
    const struct jail *j = *state;
    assert_int_equal(jail_check_list(j, "nothing"), LIST_NONE);
    assert_int_equal(check(j, ""), LIST_NONE);
    put(j, "list", "x: a.c\0 /etc/passwd\n", 20);
    assert_int_equal(jail_check_list(j, "list"), LIST_OUTSIDE);
}

/* --- preprocessed texts --- */

static bool lines(const struct jail *j, const char *text)
{
    put(j, "text", text, strlen(text));
    return jail_lines_inside(j, "text");
}

static void markers_name_files(void **state)
{
    const struct jail *j = *state;
    assert_true(lines(j, "# 0 \"a.c\"\n# 1 \"<built-in>\"\nint x;\n# 3 \"vmm/b.h\" 1 3\nint y;"));
    assert_false(lines(j, "# 0 \"a.c\"\n# 1 \"/etc/passwd\"\nint x;\n"));
    assert_false(lines(j, "int x;\n# 1 \"../a.c\""));
    assert_false(lines(j, "# 1 \"vmm/\\\".c/../../../x\"\n"));
    assert_false(lines(j, "# 1 \"a.c\\057x\"\n"));
    assert_false(lines(j, "# 1 \"a.c"));
}

static void what_could_be_another_directive_is_none(void **state)
{
    const struct jail *j = *state;
    assert_true(lines(j, "#pragma GCC unroll 2\n#ident \"x\"\n # 1 \"/etc/passwd\"\n"));
    assert_false(lines(j, "#pragma GCC pch_preprocess \"a\"\n"));
    assert_true(lines(j, "#pragma once\nchar pch_preprocess;\n"));
    const char *const odd[] = {"#include \"a.c\"", "#\\\n 1 \"/x\"", "%: 1 \"/x\"", "#\t1 \"/x\"",
                               "#line 1"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        assert_false(lines(j, odd[i]));
    }
}

static void macros_may_open_files(void **state)
{
    const struct jail *j = *state;
    const char *const texts[] = {".InCbIn \"x\"", ".include \"x\"", ".macro a",
                                 ".IRP x",        ".altmacro",      ".mri 1"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        put(j, "text", texts[i], strlen(texts[i]));
        assert_true(jail_may_open(j, "text"));
    }
    put(j, "text", "addi a0, a0, 1", 14);
    assert_false(jail_may_open(j, "text"));
    assert_true(jail_may_open(j, "nothing"));
}

/* --- what tools say --- */

static void expect_shown(const struct jail *j, const char *said, const char *shown)
{
    struct jail_text in = {.most = 1000}, out = {.most = 1000};
    jail_text_add(&in, said, strlen(said));
    jail_text_show(&out, &in, j);
    assert_string_equal(out.text != NULL ? out.text : "", shown);
    jail_text_free(&in);
    jail_text_free(&out);
}

static void what_is_shown_names_what_was_handed_in(void **state)
{
    const struct jail *j = *state;
    char *said = xformat("%s/.made/a.c.s:3: in `%s/a.c'\n", j->folder, j->folder);
    expect_shown(j, said, "a.c.s:3: in `a.c'\n");
    free(said);
    expect_shown(j, "/usr/lib/gcc/bin/ld: .made/a.c.o: x\n././a.c:1: y", "a.c.o: x\na.c:1: y\n");
    expect_shown(j, "collect2: error: ld returned 1 exit status\n", "");
}

static void what_is_shown_is_text(void **state)
{
    expect_shown(*state, "a\033[2Jb\tc\xc3\xa9\xff\xe2\x80\xae\n",
                 "a\\x1b[2Jb\tc\xc3\xa9\\xff\\xe2\\x80\\xae\n");
}

static void what_is_shown_is_bounded(void **state)
{
    struct jail_text in = {.most = 100}, out = {.most = 10};
    for (int i = 0; i < 30; i++) {
        jail_text_say(&in, "1234");
    }
    assert_int_equal(in.size, 100);
    assert_true(in.cut);
    jail_text_show(&out, &in, *state);
    assert_string_equal(out.text, "1234\n1234\n");
    assert_true(out.cut);
    jail_text_free(&in);
    jail_text_free(&out);
}

static bool told(const struct jail *j, const char *said)
{
    struct jail_text t = {.text = xstrdup(said), .size = strlen(said)};
    bool is = jail_told_of_file(j, &t);
    jail_text_free(&t);
    return is;
}

static void tools_tell_of_files(void **state)
{
    const struct jail *j = *state;
    assert_true(told(j, "a.S:1: Error: can't open /x for reading: No such file or directory\n"));
    assert_false(told(j, "a.S:1: Error: can't open x for reading: No such file or directory\n"));
    assert_true(told(j, "hm\na.S:1: Error: file not found: ../x"));
    assert_false(told(j, "a.S:1: Error: file not found: x"));
    assert_true(told(j, "a.c:1: fatal error: ../x.h: No such file or directory\n"));
    assert_false(told(j, "a.c:1: fatal error: x.h: No such file or directory\n"));
    assert_true(told(j, "a.c:1: fatal error: /x: Permission denied\n"));
    assert_true(told(j, "a.c:1: warning: current file is older than \"/x\"\n"));
}

/* --- objects --- */

/* A header, names, and two sections of which the second has this name. */
struct small_object {
    struct elf32_header header;
    struct elf32_section section[3];
    char names[24];
};

static struct small_object object_with(const char *name)
{
    struct small_object o = {.header = {.ident = ELF_MAGIC,
                                        .sections_offset = sizeof o.header,
                                        .section_size = sizeof(struct elf32_section),
                                        .section_count = 3,
                                        .names_section = 2}};
    o.header.ident[ELF_IDENT_CLASS] = ELF_CLASS_32;
    o.header.ident[ELF_IDENT_DATA] = ELF_DATA_LITTLE;
    o.section[2].offset = offsetof(struct small_object, names);
    o.section[1].name = 1;
    snprintf(o.names + 1, sizeof o.names - 1, "%s", name);
    return o;
}

/* Whether the first `size` bytes of it are refused. */
static bool is_refused(const struct jail *j, const struct small_object *o, size_t size)
{
    put(j, "object", o, size);
    char *odd = jail_odd_section(j, "object");
    bool is = odd != NULL;
    free(odd);
    return is;
}

static void sections_for_tools_are_odd(void **state)
{
    struct small_object good = object_with(".text"), bad = object_with(".gnu.lto_.opts");
    assert_false(is_refused(*state, &good, sizeof good));
    assert_true(is_refused(*state, &bad, sizeof bad));
    good.header.section_count = 0; /* it is told by the first section then */
    bad.header.section_count = 0;
    good.section[0].size = bad.section[0].size = 3;
    good.header.names_section = bad.header.names_section = 0xffff;
    good.section[0].link = bad.section[0].link = 2;
    assert_false(is_refused(*state, &good, sizeof good));
    assert_true(is_refused(*state, &bad, sizeof bad));
}

static void what_is_no_object_is_odd(void **state)
{
    struct small_object o = object_with(".text");
    for (size_t size = 0; size < offsetof(struct small_object, names) + 6; size++) {
        assert_true(is_refused(*state, &o, size));
    }
    o.section[0].size = UINT32_MAX;
    o.header.section_count = 0;
    assert_true(is_refused(*state, &o, sizeof o));
    o = object_with(".text");
    o.section[1].name = UINT32_MAX;
    assert_true(is_refused(*state, &o, sizeof o));
    o.section[2].offset = UINT32_MAX;
    assert_true(is_refused(*state, &o, sizeof o));
    o.header.sections_offset = UINT32_MAX - 8;
    assert_true(is_refused(*state, &o, sizeof o));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make, unmake)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_that_stay_are_inside),
        TEST(names_that_leave_are_outside),
        TEST(links_are_followed),
        TEST(a_submission_is_not_completed),
        TEST(another_place_is_told),
        TEST(what_is_taken_replaces_what_is_trusted),
        TEST(names_are_plain),
        TEST(lists_are_read_to_their_end),
        TEST(a_list_that_is_none_is_not_inside),
        TEST(markers_name_files),
        TEST(what_could_be_another_directive_is_none),
        TEST(macros_may_open_files),
        TEST(what_is_shown_names_what_was_handed_in),
        TEST(what_is_shown_is_text),
        TEST(what_is_shown_is_bounded),
        TEST(tools_tell_of_files),
        TEST(sections_for_tools_are_odd),
        TEST(what_is_no_object_is_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
