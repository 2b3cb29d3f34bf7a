/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Source lines: of an image that the compiler made, and of the same with its debugging information
 * damaged. Whatever is in it, nothing crashes, and what is said of it is in order.
 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/debug.h"
#include "panel/debug_source_parts.h"

enum { ROUNDS = 300 };

static struct image image;

static int load(void **state)
{
    (void)state;
    const char *build = getenv("BUILD");
    char path[512];
    struct error e;
    snprintf(path, sizeof path, "%s/guests/kernel", build ? build : "build");
    return image_load_elf(&image, path, &e) ? 0 : 1;
}

static int unload(void **state)
{
    (void)state;
    image_free(&image);
    return 0;
}

static void forget(struct sources *s, struct source_layer *l)
{
    source_dwarf_close(l->dwarf);
    free(l->row);
    for (unsigned i = 0; i < s->file_count; i++) {
        source_file_free(&s->file[i]);
    }
    free(s->file);
}

static const struct source_row *row_of(const struct source_layer *l, uint32_t address)
{
    const struct source_row *found = NULL;
    for (size_t i = 0; i < l->count && l->row[i].address <= address; i++) {
        found = &l->row[i];
    }
    return found;
}

static void lines(void **state)
{
    (void)state;
    struct sources s = {.layer = NULL};
    struct source_layer l = {.read = false};
    source_read(&s, &image, &l);
    if (!debug_source_known) {
        assert_int_equal(l.count, 0);
        skip();
    }
    const struct source_row *row = row_of(&l, image_symbol(&image, "kernel_main")->address);
    assert_non_null(row);
    assert_string_equal(s.file[row->file].name, "examples/guests/kernel/main.c");
    assert_true(row->is_statement);
    bool near = false;
    for (unsigned i = 0; i < 4; i++) { /* which line of its head it is, the compiler may choose */
        const char *text = source_file_line(&s.file[row->file], row->line - i);
        near = near || (text && strstr(text, "kernel_main("));
    }
    assert_true(near);
    assert_null(source_file_line(&s.file[row->file], 0));
    assert_null(source_file_line(&s.file[row->file], 1000000));
    for (size_t i = 0; i < l.count; i++) {
        assert_true(i == 0 || l.row[i - 1].address < l.row[i].address);
        assert_true(l.row[i].address >= RAM_BASE); /* nothing that the linker has left out */
    }
    forget(&s, &l);
}

/* --- damaged images --- */

static bool no_memory(void *context, uint32_t address, uint32_t *word)
{
    (void)context;
    *word = address * 3;
    return address % 16 != 0;
}

/* Ask for everything there is. */
static void use(const struct image *damaged)
{
    struct sources s = {.layer = NULL};
    struct source_layer l = {.read = false};
    source_read(&s, damaged, &l);
    for (size_t i = 0; i < l.count; i++) {
        assert_true(i == 0 || l.row[i - 1].address < l.row[i].address);
        assert_true(l.row[i].file < s.file_count || l.row[i].line == 0);
    }
    for (unsigned i = 0; i < s.file_count; i++) {
        for (const char *c = s.file[i].name; *c; c++) {
            assert_true((unsigned char)*c >= ' ' && *c != 0x7f);
        }
    }
    for (size_t i = 0; l.dwarf && i < 20; i++) {
        struct registers r = {.pc = image.entry};
        source_unwind(l.dwarf, image.symbols[i * 7 % image.symbol_count].address, &r, no_memory,
                      NULL);
    }
    forget(&s, &l);
}

/* Behind what is loaded stands what debuggers read. */
static size_t debug_start(void)
{
    size_t end = 0;
    for (size_t i = 0; i < image.segment_count; i++) {
        size_t at = (size_t)(image.segments[i].bytes - image.file) + image.segments[i].file_size;
        end = at > end ? at : end;
    }
    return end;
}

static void damaged(void **state)
{
    (void)state;
    struct rng r = {4711};
    size_t start = debug_start(), size = image.file_size - start;
    struct image copy = image;
    copy.file = malloc(image.file_size);
    for (unsigned round = 0; round < ROUNDS; round++) {
        memcpy(copy.file, image.file, image.file_size);
        copy.file_size = image.file_size;
        if (round % 8 == 0) {
            copy.file_size = rng_below(&r, (uint32_t)image.file_size);
        }
        for (unsigned i = 1u << rng_below(&r, 10); i-- > 0;) {
            copy.file[start + rng_below(&r, (uint32_t)size)] = (uint8_t)rng_edge(&r);
        }
        use(&copy);
    }
    free(copy.file);
}

/* A line's text is shown as it stands in a file that anybody may have written. */
static void unprintable(void **state)
{
    (void)state;
    struct sources s = {.layer = NULL};
    char name[] = "source-of-test.txt";
    FILE *f = fopen(name, "w");
    assert_non_null(f);
    fputs("\tx\033[2J\xc2\x9b y\xff\xe2\x80\xae!\xc3\xa4 \r\nlast", f);
    fclose(f);
    unsigned i = source_file_index(&s, name);
    assert_int_equal(source_file_index(&s, name), i);
    assert_string_equal(source_file_line(&s.file[i], 1), "        x [2J  y  !\xc3\xa4");
    assert_string_equal(source_file_line(&s.file[i], 2), "last");
    assert_null(source_file_line(&s.file[i], 3));
    unsigned bad = source_file_index(&s, "a\033\n\xff"
                                         "b");
    assert_string_equal(s.file[bad].name, "a???b");
    unsigned device = source_file_index(&s, "/dev/zero");
    assert_null(source_file_line(&s.file[device], 1));
    for (unsigned k = 0; k < s.file_count; k++) {
        source_file_free(&s.file[k]);
    }
    free(s.file);
    remove(name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(damaged),
        cmocka_unit_test(unprintable),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
