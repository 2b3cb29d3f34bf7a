/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An archive: state as bytes, little-endian, in order. One function names the members of a struct
 * and serves both ways: archive_u32(a, &x) appends x when saving and sets it when loading.
 *
 * Bytes to load are untrusted. Where they end too early, or hold what archive_require() was told
 * cannot be, the archive has failed; what is loaded from then on is zero, and the caller, who looks
 * at `failed` in the end, throws it all away.
 */
#ifndef MACHINE_ARCHIVE_H
#define MACHINE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/pages.h"

struct archive {
    bool loading, failed;
    uint8_t *bytes;
    size_t size, capacity; /* of what is there; capacity 0: the bytes are somebody else's */
    size_t at;             /* loading: the next byte */
};

/* To load from `size` bytes, which stay the caller's. One that saves is all zeros. */
struct archive archive_of(const uint8_t *bytes, size_t size);

/* Free the bytes of one that saves. */
void archive_free(struct archive *a);

void archive_bytes(struct archive *a, void *bytes, size_t size);
void archive_u8(struct archive *a, uint8_t *value);
void archive_u16(struct archive *a, uint16_t *value);
void archive_u32(struct archive *a, uint32_t *value);
void archive_u64(struct archive *a, uint64_t *value);
void archive_bool(struct archive *a, bool *value);

/* A number that must be below `end`. */
void archive_below(struct archive *a, uint32_t *value, uint32_t end);

/* Bytes with their number before them, at most `most`; loaded into memory that the caller frees. */
void archive_block(struct archive *a, uint8_t **bytes, size_t *size, size_t most);

/* Storage, of which only pages that are not all zeros take room. */
void archive_pages(struct archive *a, struct pages *p);

/* Loading: what was loaded makes no sense unless this holds. */
void archive_require(struct archive *a, bool condition);

/* FNV-1a of bytes: to find damage, not malice. */
uint64_t archive_checksum(const uint8_t *bytes, size_t size);

#endif
