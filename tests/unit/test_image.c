/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image loader: good files are loaded exactly, bad ones refused in one line. */
#include "tests/unit/unit.h"

#include <string.h>

#include "machine/image.h"
#include "tests/unit/elf_maker.h"

enum { RAM_SIZE = 64 << 10 };

static struct machine *small_machine(void)
{
    const struct machine_config config = {
        .variant = VARIANT_PG32, .ram_size = RAM_SIZE, .tlb_entries = 4};
    struct machine *m = machine_new(&config);
    assert_non_null(m);
    return m;
}

static void check_one_line(const struct error *e)
{
    size_t length = strnlen(e->text, sizeof e->text);
    assert_in_range(length, 1, sizeof e->text - 1);
    assert_null(strchr(e->text, '\n'));
}

static void check_empty(const struct image *image)
{
    static const struct image empty;
    assert_memory_equal(image, &empty, sizeof empty);
}

/* Loading these bytes is refused, with a line that holds `text`. */
static void refused(const void *bytes, size_t size, const char *text)
{
    struct image image;
    struct error e = {""};
    elf_write(bytes, size);
    assert_false(image_load_elf(&image, elf_path(), &e));
    check_one_line(&e);
    check_empty(&image);
    if (!strstr(e.text, text)) {
        fail_msg("refused with \"%s\", expected \"%s\"", e.text, text);
    }
}

static void refused_elf(const struct elf_bytes *elf, const char *text)
{
    refused(elf, sizeof *elf, text);
}

static struct image load_good(void)
{
    struct elf_bytes elf = elf_good();
    struct image image;
    struct error e = {""};
    elf_write(&elf, sizeof elf);
    if (!image_load_elf(&image, elf_path(), &e)) {
        fail_msg("refused: %s", e.text);
    }
    return image;
}

static void test_good(void **state)
{
    struct image image = load_good();
    (void)state;
    assert_true(image_is_elf(elf_path()));
    assert_int_equal(image.entry, ELF_TEXT + 8u);
    assert_int_equal(image.segment_count, 2);
    assert_int_equal(image.segments[0].address, ELF_TEXT);
    assert_int_equal(image.segments[1].address, ELF_DATA);
    assert_int_equal(image.segments[1].file_size, 16);
    assert_int_equal(image.segments[1].mem_size, 64);
    assert_true(image.has_tohost);
    assert_int_equal(image.tohost, ELF_TOHOST);
    image_free(&image);
    check_empty(&image);
}

static void test_symbols(void **state)
{
    static const char *const order[] = {"_start", "main", "table", "tohost"};
    struct image image = load_good();
    (void)state;
    assert_int_equal(image.symbol_count, COUNT(order));
    for (size_t i = 0; i < COUNT(order); i++) {
        assert_string_equal(image.symbols[i].name, order[i]);
        assert_ptr_equal(image_symbol(&image, order[i]), &image.symbols[i]);
    }
    assert_null(image_symbol(&image, "$x"));
    assert_null(image_symbol(&image, ""));
    assert_null(image_symbol_at(&image, 0));
    assert_null(image_symbol_at(&image, ELF_TEXT + 7u));
    assert_string_equal(image_symbol_at(&image, ELF_TEXT + 8u)->name, "_start");
    assert_string_equal(image_symbol_at(&image, ELF_TEXT + 15u)->name, "_start");
    assert_string_equal(image_symbol_at(&image, ELF_TEXT + 31u)->name, "main");
    image_free(&image);
}

/* What lies before an address in another segment says nothing about it. */
static void test_symbols_stay_in_their_segment(void **state)
{
    struct image image = load_good();
    (void)state;
    assert_null(image_symbol_at(&image, ELF_TEXT + 32u));
    assert_null(image_symbol_at(&image, 0xfffffffc));
    image_free(&image);
}

static void test_placed(void **state)
{
    struct image image = load_good();
    struct elf_bytes elf = elf_good();
    struct machine *m = small_machine();
    struct error e;
    (void)state;
    memset(m->ram, 0xaa, RAM_SIZE);
    assert_true(image_place(&image, m, &e));
    assert_memory_equal(m->ram, elf.text, sizeof elf.text);
    assert_memory_equal(m->ram + 0x2000, elf.data, sizeof elf.data);
    for (unsigned i = 16; i < 64; i++) {
        assert_int_equal(m->ram[0x2000 + i], 0); /* the rest of the segment is zero */
    }
    assert_int_equal(m->ram[32], 0xaa); /* and nothing else is touched */
    assert_int_equal(m->ram[0x1fff], 0xaa);
    assert_int_equal(m->ram[0x2040], 0xaa);
    assert_true(m->has_tohost);
    assert_int_equal(m->tohost, ELF_TOHOST);
    machine_free(m);
    image_free(&image);
}

