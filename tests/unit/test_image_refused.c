/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The image loader: bad files are refused in one line, whatever is wrong with them. */
#include "tests/unit/image_check.h"

#include "tests/unit/elf_maker.h"

/* Loading these bytes is refused, with a line that holds `text`. */
static void refused(const void *bytes, size_t size, const char *text)
{
    struct image image;
    struct error e = {""};
    elf_write(bytes, size);
    assert_false(image_load_elf(&image, elf_path(), &e));
    image_check_line(&e);
    image_check_empty(&image);
    if (!strstr(e.text, text)) {
        fail_msg("refused with \"%s\", expected \"%s\"", e.text, text);
    }
}

static void refused_elf(const struct elf_bytes *elf, const char *text)
{
    refused(elf, sizeof *elf, text);
}

static void test_wrong_kind(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    refused("", 0, "not an ELF");
    refused("#!/bin/sh\nexit 0; this is rather a text\n", 40, "not an ELF");
    elf.header.ident[ELF_IDENT_CLASS] = 2;
    refused_elf(&elf, "64-bit");
    elf = elf_good();
    elf.header.ident[ELF_IDENT_DATA] = 2;
    refused_elf(&elf, "big-endian");
    elf = elf_good();
    elf.header.machine = 62;
    refused_elf(&elf, "machine 62");
    elf = elf_good();
    elf.header.type = 3;
    refused_elf(&elf, "type 3");
    elf.header.type = 1;
    refused_elf(&elf, "type 1");
    elf = elf_good();
    elf.header.entry += 2;
    refused_elf(&elf, "not aligned");
}

static void test_wrong_segments(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    elf.segment[2].physical_address = ELF_TEXT + 31u;
    refused_elf(&elf, "overlap");
    elf.segment[2].physical_address = ELF_TEXT - 63u;
    refused_elf(&elf, "overlap");
    elf = elf_good();
    elf.segment[1].file_size = 33;
    refused_elf(&elf, "larger than memory size");
    elf = elf_good();
    elf.segment[1].offset = 0xffffffff;
    refused_elf(&elf, "beyond the end");
    elf.segment[1].offset = sizeof elf - 31;
    refused_elf(&elf, "beyond the end");
    elf = elf_good();
    elf.segment[2].memory_size = 0xffffffff;
    refused_elf(&elf, "wraps around");
    elf = elf_good();
    elf.segment[1].memory_size = elf.segment[2].memory_size = 0;
    refused_elf(&elf, "nothing to load");
}

static void test_wrong_tables(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    elf.header.segment_count = 0;
    refused_elf(&elf, "program headers");
    elf.header.segment_count = 65;
    refused_elf(&elf, "program headers");
    elf.header.segment_count = 0xffff;
    refused_elf(&elf, "program headers");
    elf = elf_good();
    elf.header.segment_size = 56;
    refused_elf(&elf, "program headers");
    elf = elf_good();
    elf.header.segments_offset = 0xfffffff0;
    refused_elf(&elf, "program headers");
    elf = elf_good();
    elf.header.sections_offset = 0xfffffff0;
    refused_elf(&elf, "section headers");
    elf = elf_good();
    elf.header.section_count = 0xffff;
    refused_elf(&elf, "section headers");
    elf = elf_good();
    elf.header.section_size = 41;
    refused_elf(&elf, "section headers");
}

static void test_wrong_symbols(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    elf.section[1].link = 4;
    refused_elf(&elf, "no strings");
    elf = elf_good();
    elf.section[1].size = 0xfffffff0;
    refused_elf(&elf, "symbol table");
    elf = elf_good();
    elf.section[2].offset = 0xffffff00;
    refused_elf(&elf, "symbol table");
    elf = elf_good();
    elf.section[2].size = 0;
    refused_elf(&elf, "symbol table");
    elf = elf_good();
    elf.strings[sizeof elf.strings - 1] = 'x'; /* the last string runs off the end */
    refused_elf(&elf, "symbol table");
}

static void test_every_truncation(void **state)
{
    struct elf_bytes elf = elf_good();
    (void)state;
    for (size_t n = 0; n < sizeof elf; n++) {
        refused(&elf, n, n < ELF_MAGIC_SIZE ? "not an ELF" : "");
    }
}

/* A file that is accepted can be placed, or is told that it does not fit; its symbols are sound. */
static void use(struct image *image, struct machine *m)
{
    struct error e = {""};
    if (!image_place(image, m, &e)) {
        image_check_line(&e);
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
    struct machine *m = image_check_machine();
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
            image_check_line(&e);
            image_check_empty(&image);
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
        cmocka_unit_test(test_wrong_kind),       cmocka_unit_test(test_wrong_segments),
        cmocka_unit_test(test_wrong_tables),     cmocka_unit_test(test_wrong_symbols),
        cmocka_unit_test(test_every_truncation), cmocka_unit_test(test_random_damage),
    };
    return cmocka_run_group_tests_name("image_refused", tests, NULL, remove_file);
}
