/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ELF32 reader behind image_load_elf(): the only place that follows a file's offsets. */
#ifndef MACHINE_ELF_H
#define MACHINE_ELF_H

#include "machine/image.h"

/*
 * Fill in segments, symbols, code and entry of `image` from its file's bytes. False, with *e set,
 * if it is not an executable that PG-32 can run; the image must be freed in either case.
 */
bool elf_parse(struct image *image, struct error *e);

#endif
