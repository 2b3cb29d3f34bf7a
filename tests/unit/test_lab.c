/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Labs as they are loaded: what is taken from lab.yaml and from hidden/tests.yaml, and what is
 * refused, on which line and column.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "panel/lab.h"

/* --- files --- */

static char folder[] = "/tmp/test_lab-XXXXXX";

/* A lab that is right, a line each. */
static const char *const right[] = {
    "lab: {number: 9, name: nine, title: A Lab, kind: monitor, hours: 2}",
    "hand_in: [vmm/memory.c, notes.txt]",
    "limits: {cycles: 5M}",
    "tests:",
    "  - {name: one, points: 3, judge: verify, file: vm.yaml, hint: look}",
    "  - {name: two, points: 4, judge: state, file: vm.yaml, that: [memory.x == 1]}",
    "  - {name: fast, judge: cycles, file: vm.yaml, bounds: [{cycles: 1M, points: 5}, {cycles: 2M, "
    "points: 2}]}",
};

static void write_file(const char *name, const char *text)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

/* lab.yaml, with one line that reads otherwise: NULL leaves it out. Lines count from 1, 0: none. */
static void write_lab(unsigned line, const char *instead)
{
    char text[2048];
    size_t used = 0;
    for (unsigned i = 0; i < COUNT(right); i++) {
        const char *reads = i + 1 == line ? instead : right[i];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s\n", reads ? reads : "");
    }
    write_file("lab.yaml", text);
}

static void make(const char *name)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int make_folder(void **state)
{
    (void)state;
    const char *build = getenv("BUILD");
    setenv("TRAPEZE_HOME", build ? build : "build", 1);
    assert_non_null(mkdtemp(folder));
    make("hidden");
    make("trusted");
    write_file("vm.yaml", "monitor: {kind: vmm, soft_tlb: 0}\nvms: [{name: me, image: hello}]\n");
    write_file("bare.yaml", "vms: [{name: me, image: submission}]\n");
    write_file("wrong.yaml", "vms: [{nome: me, image: hello}]\n");
    return 0;
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"lab.yaml",   "vm.yaml", "bare.yaml",
                                        "wrong.yaml", "hidden",  "trusted"};
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[100];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    return rmdir(folder);
}

static void remove_file(const char *name)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(unlink(path), 0);
}

/* --- what is taken --- */

static void test_right(void **state)
{
    (void)state;
    struct lab l;
    write_lab(0, NULL);
    assert_int_equal(lab_load(&l, folder), 0);
    assert_int_equal(l.number, 9);
    assert_string_equal(l.name, "nine");
    assert_string_equal(l.title, "A Lab");
    assert_int_equal(l.kind, LAB_MONITOR);
    assert_int_equal(l.hours, 2);
    assert_int_equal(l.hand_in.count, 2);
    assert_string_equal(l.hand_in.list[1], "notes.txt");
    assert_true(l.cycles == 5000000);
    assert_int_equal(l.test_count, 3);
    assert_int_equal(l.points, 12);
    assert_int_equal(l.tests[0].judge, JUDGE_VERIFY);
    assert_string_equal(l.tests[0].hint, "look");
    assert_int_equal(l.tests[1].that_count, 1);
    assert_int_equal(l.tests[2].bound_count, 2);
    assert_int_equal(l.tests[2].points, 5);
    assert_int_equal(l.tests[2].visibility, LAB_PUBLIC);
    assert_int_equal(l.folder[0], '/');
    lab_free(&l);
}

static void test_defaults(void **state)
{
    (void)state;
    struct lab l;
    write_lab(1, "lab: {number: 9, name: nine, kind: monitor}");
    assert_int_equal(lab_load(&l, folder), 0);
    assert_string_equal(l.title, "nine");
    assert_int_equal(l.hours, 0);
    lab_free(&l);
    write_lab(3, NULL);
    assert_int_equal(lab_load(&l, folder), 0);
    assert_true(l.cycles == 500000000);
    lab_free(&l);
}

