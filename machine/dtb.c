/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/dtb.h"

#include <stdlib.h>
#include <string.h>

#include "isa/fdt.h"

enum { RESERVATIONS_SIZE = 16 };

static void append(struct dtb *f, struct dtb_buffer *b, const void *bytes, size_t size)
{
    if (b->size + size > b->capacity) {
        size_t capacity = 2 * (b->size + size) + 256;
        uint8_t *grown = realloc(b->bytes, capacity);
        if (!grown) {
            f->failed = true;
            return;
        }
        b->bytes = grown;
        b->capacity = capacity;
    }
    if (size > 0) {
        memcpy(b->bytes + b->size, bytes, size);
    }
    b->size += size;
}

static void put_word(uint8_t *at, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        at[i] = (uint8_t)(v >> (24 - 8 * i));
    }
}

static void append_word(struct dtb *f, uint32_t v)
{
    uint8_t word[4];
    put_word(word, v);
    append(f, &f->structure, word, sizeof word);
}

static void pad(struct dtb *f)
{
    static const uint8_t zeros[4];
    append(f, &f->structure, zeros, (4 - f->structure.size % 4) % 4);
}

/* Offset of a property's name among the strings, each of which stands there once. */
static uint32_t string_offset(struct dtb *f, const char *name)
{
    const struct dtb_buffer *s = &f->strings;
    for (size_t at = 0; at < s->size; at += strlen((char *)s->bytes + at) + 1) {
        if (strcmp((char *)s->bytes + at, name) == 0) {
            return (uint32_t)at;
        }
    }
    uint32_t offset = (uint32_t)s->size;
    append(f, &f->strings, name, strlen(name) + 1);
    return offset;
}

void dtb_begin(struct dtb *f, const char *node)
{
    append_word(f, FDT_BEGIN_NODE);
    append(f, &f->structure, node, strlen(node) + 1);
    pad(f);
}

void dtb_end(struct dtb *f)
{
    append_word(f, FDT_END_NODE);
}

void dtb_bytes(struct dtb *f, const char *name, const void *bytes, size_t size)
{
    append_word(f, FDT_PROP);
    append_word(f, (uint32_t)size);
    append_word(f, string_offset(f, name));
    append(f, &f->structure, bytes, size);
    pad(f);
}

void dtb_cells(struct dtb *f, const char *name, const uint32_t *cells, size_t count)
{
    append_word(f, FDT_PROP);
    append_word(f, (uint32_t)(4 * count));
    append_word(f, string_offset(f, name));
    for (size_t i = 0; i < count; i++) {
        append_word(f, cells[i]);
    }
}

void dtb_cell(struct dtb *f, const char *name, uint32_t cell)
{
    dtb_cells(f, name, &cell, 1);
}

void dtb_string(struct dtb *f, const char *name, const char *value)
{
    dtb_bytes(f, name, value, strlen(value) + 1);
}

static void put_header(uint8_t *blob, const struct dtb *f)
{
    uint32_t structure = FDT_HEADER_SIZE + RESERVATIONS_SIZE;
    uint32_t strings = structure + (uint32_t)f->structure.size;
    const uint32_t header[] = {FDT_MAGIC,
                               strings + (uint32_t)f->strings.size,
                               structure,
                               strings,
                               FDT_HEADER_SIZE,
                               FDT_VERSION,
                               FDT_COMPATIBLE,
                               0,
                               (uint32_t)f->strings.size,
                               (uint32_t)f->structure.size};
    for (size_t i = 0; i < sizeof header / sizeof header[0]; i++) {
        put_word(blob + 4 * i, header[i]);
    }
}

uint8_t *dtb_finish(struct dtb *f, size_t *size)
{
    append_word(f, FDT_END);
    *size = FDT_HEADER_SIZE + RESERVATIONS_SIZE + f->structure.size + f->strings.size;
    uint8_t *blob = f->failed ? NULL : calloc(1, *size);
    if (blob) {
        uint8_t *structure = blob + FDT_HEADER_SIZE + RESERVATIONS_SIZE;
        put_header(blob, f);
        memcpy(structure, f->structure.bytes, f->structure.size);
        memcpy(structure + f->structure.size, f->strings.bytes, f->strings.size);
    }
    free(f->structure.bytes);
    free(f->strings.bytes);
    *f = (struct dtb){.failed = false};
    return blob;
}
