/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "vmm/fdt.h"

#include "isa/fdt.h"
#include "isa/text.h"

static uint32_t big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The word at an offset; FDT_END, at which every walk stops, beyond the blob. */
static uint32_t word(const struct fdt *f, uint32_t offset)
{
    return f->size >= 4 && offset <= f->size - 4 ? big_endian(f->blob + offset) : FDT_END;
}

bool fdt_open(struct fdt *f, const void *blob)
{
    *f = (struct fdt){.blob = blob, .size = FDT_HEADER_SIZE};
    if (word(f, 0) != FDT_MAGIC) {
        return false;
    }
    f->structure = word(f, 8);
    f->strings = word(f, 12);
    f->size = word(f, 4);
    return f->structure < f->size && f->strings < f->size;
}

/* Length of the string at an offset, with its terminator; 0 if the blob ends before it does. */
static uint32_t string_size(const struct fdt *f, uint32_t offset)
{
    for (uint32_t i = offset; i < f->size; i++) {
        if (f->blob[i] == '\0') {
            return i - offset + 1;
        }
    }
    return 0;
}

static uint32_t align(uint32_t n)
{
    return (n + 3) & ~3u;
}

/* The offset after the token at `at`; 0 at the end of the tree, or where it is damaged. */
static uint32_t after(const struct fdt *f, uint32_t at)
{
    uint32_t size;
    switch (word(f, at)) {
    case FDT_BEGIN_NODE:
        size = string_size(f, at + 4);
        return size ? at + 4 + align(size) : 0;
    case FDT_PROP:
        size = word(f, at + 4);
        return size < f->size ? at + 12 + align(size) : 0;
    case FDT_END_NODE:
    case FDT_NOP:
        return at + 4;
    default:
        return 0;
    }
}

/* The node that begins at or after `at` before the enclosing one ends; or 0. */
static fdt_node node_from(const struct fdt *f, uint32_t at)
{
    while (at && (word(f, at) == FDT_PROP || word(f, at) == FDT_NOP)) {
        at = after(f, at);
    }
    return at && word(f, at) == FDT_BEGIN_NODE ? after(f, at) : 0;
}

fdt_node fdt_first(const struct fdt *f, fdt_node node)
{
    return node_from(f, node);
}

fdt_node fdt_next(const struct fdt *f, fdt_node child)
{
    uint32_t depth = 1;
    uint32_t at = child;
    while (at && depth > 0) {
        uint32_t token = word(f, at);
        depth += token == FDT_BEGIN_NODE ? 1u : 0u;
        depth -= token == FDT_END_NODE ? 1u : 0u;
        at = after(f, at);
    }
    return at ? node_from(f, at) : 0;
}

/* Whether the node whose name stands at `name` is called `wanted` (up to '/' or its end). */
static bool named(const uint8_t *name, const char *wanted)
{
    while (*wanted && *wanted != '/' && *name == (uint8_t)*wanted) {
        name++;
        wanted++;
    }
    bool done = *wanted == '\0' || *wanted == '/';
    return done && (*name == '\0' || *name == '@');
}

/* The child of `node` that the first part of `path` names; or 0. */
static fdt_node child_named(const struct fdt *f, fdt_node node, const char *path)
{
    uint32_t at = node;
    uint32_t depth = 0;
    while (at) {
        uint32_t token = word(f, at);
        if (token == FDT_BEGIN_NODE && depth == 0 && string_size(f, at + 4) &&
            named(f->blob + at + 4, path)) {
            return after(f, at);
        }
        if (token == FDT_END_NODE && depth-- == 0) {
            return 0;
        }
        depth += token == FDT_BEGIN_NODE ? 1u : 0u;
        at = after(f, at);
    }
    return 0;
}

fdt_node fdt_find(const struct fdt *f, const char *path)
{
    fdt_node node = after(f, f->structure);
    while (node && *path == '/' && path[1]) {
        path++;
        node = child_named(f, node, path);
        while (*path && *path != '/') {
            path++;
        }
    }
    return node;
}

const uint8_t *fdt_property(const struct fdt *f, fdt_node node, const char *name, uint32_t *size)
{
    for (uint32_t at = node; at && (word(f, at) == FDT_PROP || word(f, at) == FDT_NOP);
         at = after(f, at)) {
        uint32_t key = f->strings + word(f, at + 8);
        bool whole = word(f, at) == FDT_PROP && after(f, at) && after(f, at) <= f->size;
        if (whole && string_size(f, key) && text_same((const char *)f->blob + key, name)) {
            *size = word(f, at + 4);
            return f->blob + at + 12;
        }
    }
    return 0;
}

uint32_t fdt_cell(const struct fdt *f, fdt_node node, const char *name, uint32_t i, uint32_t absent)
{
    uint32_t size;
    const uint8_t *value = fdt_property(f, node, name, &size);
    return value && i < size / 4 ? big_endian(value + 4 * i) : absent;
}

const char *fdt_string(const struct fdt *f, fdt_node node, const char *name)
{
    uint32_t size;
    const uint8_t *value = fdt_property(f, node, name, &size);
    return value && size > 0 && value[size - 1] == '\0' ? (const char *)value : "";
}