static void test_hidden(void **state)
{
    (void)state;
    struct lab l;
    write_lab(0, NULL);
    write_file("hidden/tests.yaml",
               "tests:\n  - {name: h, points: 8, judge: verify, file: ../vm.yaml}\n");
    assert_int_equal(lab_load(&l, folder), 0);
    assert_int_equal(l.test_count, 4);
    assert_int_equal(l.points, 20);
    assert_int_equal(l.tests[3].visibility, LAB_HIDDEN);
    lab_free(&l);
    remove_file("hidden/tests.yaml");
}

static void test_names(void **state)
{
    static const char *const plain[] = {"a", "a.c", "a/b.c", "A-1_b.S", "a..b"};
    static const char *const others[] = {"",     "/a",  "a/",   "-a",  ".a",   "..",   "a//b",
                                         "../a", "a b", "a\nb", "a\\", "a/-b", "a/.b", "ä"};
    (void)state;
    for (size_t i = 0; i < COUNT(plain); i++) {
        assert_true(lab_plain_name(plain[i]));
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_false(lab_plain_name(others[i]));
    }
    assert_true(lab_is_source("a.c") && lab_is_source("b/a.S"));
    assert_false(lab_is_source(".c") || lab_is_source("a.s") || lab_is_source("a.h"));
}

/* --- what is refused --- */

/* The only line that loading says, from behind the folder's name. */
static const char *refusal(int *status)
{
    static char said[1024];
    char name[] = "/tmp/test_lab_said-XXXXXX";
    int fd = mkstemp(name);
    assert_true(fd >= 0);
    unlink(name);
    fflush(stderr);
    int saved = dup(2);
    dup2(fd, 2);
    struct lab l;
    *status = lab_load(&l, folder);
    lab_free(&l);
    dup2(saved, 2);
    close(saved);
    ssize_t n = pread(fd, said, sizeof said - 1, 0);
    close(fd);
    said[n > 0 ? n : 0] = '\0';
    char *end = strchr(said, '\n');
    assert_true(end && end[1] == '\0');
    *end = '\0';
    char *at = strstr(said, folder);
    return at != NULL ? at + strlen(folder) + 1 : said;
}

static void check_refused(const char *expected, const char *what)
{
    int status;
    const char *said = refusal(&status);
    if (status != EXIT_USAGE || strncmp(said, expected, strlen(expected)) != 0) {
        fail_msg("%s:\n  %s\nexpected:\n  %s", what, said, expected);
    }
}

