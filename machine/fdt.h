/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writer of flattened device trees [Devicetree Specification 0.4, chapter 5]. A writer owns its
 * growing buffers; running out of memory is remembered and reported by fdt_finish().
 */
#ifndef MACHINE_FDT_H
#define MACHINE_FDT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fdt_buffer {
    uint8_t *bytes;
    size_t size, capacity;
};

struct fdt {
    struct fdt_buffer structure, strings;
    bool failed;
};

void fdt_begin(struct fdt *f, const char *node);
void fdt_end(struct fdt *f);
void fdt_cells(struct fdt *f, const char *name, const uint32_t *cells, size_t count);
void fdt_cell(struct fdt *f, const char *name, uint32_t cell);
void fdt_string(struct fdt *f, const char *name, const char *value);
/* Several strings, separated by NUL, as one property of `size` bytes. */
void fdt_bytes(struct fdt *f, const char *name, const void *bytes, size_t size);

/* Finish: the blob, which the caller frees, and its size; null if memory ran out. Frees the writer.
 */
uint8_t *fdt_finish(struct fdt *f, size_t *size);

#endif
