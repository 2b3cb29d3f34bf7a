/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writer of flattened device trees [Devicetree Specification 0.4, chapter 5]. A writer owns its
 * growing buffers; running out of memory is remembered and reported by dtb_finish().
 */
#ifndef MACHINE_DTB_H
#define MACHINE_DTB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dtb_buffer {
    uint8_t *bytes;
    size_t size, capacity;
};

struct dtb {
    struct dtb_buffer structure, strings;
    bool failed;
};

void dtb_begin(struct dtb *f, const char *node);
void dtb_end(struct dtb *f);
void dtb_cells(struct dtb *f, const char *name, const uint32_t *cells, size_t count);
void dtb_cell(struct dtb *f, const char *name, uint32_t cell);
void dtb_string(struct dtb *f, const char *name, const char *value);
/* Several strings, separated by NUL, as one property of `size` bytes. */
void dtb_bytes(struct dtb *f, const char *name, const void *bytes, size_t size);

/* Finish: the blob, which the caller frees, and its size; null if memory ran out. Frees the writer.
 */
uint8_t *dtb_finish(struct dtb *f, size_t *size);

#endif
