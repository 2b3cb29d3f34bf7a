/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An image of random programs: the runtime and a slot for each, as bytes from IMAGE_BASE and as an
 * ELF file. Owns its bytes; the runtime comes from a file that the Makefile builds.
 */
#ifndef TESTS_RANDOM_IMAGE_H
#define TESTS_RANDOM_IMAGE_H

#include <stddef.h>

#include "tests/random/generate.h"

enum { IMAGE_SLOTS_MAX = 64 };

struct random_image {
    uint8_t *bytes;
    size_t size;
};

/* An image for `slots` programs; null bytes if `runtime` cannot be read or memory ran out. */
struct random_image random_image_new(const char *runtime, unsigned slots);
void random_image_free(struct random_image *image);

/* Put a program into its slot. */
void random_image_put(struct random_image *image, const struct random_program *p);

/* Which slots are run, and whether their signatures are printed whole. */
void random_image_select(struct random_image *image, unsigned first, unsigned count, bool verbose);

/* Write it as an ELF file. */
bool random_image_write(const struct random_image *image, const char *path);

/* Of the program's code, where item i starts, in words; random_program.items: its end. */
unsigned random_item_start(const struct random_program *p, unsigned i);

/* The words of an item as they stand in the code, jumps resolved: a nop for each if removed. */
void random_item_words(const struct random_program *p, unsigned i, uint32_t words[ITEM_WORDS]);

#endif
