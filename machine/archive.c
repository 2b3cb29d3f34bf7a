/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/archive.h"

#include <stdlib.h>
#include <string.h>

#include "machine/hash.h"

struct archive archive_of(const uint8_t *bytes, size_t size)
{
    return (struct archive){.loading = true, .bytes = (uint8_t *)bytes, .size = size};
}

void archive_free(struct archive *a)
{
    if (a->capacity > 0) {
        free(a->bytes);
    }
    *a = (struct archive){.bytes = NULL};
}

void archive_require(struct archive *a, bool condition)
{
    a->failed = a->failed || (a->loading && !condition);
}

static void save(struct archive *a, const void *bytes, size_t size)
{
    if (a->capacity - a->size < size) {
        size_t capacity = 2 * a->capacity + size + 4096;
        uint8_t *grown = realloc(a->bytes, capacity);
        if (!grown) {
            a->failed = true;
            return;
        }
        a->bytes = grown;
        a->capacity = capacity;
    }
    memcpy(a->bytes + a->size, bytes, size);
    a->size += size;
}

void archive_bytes(struct archive *a, void *bytes, size_t size)
{
    if (size == 0) {
        return;
    }
    if (a->failed) {
        memset(bytes, 0, a->loading ? size : 0);
    } else if (!a->loading) {
        save(a, bytes, size);
    } else if (a->size - a->at < size) {
        a->failed = true;
        memset(bytes, 0, size);
    } else {
        memcpy(bytes, a->bytes + a->at, size);
        a->at += size;
    }
}

/* The lowest `size` bytes of *value. */
static void number(struct archive *a, uint64_t *value, unsigned size)
{
    uint8_t bytes[8];
    for (unsigned i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(*value >> 8 * i);
    }
    archive_bytes(a, bytes, size);
    *value = 0;
    for (unsigned i = size; i-- > 0;) {
        *value = *value << 8 | bytes[i];
    }
}

void archive_u8(struct archive *a, uint8_t *value)
{
    archive_bytes(a, value, 1);
}

void archive_u16(struct archive *a, uint16_t *value)
{
    uint64_t v = *value;
    number(a, &v, 2);
    *value = (uint16_t)v;
}

void archive_u32(struct archive *a, uint32_t *value)
{
    uint64_t v = *value;
    number(a, &v, 4);
    *value = (uint32_t)v;
}

void archive_u64(struct archive *a, uint64_t *value)
{
    number(a, value, 8);
}

void archive_bool(struct archive *a, bool *value)
{
    uint8_t v = !a->loading && *value;
    archive_u8(a, &v);
    archive_require(a, v <= 1);
    *value = v == 1;
}

void archive_below(struct archive *a, uint32_t *value, uint32_t end)
{
    archive_u32(a, value);
    archive_require(a, *value < end);
    *value = *value < end ? *value : 0;
}

void archive_block(struct archive *a, uint8_t **bytes, size_t *size, size_t most)
{
    uint64_t n = *size;
    archive_u64(a, &n);
    if (a->loading) {
        archive_require(a, n <= most && n <= a->size - a->at);
        *size = a->failed ? 0 : (size_t)n;
        *bytes = malloc(*size + 1);
        if (!*bytes) {
            a->failed = true;
            *size = 0;
            return;
        }
    }
    archive_bytes(a, *bytes, *size);
}

/* The pages end with a number that is none's. */
#define NO_PAGE UINT32_MAX

static void save_pages(struct archive *a, const struct pages *p)
{
    static const uint8_t zeros[PAGE_SIZE];
    for (uint32_t i = 0; i < p->count; i++) {
        uint8_t *bytes = p->bytes + (size_t)i * PAGE_SIZE;
        if (pages_used(p, i) && memcmp(bytes, zeros, PAGE_SIZE) != 0) {
            uint32_t index = i;
            archive_u32(a, &index);
            archive_bytes(a, bytes, PAGE_SIZE);
        }
    }
    uint32_t end = NO_PAGE;
    archive_u32(a, &end);
}

/* Into storage that is all zeros. */
static void load_pages(struct archive *a, struct pages *p)
{
    uint32_t index = 0;
    uint64_t least = 0;
    for (archive_u32(a, &index); !a->failed && index != NO_PAGE; archive_u32(a, &index)) {
        archive_require(a, index >= least && index < p->count);
        if (!a->failed) {
            archive_bytes(a, p->bytes + (size_t)index * PAGE_SIZE, PAGE_SIZE);
            pages_touch(p, (size_t)index * PAGE_SIZE);
            least = (uint64_t)index + 1;
        }
    }
}

void archive_pages(struct archive *a, struct pages *p)
{
    if (a->loading) {
        load_pages(a, p);
    } else {
        save_pages(a, p);
    }
}

uint64_t archive_checksum(const uint8_t *bytes, size_t size)
{
    return hash_bytes(HASH_EMPTY, bytes, size);
}
