/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes are an image's file: loaded as ELF, looked up in, and put into a small machine. */
#include <string.h>

#include "machine/image.h"
#include "panel/load.h"
#include "tests/fuzz/fuzz.h"

enum { RAM = 1 << 20, FLAT_AT = 0x80000000 };

static void check_inside(const struct image *image, const uint8_t *bytes, uint32_t size)
{
    const uint8_t *end = image->file + image->file_size;
    fuzz_check(size == 0 ||
               (bytes >= image->file && bytes <= end && size <= (size_t)(end - bytes)));
}

static void check_parts(const struct image *image)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        fuzz_check(s->file_size <= s->mem_size);
        check_inside(image, s->bytes, s->file_size);
    }
    for (size_t i = 0; i < image->code_count; i++) {
        check_inside(image, image->code[i].bytes, image->code[i].size);
    }
}

static void look_up(const struct image *image, uint32_t address)
{
    const struct symbol *s = image_symbol_at(image, address);
    fuzz_check(!s || (s->code && s->address <= address));
}

static void check_symbols(const struct image *image)
{
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct symbol *s = &image->symbols[i];
        fuzz_check(i == 0 || s[-1].address <= s->address);
        look_up(image, s->address - 1);
        look_up(image, s->address + s->size);
        if (i % 16 == 0) {
            const struct symbol *same = image_symbol(image, s->name);
            fuzz_check(same && strcmp(same->name, s->name) == 0);
        }
    }
    look_up(image, image->entry);
    look_up(image, 0);
    look_up(image, UINT32_MAX);
}

/* A few instructions of what was placed. */
static void place(const struct image *image)
{
    struct error e;
    struct machine_config config = {.ram_size = RAM, .tlb_entries = 8};
    if (!image_fits(image, RAM, &e)) {
        fuzz_check(*e.text != '\0');
        return;
    }
    struct machine *m = machine_new(&config);
    fuzz_check(m && image_place(image, m, &e));
    machine_start(m, image->entry, 0);
    machine_run(m, (struct run_limit){64, UINT64_MAX});
    machine_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error e;
    struct image image;
    const char *path = fuzz_file("image", data, size);
    struct where at = {path, 0, 0};
    if (image_load_elf(&image, path, &e)) {
        fuzz_check(image_is_elf(path));
        check_parts(&image);
        check_symbols(&image);
        place(&image);
        image_free(&image);
        fuzz_check(load_image(&image, path, (struct flat){false, 0}, at) == 0);
        image_free(&image);
    } else {
        fuzz_check(*e.text != '\0' && memchr(e.text, '\0', ERROR_SIZE) && !image.file);
        fuzz_check(load_image(&image, path, (struct flat){false, 0}, at) == EXIT_USAGE);
    }
    int status = load_image(&image, path, (struct flat){true, FLAT_AT}, at);
    fuzz_check(size > 0 ? status == 0 : status == EXIT_USAGE);
    image_free(&image);
    return 0;
}
