/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The programs: flat images that are part of the kernel's own (programs.S), each with a header in
 * front that user.ld wrote. There is no file system; this is its place.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "vm.h"

struct image;

/* The program of that name, or NULL. */
const struct image *image_find(const char *name);

/* Load it into an empty address space. False if there is no memory. */
bool image_load(const struct image *image, struct vm *vm, uint32_t *entry);

#endif