static void test_wrong_kind(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    refused("", 0, "not an ELF");
    refused("#!/bin/sh\nexit 0; this is rather a text\n", 40, "not an ELF");
    elf.header.e_ident[EI_CLASS] = ELFCLASS64;
    refused_elf(&elf, "64-bit");
    elf = elf_good();
    elf.header.e_ident[EI_DATA] = ELFDATA2MSB;
    refused_elf(&elf, "big-endian");
    elf = elf_good();
    elf.header.e_machine = EM_X86_64;
    refused_elf(&elf, "machine 62");
    elf = elf_good();
    elf.header.e_type = ET_DYN;
    refused_elf(&elf, "type 3");
    elf.header.e_type = ET_REL;
    refused_elf(&elf, "type 1");
    elf = elf_good();
    elf.header.e_entry += 2;
    refused_elf(&elf, "not aligned");
}

static void test_wrong_segments(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    elf.segment[2].p_paddr = ELF_TEXT + 31u;
    refused_elf(&elf, "overlap");
    elf.segment[2].p_paddr = ELF_TEXT - 63u;
    refused_elf(&elf, "overlap");
    elf = elf_good();
    elf.segment[1].p_filesz = 33;
    refused_elf(&elf, "larger than memory size");
    elf = elf_good();
    elf.segment[1].p_offset = 0xffffffff;
    refused_elf(&elf, "beyond the end");
    elf.segment[1].p_offset = sizeof elf - 31;
    refused_elf(&elf, "beyond the end");
    elf = elf_good();
    elf.segment[2].p_memsz = 0xffffffff;
    refused_elf(&elf, "wraps around");
    elf = elf_good();
    elf.segment[1].p_memsz = elf.segment[2].p_memsz = 0;
    refused_elf(&elf, "nothing to load");
}

static void test_wrong_tables(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    elf.header.e_phnum = 0;
    refused_elf(&elf, "program headers");
    elf.header.e_phnum = 65;
    refused_elf(&elf, "program headers");
    elf.header.e_phnum = 0xffff;
    refused_elf(&elf, "program headers");
    elf = elf_good();
    elf.header.e_phentsize = 56;
    refused_elf(&elf, "program headers");
    elf = elf_good();
    elf.header.e_phoff = 0xfffffff0;
    refused_elf(&elf, "program headers");
    elf = elf_good();
    elf.header.e_shoff = 0xfffffff0;
    refused_elf(&elf, "section headers");
    elf = elf_good();
    elf.header.e_shnum = 0xffff;
    refused_elf(&elf, "section headers");
    elf = elf_good();
    elf.header.e_shentsize = 41;
    refused_elf(&elf, "section headers");
}

static void test_wrong_symbols(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    elf.section[1].sh_link = 3;
    refused_elf(&elf, "no strings");
    elf = elf_good();
    elf.section[1].sh_size = 0xfffffff0;
    refused_elf(&elf, "symbol table");
    elf = elf_good();
    elf.section[2].sh_offset = 0xffffff00;
    refused_elf(&elf, "symbol table");
    elf = elf_good();
    elf.section[2].sh_size = 0;
    refused_elf(&elf, "symbol table");
    elf = elf_good();
    elf.strings[sizeof elf.strings - 1] = 'x'; /* the last string runs off the end */
    refused_elf(&elf, "symbol table");
}

/* Fine, if odd: no sections at all; a name beyond the strings is merely passed over. */
static void test_odd_but_good(void **state)
{
    struct elf_bytes elf = elf_good();
    struct image image;
    struct error e;
    (void)state;
    elf.header.e_shnum = 0;
    elf.header.e_shoff = 0xffffffff;
    elf_write(&elf, sizeof elf);
    assert_true(image_load_elf(&image, elf_path(), &e));
    assert_int_equal(image.symbol_count, 0);
    assert_false(image.has_tohost);
    assert_null(image_symbol_at(&image, ELF_TEXT));
    image_free(&image);
    elf = elf_good();
    elf.symbol[1].st_name = sizeof elf.strings;
    elf_write(&elf, sizeof elf);
    assert_true(image_load_elf(&image, elf_path(), &e));
    assert_false(image.has_tohost);
    image_free(&image);
}

/* A first segment that begins with the ELF header, on the page before RAM. */
static void test_header_before_ram(void **state)
{
    static struct {
        struct elf_bytes elf;
        uint8_t rest[0x1000];
    } big;
    struct image image;
    struct error e;
    (void)state;
    big.elf = elf_good();
    big.rest[0x1000 - sizeof big.elf] = 0x77; /* file offset 0x1000 */
    big.elf.segment[1].p_offset = 0;
    big.elf.segment[1].p_paddr = 0x7ffff000;
    big.elf.segment[1].p_filesz = 0x1004;
    big.elf.segment[1].p_memsz = 0x1010;
    elf_write(&big, sizeof big);
    assert_true(image_load_elf(&image, elf_path(), &e));
    assert_int_equal(image.segments[0].address, 0x80000000);
    assert_int_equal(image.segments[0].file_size, 4);
    assert_int_equal(image.segments[0].mem_size, 0x10);
    assert_int_equal(image.segments[0].bytes[0], 0x77);
    image_free(&image);
}

