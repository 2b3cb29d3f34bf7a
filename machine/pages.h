/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Storage in pages, RAM or a disk, that can be remembered and put back: a page set is what it held
 * at an instant. Pages that nobody wrote in between are shared by the sets, so that taking one
 * costs what has changed.
 */
#ifndef MACHINE_PAGES_H
#define MACHINE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "isa/fields.h"

struct page;

struct pages {
    uint8_t *bytes;
    uint32_t count;
    uint8_t *dirty;     /* page by page: written since `base` was what the storage held */
    struct page **base; /* what it held; null for a page of zeros */
};

/* What storage held at an instant. */
struct page_set {
    struct page **page;
    uint32_t count;
};

/* Storage for `size` bytes, zeroed. False if there is no memory for it. */
bool pages_new(struct pages *p, size_t size);
void pages_free(struct pages *p);

/* The byte at `offset` is about to be written: to be said of each page that is. */
static inline void pages_touch(struct pages *p, size_t offset)
{
    p->dirty[offset >> PAGE_SHIFT] = 1;
}

/* The same for `size` bytes. */
void pages_touch_all(struct pages *p, size_t offset, size_t size);

/* Whether page i holds anything but zeros, as far as is known without looking at its bytes. */
static inline bool pages_used(const struct pages *p, uint32_t i)
{
    return p->dirty[i] || p->base[i];
}

/* Zeros again. */
void pages_clear(struct pages *p);

/* Remember what the storage holds. False if there is no memory for it. */
bool pages_take(struct pages *p, struct page_set *s);

/* Put back what `s`, taken of this storage, remembers. */
void pages_put_back(struct pages *p, const struct page_set *s);

void page_set_free(struct page_set *s);

#endif
