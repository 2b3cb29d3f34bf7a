/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/pages.h"

#include <stdlib.h>
#include <string.h>

/* A page as it was, for all who remember it so. */
struct page {
    unsigned users;
    uint8_t bytes[PAGE_SIZE];
};

bool pages_new(struct pages *p, size_t size)
{
    size_t count = (size + PAGE_OFFSET) / PAGE_SIZE;
    *p = (struct pages){.bytes = calloc(count + 1, PAGE_SIZE), /* not empty, even for no pages */
                        .count = (uint32_t)count,
                        .dirty = calloc(count + 1, 1),
                        .base = calloc(count + 1, sizeof *p->base)};
    if (!p->bytes || !p->dirty || !p->base) {
        pages_free(p);
        return false;
    }
    return true;
}

static void let_go(struct page *page)
{
    if (page && --page->users == 0) {
        free(page);
    }
}

void pages_free(struct pages *p)
{
    for (uint32_t i = 0; p->base && i < p->count; i++) {
        let_go(p->base[i]);
    }
    free(p->bytes);
    free(p->dirty);
    free(p->base);
    *p = (struct pages){.bytes = NULL};
}

void pages_touch_all(struct pages *p, size_t offset, size_t size)
{
    if (size > 0) {
        size_t first = offset >> PAGE_SHIFT;
        memset(p->dirty + first, 1, ((offset + size - 1) >> PAGE_SHIFT) - first + 1);
    }
}

void pages_clear(struct pages *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        if (pages_used(p, i)) {
            memset(p->bytes + (size_t)i * PAGE_SIZE, 0, PAGE_SIZE);
            p->dirty[i] = 1;
        }
    }
}

static bool is_zero(const uint8_t *bytes)
{
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, PAGE_SIZE - 1) == 0;
}

/* Bring base[i] up to date. */
static bool remember(struct pages *p, uint32_t i)
{
    const uint8_t *bytes = p->bytes + (size_t)i * PAGE_SIZE;
    struct page *now = NULL;
    if (!is_zero(bytes)) {
        now = malloc(sizeof *now);
        if (!now) {
            return false;
        }
        now->users = 1;
        memcpy(now->bytes, bytes, PAGE_SIZE);
    }
    let_go(p->base[i]);
    p->base[i] = now;
    p->dirty[i] = 0;
    return true;
}

bool pages_take(struct pages *p, struct page_set *s)
{
    *s = (struct page_set){.page = malloc((p->count + 1u) * sizeof *s->page)};
    if (!s->page) {
        return false;
    }
    for (uint32_t i = 0; i < p->count; i++) {
        if (p->dirty[i] && !remember(p, i)) {
            page_set_free(s);
            return false;
        }
        s->page[i] = p->base[i];
        s->count++;
        if (s->page[i]) {
            s->page[i]->users++;
        }
    }
    return true;
}

void pages_put_back(struct pages *p, const struct page_set *s)
{
    for (uint32_t i = 0; i < p->count; i++) {
        struct page *then = s->page[i];
        if (!p->dirty[i] && p->base[i] == then) {
            continue;
        }
        uint8_t *bytes = p->bytes + (size_t)i * PAGE_SIZE;
        if (then) {
            memcpy(bytes, then->bytes, PAGE_SIZE);
            then->users++;
        } else {
            memset(bytes, 0, PAGE_SIZE);
        }
        let_go(p->base[i]);
        p->base[i] = then;
        p->dirty[i] = 0;
    }
}

void page_set_free(struct page_set *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        let_go(s->page[i]);
    }
    free(s->page);
    *s = (struct page_set){.page = NULL};
}
