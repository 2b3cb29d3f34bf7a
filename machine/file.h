/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading whole files: regular ones only, up to a bound. */
#ifndef MACHINE_FILE_H
#define MACHINE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/error.h"

/* Read `path` into memory that the caller frees, with room for a byte more. False, with *e set, if
 * that cannot be done. */
bool file_read(const char *path, size_t max, uint8_t **bytes, size_t *size, struct error *e);

#endif