static const struct {
    unsigned line;
    const char *reads, *expected;
} wrong[] = {
    {1, "", "lab.yaml:2:1: no key `lab`: expected lab: {number: ..., name: ..., kind: ...}"},
    {1, "lab: {number: 9, name: nine}", "lab.yaml:1:6: lab: expected a key `kind`"},
    {1, "lab: {number: 900, name: nine, kind: monitor}",
     "lab.yaml:1:15: lab.number: `900`: expected a number from 0 to 99"},
    {1, "lab: {number: 9, name: n i n e, kind: monitor}",
     "lab.yaml:1:24: lab.name: `n i n e`: expected letters, digits, - and _, 1 to"},
    {1, "lab: {number: 9, name: nine, kind: monitr}",
     "lab.yaml:1:36: lab.kind: `monitr`: did you mean `monitor`?"},
    {1, "lab: [9]", "lab.yaml:1:6: lab: a list: expected a mapping, lines of `key: value`"},
    {2, "", "lab.yaml:1:1: no key `hand_in`: expected a list of names of files"},
    {2, "hand_in: []", "lab.yaml:2:10: hand_in: expected a list of names of files"},
    {2, "hand_in: vmm/memory.c", "lab.yaml:2:10: hand_in: expected a list of names of files"},
    {2, "hand_in: [vmm/memory.c, ../notes.c]",
     "lab.yaml:2:25: hand_in: `../notes.c`: expected a relative name of letters,"},
    {2, "hand_in: [vmm/memory.c, -notes.c]",
     "lab.yaml:2:25: hand_in: `-notes.c`: expected a relative name of letters,"},
    {2, "hand_in: [vmm/memory.c, \"no tes.c\"]",
     "lab.yaml:2:25: hand_in: `no tes.c`: expected a relative name of letters,"},
    {2, "hand_in: [vmm/memory.c, vmm/memory.c]",
     "lab.yaml:2:25: hand_in: `vmm/memory.c` is there already"},
    {2, "hand_in: [{file: vmm/memory.c}]",
     "lab.yaml:2:12: unknown key `file` in hand_in: expected one of name"},
    {3, "limits: {cycles: 0}",
     "lab.yaml:3:18: limits.cycles: `0`: expected a number from 1 to 1000000G"},
    {3, "limits: {cycls: 5M}",
     "lab.yaml:3:10: unknown key `cycls` in limits: did you mean `cycles`?"},
    {3, "limts: {cycles: 5M}", "lab.yaml:3:1: unknown key `limts`: did you mean `limits`?"},
    {4, "tests: []", "lab.yaml:5:3: not YAML: did not find expected key while parsing a block"},
    {4, "test:", "lab.yaml:4:1: unknown key `test`: did you mean `tests`?"},
    {5, "  - {points: 3, judge: verify, file: vm.yaml}",
     "lab.yaml:5:5: tests: this one has no key `name`: expected one"},
    {5, "  - {name: one, judge: verify, file: vm.yaml}",
     "lab.yaml:5:5: tests: this one has no key `points`: expected one"},
    {5, "  - {name: one, points: 3, file: vm.yaml}",
     "lab.yaml:5:5: tests: this one has no key `judge`: expected one"},
    {5, "  - {name: one, points: 3, judge: verify}",
     "lab.yaml:5:5: tests: `one`: its judge needs a key `file`"},
    {5, "  - {name: one, points: 3, judge: verfy, file: vm.yaml}",
     "lab.yaml:5:35: tests.judge: `verfy`: did you mean `verify`?"},
    {5, "  - {name: one, points: many, judge: verify, file: vm.yaml}",
     "lab.yaml:5:25: tests.points: `many`: expected a number from 0 to 1000"},
    {5, "  - {name: one, points: 3, judge: verify, file: vn.yaml}", "lab.yaml:5:49: tests.file: "},
    {5, "  - {name: one, points: 3, judge: verify, file: bare.yaml}",
     "lab.yaml:5:5: tests: `one`: bare.yaml has no monitor: expected monitor.kind"},
    {5, "  - {name: one, points: 3, judge: verify, file: wrong.yaml}",
     "wrong.yaml:1:8: unknown key `nome` in vms: did you mean `name`?"},
    {5, "  - {name: one, points: 3, judge: verify, file: vm.yaml, that: [1 == 1]}",
     "lab.yaml:5:5: tests: `one`: its judge has no use for a key `that`"},
    {5, "  - {name: one, points: 3, judge: verify, file: vm.yaml, fault: vm.yaml}",
     "lab.yaml:5:5: tests: `one`: its judge has no use for a key `fault`"},
    {5, "  - {name: one, points: 3, judge: escape, file: vm.yaml, fault: vm.yaml}",
     "lab.yaml:5:5: tests: `one`: this judge is none for a lab of this kind"},
    {5, "  - {name: one, points: 3, judge: verify, file: vm.yaml, visibility: secret}",
     "lab.yaml:5:70: tests.visibility: `secret`: expected one of public, hidden"},
    {5, "  - {name: one, points: 3, judge: verify, file: vm.yaml, sources: [vmm/memry.c]}",
     "lab.yaml:5:68: tests.sources: `vmm/memry.c`: did you mean `vmm/memory.c`?"},
    {5, "  - {name: one, points: 3, judge: verify, file: vm.yaml, sources: [notes.txt]}",
     "lab.yaml:5:5: tests: `one`: sources: notes.txt: expected .c or .S files"},
    {5, "  - {name: one, points: 3, judge: verify, file: vm.yaml, hnt: x}",
     "lab.yaml:5:58: unknown key `hnt` in tests: did you mean `hint`?"},
    {5, "  - {name: one, points: 3, judge: verify, file: vm.yaml",
     "lab.yaml:6:5: not YAML: did not find expected ',' or '}' while parsing a flow"},
    {5, "  - one",
     "lab.yaml:5:5: tests: a single value: expected a mapping, lines of `key: value`"},
    {6, "  - {name: one, points: 4, judge: state, file: vm.yaml, that: [memory.x == 1]}",
     "lab.yaml:6:12: tests.name: two tests are called `one`: expected different"},
    {6, "  - {name: two, points: 4, judge: state, file: vm.yaml}",
     "lab.yaml:6:5: tests: `two`: its judge needs a key `that`"},
    {6, "  - {name: two, points: 4, judge: state, file: vm.yaml, that: [memory.x ==]}",
     "lab.yaml:6:75: the formula ends here: expected a value: a number, a name, a"},
    {6, "  - {name: two, points: 4, judge: state, file: vm.yaml, that: [vms.you.traps.timer == 1]}",
     "lab.yaml:6:64: `vms.you.traps.timer`: the test's file has no VM `vms.you`:"},
    {6, "  - {name: two, points: 4, judge: state, file: vm.yaml, that: [vms.me.trps.timer == 1]}",
     "lab.yaml:6:64: unknown name `vms.me.trps.timer`: did you mean"},
    {6, "  - {name: two, points: 4, judge: state, file: vm.yaml, that: [\"vms.*.exit_code == 1\"]}",
     "lab.yaml:6:65: a value for each of many: expected one, as with sum() or min()"},
    {6, "  - {name: two, points: 4, judge: state, file: vm.yaml, that: [baseline(memory.x) == 1]}",
     "lab.yaml:6:73: baseline(): a lab's test has none"},
    {7, "  - {name: fast, judge: cycles, file: vm.yaml}",
     "lab.yaml:7:5: tests: `fast`: its judge needs a key `bounds`"},
    {7, "  - {name: fast, judge: cycles, file: vm.yaml, bounds: [{cycles: 1M}]}",
     "lab.yaml:7:57: tests.bounds: expected {cycles: N, points: M}"},
    {7, "  - {name: fast, judge: cycles, file: vm.yaml, bounds: {cycles: 1M, points: 5}}",
     "lab.yaml:7:56: tests.bounds: expected a list of {cycles: N, points: M}"},
    {7,
     "  - {name: fast, judge: cycles, file: vm.yaml, bounds: [{cycles: 2M, points: 5}, {cycles: "
     "1M, points: 2}]}",
     "lab.yaml:7:82: tests.bounds: expected more cycles and less points than in the"},
    {7,
     "  - {name: fast, points: 4, judge: cycles, file: vm.yaml, bounds: [{cycles: 2M, points: 5}]}",
     "lab.yaml:7:26: tests.points: 4, and the strictest of bounds gives 5: expected"},
    {2, NULL, "lab.yaml:1:1: no key `hand_in`"},
};

