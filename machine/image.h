/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Program images: ELF32 for RISC-V, or flat bytes at an address. Files are untrusted: every
 * offset is checked before it is followed, and what is wrong is said in one line.
 *
 * An image owns its bytes. It knows nothing of a machine; image_place() puts it into one.
 */
#ifndef MACHINE_IMAGE_H
#define MACHINE_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/error.h"
#include "machine/machine.h"

enum { IMAGE_FILE_MAX = 256 << 20 };

/* Bytes [0, file_size) come from the file, the rest of mem_size is zero. */
struct segment {
    uint32_t address; /* physical */
    uint32_t mem_size, file_size;
    bool executable; /* for a disassembler; PG-32's memory has no such bit without its TLB */
    const uint8_t *bytes;
};

/* Bytes of the file that are code, by the account of its headers. */
struct stretch {
    uint32_t address, size;
    const uint8_t *bytes;
};

struct symbol {
    const char *name;
    uint32_t address, size;
    bool code; /* a function, or a label without a type */
};

struct image {
    uint8_t *file;
    size_t file_size;
    struct segment *segments;
    size_t segment_count;
    struct stretch *code;
    size_t code_count;
    struct symbol *symbols; /* by address, then name */
    size_t symbol_count;
    struct symbol *numbers; /* absolute symbols: no places; by value, then name */
    size_t number_count;
    uint32_t entry;
    bool has_tohost;
    uint32_t tohost;
};

/* Load an ELF file. False, with *e set and *image empty, if it is not one that PG-32 can run. */
bool image_load_elf(struct image *image, const char *path, struct error *e);

/* Load a file as flat bytes at `address`, which is also the entry point. */
bool image_load_flat(struct image *image, const char *path, uint32_t address, struct error *e);

void image_free(struct image *image);

/* Whether a file starts with ELF's magic number. False also if it cannot be read. */
bool image_is_elf(const char *path);

/* Whether every segment lies in ram_size bytes of RAM; says which does not. */
bool image_fits(const struct image *image, uint32_t ram_size, struct error *e);

/* Copy the segments into m's RAM and watch tohost. False, with *e set, if one does not fit. */
bool image_place(const struct image *image, struct machine *m, struct error *e);

/* The symbol that contains `address`, or the nearest before it in the same segment; or null. */
const struct symbol *image_symbol_at(const struct image *image, uint32_t address);

/*
 * The symbol so named; or a variant of that function that the compiler has made, such as
 * name.constprop.0; or null.
 */
const struct symbol *image_symbol(const struct image *image, const char *name);

/* What follows `prefix` in the name of the number that is `value` and begins so; or null. */
const char *image_number(const struct image *image, const char *prefix, uint32_t value);

#endif
