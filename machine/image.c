/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/image.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/elf.h"
#include "machine/elf32.h"
#include "machine/file.h"

bool image_is_elf(const char *path)
{
    char magic[ELF_MAGIC_SIZE];
    FILE *f = fopen(path, "rb");
    bool elf = f && fread(magic, 1, ELF_MAGIC_SIZE, f) == ELF_MAGIC_SIZE &&
               !memcmp(magic, ELF_MAGIC, ELF_MAGIC_SIZE);
    if (f) {
        fclose(f);
    }
    return elf;
}

void image_free(struct image *image)
{
    free(image->file);
    free(image->segments);
    free(image->symbols);
    free(image->numbers);
    free(image->code);
    *image = (struct image){0};
}

bool image_load_elf(struct image *image, const char *path, struct error *e)
{
    *image = (struct image){0};
    bool ok =
        file_read(path, IMAGE_FILE_MAX, &image->file, &image->file_size, e) && elf_parse(image, e);
    if (!ok) {
        image_free(image);
    }
    return ok;
}

bool image_load_flat(struct image *image, const char *path, uint32_t address, struct error *e)
{
    *image = (struct image){0};
    if (address % 4 != 0) {
        return error_set(e, "address 0x%08x is not aligned, expected a multiple of 4", address);
    }
    if (!file_read(path, IMAGE_FILE_MAX, &image->file, &image->file_size, e)) {
        image->file = NULL;
        return false;
    }
    image->segments = calloc(1, sizeof *image->segments);
    image->code = calloc(1, sizeof *image->code);
    if (!image->segments || !image->code || image->file_size == 0) {
        image_free(image);
        return error_set(e, "empty, expected an image");
    }
    uint32_t size = (uint32_t)image->file_size;
    image->segments[0] = (struct segment){address, size, size, true, image->file};
    image->segment_count = 1;
    image->code[0] = (struct stretch){address, size, image->file};
    image->code_count = 1;
    image->entry = address;
    return true;
}

bool image_fits(const struct image *image, uint32_t ram_size, struct error *e)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        uint32_t offset = s->address - RAM_BASE;
        if (offset >= ram_size || s->mem_size > ram_size - offset) {
            return error_set(e,
                             "segment at 0x%08x, %u bytes, does not lie in RAM "
                             "(0x%08x, %u KiB)",
                             s->address, s->mem_size, RAM_BASE, ram_size >> 10);
        }
    }
    return true;
}

bool image_place(const struct image *image, struct machine *m, struct error *e)
{
    if (!image_fits(image, m->config.ram_size, e)) {
        return false;
    }
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct segment *s = &image->segments[i];
        uint8_t *at = machine_ram_write(m, s->address, s->mem_size);
        memcpy(at, s->bytes, s->file_size);
        memset(at + s->file_size, 0, s->mem_size - s->file_size);
    }
    m->has_tohost = image->has_tohost;
    m->tohost = image->tohost;
    return true;
}

/* Number of symbols at or below `address`: they are in its order. */
static size_t symbols_up_to(const struct image *image, uint32_t address)
{
    size_t low = 0;
    size_t high = image->symbol_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (image->symbols[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The segment that contains `address`, or null. */
static const struct segment *segment_at(const struct image *image, uint32_t address)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        if (address - image->segments[i].address < image->segments[i].mem_size) {
            return &image->segments[i];
        }
    }
    return NULL;
}

const struct symbol *image_symbol_at(const struct image *image, uint32_t address)
{
    const struct segment *segment = segment_at(image, address);
    size_t n = segment ? symbols_up_to(image, address) : 0;
    while (n > 0 && !image->symbols[n - 1].code) {
        n--;
    }
    bool same = n > 0 && image->symbols[n - 1].address >= segment->address;
    return same ? &image->symbols[n - 1] : NULL;
}

/* Whether a symbol is a function of that name that the compiler has made a variant of. */
static bool is_variant(const struct symbol *s, const char *name, size_t length)
{
    return s->code && strncmp(s->name, name, length) == 0 && s->name[length] == '.';
}

const struct symbol *image_symbol(const struct image *image, const char *name)
{
    const struct symbol *variant = NULL;
    size_t length = strlen(name);
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct symbol *s = &image->symbols[i];
        if (strcmp(s->name, name) == 0) {
            return s;
        }
        variant = !variant && is_variant(s, name, length) ? s : variant;
    }
    return variant;
}

const char *image_number(const struct image *image, const char *prefix, uint32_t value)
{
    size_t length = strlen(prefix);
    for (size_t i = 0; i < image->number_count; i++) {
        const struct symbol *n = &image->numbers[i];
        if (n->address == value && strncmp(n->name, prefix, length) == 0) {
            return n->name + length;
        }
    }
    return NULL;
}