static void test_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        write_lab(wrong[i].line, wrong[i].reads);
        check_refused(wrong[i].expected, wrong[i].reads != NULL ? wrong[i].reads : "(left out)");
    }
}

static void test_wrong_beside(void **state)
{
    (void)state;
    write_lab(0, NULL);
    write_file("trusted/notes.txt", "");
    check_refused("trusted/notes.txt: is in hand_in, too", "trusted, and handed in");
    remove_file("trusted/notes.txt");
    write_file("hidden/tests.yaml", "lab: {}\n");
    check_refused("hidden/tests.yaml:1:1: unknown key `lab`", "a key of lab.yaml");
    write_file("hidden/tests.yaml",
               "tests:\n  - {name: two, points: 1, judge: verify, file: ../vm.yaml}\n");
    check_refused("hidden/tests.yaml:2:12: tests.name: two tests are called `two`", "twice");
    write_file("hidden/tests.yaml", "- none\n");
    check_refused("hidden/tests.yaml:1:1: expected hidden tests", "no mapping");
    remove_file("hidden/tests.yaml");
    remove_file("lab.yaml");
    check_refused("lab.yaml: ", "no lab");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right),  cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_hidden), cmocka_unit_test(test_names),
        cmocka_unit_test(test_wrong),  cmocka_unit_test(test_wrong_beside),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
