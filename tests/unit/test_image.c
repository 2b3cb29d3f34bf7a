/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image loader: good files are loaded exactly. */
#include "tests/unit/image_check.h"

#include "tests/unit/elf_maker.h"

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
    image_check_empty(&image);
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
    assert_null(image_symbol(&image, "size"));
    assert_null(image_symbol(&image, ""));
    assert_null(image_symbol_at(&image, 0));
    assert_null(image_symbol_at(&image, ELF_TEXT + 7u));
    assert_string_equal(image_symbol_at(&image, ELF_TEXT + 8u)->name, "_start");
    assert_string_equal(image_symbol_at(&image, ELF_TEXT + 15u)->name, "_start");
    assert_string_equal(image_symbol_at(&image, ELF_TEXT + 31u)->name, "main");
    image_free(&image);
}

/* Absolute symbols are no places, and can be asked for by their value. */
static void test_numbers(void **state)
{
    struct image image = load_good();
    (void)state;
    assert_int_equal(image.number_count, 1);
    assert_string_equal(image_number(&image, "", ELF_TEXT + 4u), "size");
    assert_string_equal(image_number(&image, "si", ELF_TEXT + 4u), "ze");
    assert_null(image_number(&image, "ze", ELF_TEXT + 4u));
    assert_null(image_number(&image, "size", ELF_TEXT));
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
    struct machine *m = image_check_machine();
    struct error e;
    (void)state;
    memset(m->ram.bytes, 0xaa, IMAGE_CHECK_RAM);
    assert_true(image_place(&image, m, &e));
    assert_memory_equal(m->ram.bytes, elf.text, sizeof elf.text);
    assert_memory_equal(m->ram.bytes + 0x2000, elf.data, sizeof elf.data);
    for (unsigned i = 16; i < 64; i++) {
        assert_int_equal(m->ram.bytes[0x2000 + i], 0); /* the rest of the segment is zero */
    }
    assert_int_equal(m->ram.bytes[32], 0xaa); /* and nothing else is touched */
    assert_int_equal(m->ram.bytes[0x1fff], 0xaa);
    assert_int_equal(m->ram.bytes[0x2040], 0xaa);
    assert_true(m->has_tohost);
    assert_int_equal(m->tohost, ELF_TOHOST);
    machine_free(m);
    image_free(&image);
}

/* Code is what sections say; without them, what a segment that may be executed holds. */
static void test_code(void **state)
{
    struct elf_bytes elf = elf_good();
    struct image image = load_good();
    struct error e;
    (void)state;
    assert_int_equal(image.code_count, 1);
    assert_int_equal(image.code[0].address, ELF_TEXT + 8u);
    assert_int_equal(image.code[0].size, 24);
    assert_memory_equal(image.code[0].bytes, elf.text + 8, 24);
    assert_true(image.segments[0].executable);
    assert_false(image.segments[1].executable);
    image_free(&image);
    elf.section[3].offset = sizeof elf - 23; /* beyond the file: not to be followed */
    elf_write(&elf, sizeof elf);
    assert_true(image_load_elf(&image, elf_path(), &e));
    assert_int_equal(image.code_count, 0);
    image_free(&image);
    elf.header.section_count = 0;
    elf_write(&elf, sizeof elf);
    assert_true(image_load_elf(&image, elf_path(), &e));
    assert_int_equal(image.code_count, 1);
    assert_int_equal(image.code[0].address, ELF_TEXT);
    assert_int_equal(image.code[0].size, sizeof elf.text);
    image_free(&image);
}

/* Fine, if odd: no sections at all; a name beyond the strings is merely passed over. */
static void test_odd_but_good(void **state)
{
    struct elf_bytes elf = elf_good();
    struct image image;
    struct error e;
    (void)state;
    elf.header.section_count = 0;
    elf.header.sections_offset = 0xffffffff;
    elf_write(&elf, sizeof elf);
    assert_true(image_load_elf(&image, elf_path(), &e));
    assert_int_equal(image.symbol_count, 0);
    assert_false(image.has_tohost);
    assert_null(image_symbol_at(&image, ELF_TEXT));
    image_free(&image);
    elf = elf_good();
    elf.symbol[1].name = sizeof elf.strings;
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
    big.elf.segment[1].offset = 0;
    big.elf.segment[1].physical_address = 0x7ffff000;
    big.elf.segment[1].file_size = 0x1004;
    big.elf.segment[1].memory_size = 0x1010;
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
    struct segment s = {.address = address, .mem_size = size};
    struct image image = {.segments = &s, .segment_count = 1};
    struct error e = {""};
    assert_int_equal(image_fits(&image, IMAGE_CHECK_RAM, &e), fits);
    if (!fits) {
        image_check_line(&e);
    }
}

static void test_fits(void **state)
{
    (void)state;
    check_fit(0x80000000, IMAGE_CHECK_RAM, true);
    check_fit(0x80000000, IMAGE_CHECK_RAM + 1, false);
    check_fit(0x80000000 + IMAGE_CHECK_RAM - 1, 1, true);
    check_fit(0x80000000 + IMAGE_CHECK_RAM - 1, 2, false);
    check_fit(0x80000000 + IMAGE_CHECK_RAM, 1, false);
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
    image_check_line(&e);
    image_check_empty(&image);
    assert_false(image_load_elf(&image, "/", &e));
    assert_non_null(strstr(e.text, "directory"));
    assert_false(image_load_flat(&image, "/", RAM_BASE, &e));
    assert_false(image_load_elf(&image, "/dev/null", &e));
    image_check_line(&e);
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
    image_check_empty(&image);
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
        cmocka_unit_test(test_good),         cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_numbers),      cmocka_unit_test(test_symbols_stay_in_their_segment),
        cmocka_unit_test(test_code),         cmocka_unit_test(test_placed),
        cmocka_unit_test(test_odd_but_good), cmocka_unit_test(test_header_before_ram),
        cmocka_unit_test(test_fits),         cmocka_unit_test(test_no_file),
        cmocka_unit_test(test_flat),
    };
    return cmocka_run_group_tests_name("image", tests, NULL, remove_file);
}