static void check_fit(uint32_t address, uint32_t size, bool fits)
{
    struct segment s = {address, size, 0, NULL};
    struct image image = {.segments = &s, .segment_count = 1};
    struct error e = {""};
    assert_int_equal(image_fits(&image, RAM_SIZE, &e), fits);
    if (!fits) {
        check_one_line(&e);
    }
}

static void test_fits(void **state)
{
    (void)state;
    check_fit(0x80000000, RAM_SIZE, true);
    check_fit(0x80000000, RAM_SIZE + 1, false);
    check_fit(0x80000000 + RAM_SIZE - 1, 1, true);
    check_fit(0x80000000 + RAM_SIZE - 1, 2, false);
    check_fit(0x80000000 + RAM_SIZE, 1, false);
    check_fit(0x7fffffff, 1, false);
    check_fit(0x7fffffff, 2, false);
    check_fit(0, 0xffffffff, false);
    check_fit(0x80000000, 0xffffffff, false);
    check_fit(0xffffffff, 1, false);
}

static void test_no_file(void **state)
{
    struct image image;
    struct error e = {""};
    (void)state;
    assert_false(image_load_elf(&image, "/nonexistent/file", &e));
    check_one_line(&e);
    check_empty(&image);
    assert_false(image_load_elf(&image, "/", &e));
    assert_non_null(strstr(e.text, "directory"));
    assert_false(image_load_flat(&image, "/", RAM_BASE, &e));
    assert_false(image_load_elf(&image, "/dev/null", &e));
    check_one_line(&e);
    assert_false(image_is_elf("/nonexistent/file"));
    assert_false(image_is_elf("/"));
}

static void test_flat(void **state)
{
    struct image image;
    struct error e = {""};
    (void)state;
    elf_write("abcdef", 6);
    assert_true(image_load_flat(&image, elf_path(), 0x80001000, &e));
    assert_int_equal(image.entry, 0x80001000);
    assert_int_equal(image.segment_count, 1);
    assert_int_equal(image.segments[0].mem_size, 6);
    assert_memory_equal(image.segments[0].bytes, "abcdef", 6);
    assert_false(image_is_elf(elf_path()));
    image_free(&image);
    elf_write("", 0);
    assert_false(image_load_flat(&image, elf_path(), 0x80001000, &e));
    assert_non_null(strstr(e.text, "empty"));
    check_empty(&image);
}

static void test_every_truncation(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    for (size_t n = 0; n < sizeof elf; n++) {
        refused(&elf, n, n < SELFMAG ? "not an ELF" : "");
    }
}

/* A file that is accepted can be placed, or is told that it does not fit; its symbols are sound. */
static void use(struct image *image, struct machine *m)
{
    struct error e = {""};
    if (!image_place(image, m, &e)) {
        check_one_line(&e);
    }
    for (size_t i = 0; i < image->symbol_count; i++) {
        assert_in_range(strlen(image->symbols[i].name), 1, sizeof(struct elf_bytes));
        image_symbol_at(image, image->symbols[i].address + 1);
    }
    image_symbol_at(image, 0xffffffff);
    image_free(image);
}

static void test_random_damage(void **state)
{
    struct rng r = {11};
    struct machine *m = small_machine();
    int loaded = 0;
    (void)state;
    for (int i = 0; i < 6000; i++) {
        union {
            struct elf_bytes elf;
            uint8_t byte[sizeof(struct elf_bytes)];
        } file = {.elf = elf_good()};
        struct image image;
        struct error e = {""};
        for (uint32_t n = 1 + rng_below(&r, 4); n > 0; n--) {
            file.byte[rng_below(&r, sizeof file)] = (uint8_t)(rng_edge(&r) >> rng_below(&r, 25));
        }
        elf_write(&file, sizeof file);
        if (image_load_elf(&image, elf_path(), &e)) {
            use(&image, m);
            loaded++;
        } else {
            check_one_line(&e);
            check_empty(&image);
        }
    }
    machine_free(m);
    assert_in_range(loaded, 100, 5900); /* or the damage was not worth the name */
}

static int remove_file(void **state)
{
    (void)state;
    elf_unlink();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_symbols_stay_in_their_segment),
        cmocka_unit_test(test_placed),
        cmocka_unit_test(test_wrong_kind),
        cmocka_unit_test(test_wrong_segments),
        cmocka_unit_test(test_wrong_tables),
        cmocka_unit_test(test_wrong_symbols),
        cmocka_unit_test(test_odd_but_good),
        cmocka_unit_test(test_header_before_ram),
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_no_file),
        cmocka_unit_test(test_flat),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_random_damage),
    };
    return cmocka_run_group_tests_name("image", tests, NULL, remove_file);
}
