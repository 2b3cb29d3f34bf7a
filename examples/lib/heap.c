/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * malloc: a list of free blocks in order of address, first fit, neighbours joined when freed
 * [Knuth, The Art of Computer Programming 1, 2.5].
 *
 *   | size, next | ... size bytes in all ... | size, next | ...
 *
 * While a block is in use its `next` holds a mark, so that free() notices most pointers that
 * malloc did not give, or that were freed before.
 */
#include "heap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16 };

struct block {
    _Alignas(ALIGN) size_t size; /* with this header; a multiple of ALIGN */
    struct block *next;
};

static struct block free_list; /* its head; its size is 0 */
static bool heap_ready;

static struct block in_use; /* its address is the mark */

static void prepare(void)
{
    char *start, *end;
    heap_bounds(&start, &end);
    uintptr_t first = ((uintptr_t)start + ALIGN - 1) / ALIGN * ALIGN;
    uintptr_t last = (uintptr_t)end / ALIGN * ALIGN;
    heap_ready = true;
    if (first < last && last - first >= sizeof(struct block)) {
        struct block *all = (struct block *)first;
        *all = (struct block){.size = last - first, .next = NULL};
        free_list.next = all;
    }
}

/* Cut a block in two if what is left over can hold anything. Returns the rest, or its successor. */
static struct block *split(struct block *b, size_t size)
{
    if (b->size - size < 2 * sizeof(struct block)) {
        return b->next;
    }
    struct block *rest = (struct block *)((char *)b + size);
    *rest = (struct block){.size = b->size - size, .next = b->next};
    b->size = size;
    return rest;
}

void *malloc(size_t n)
{
    if (!heap_ready) {
        prepare();
    }
    if (n > SIZE_MAX - sizeof(struct block) - ALIGN) {
        return NULL;
    }
    size_t size = sizeof(struct block) + (n + ALIGN - 1) / ALIGN * ALIGN;
    for (struct block *p = &free_list; p->next; p = p->next) {
        struct block *b = p->next;
        if (b->size >= size) {
            p->next = split(b, size);
            b->next = &in_use;
            return b + 1;
        }
    }
    return NULL;
}

static struct block *block_of(void *p)
{
    struct block *b = (struct block *)p - 1;
    if ((uintptr_t)p % ALIGN != 0 || b->next != &in_use) {
        puts("free: not a block that malloc gave");
        abort();
    }
    return b;
}

static void join_with_next(struct block *b)
{
    if (b->next && (char *)b + b->size == (char *)b->next) {
        b->size += b->next->size;
        b->next = b->next->next;
    }
}

void free(void *p)
{
    if (p == NULL) {
        return;
    }
    struct block *b = block_of(p);
    struct block *before = &free_list;
    while (before->next && before->next < b) {
        before = before->next;
    }
    b->next = before->next;
    before->next = b;
    join_with_next(b);
    if (before != &free_list) {
        join_with_next(before);
    }
}

void *calloc(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    void *p = malloc(count * size);
    return p ? memset(p, 0, count * size) : NULL;
}

void *realloc(void *old, size_t n)
{
    if (old == NULL) {
        return malloc(n);
    }
    size_t had = block_of(old)->size - sizeof(struct block);
    if (n <= had) {
        return old;
    }
    void *p = malloc(n);
    if (p) {
        memcpy(p, old, had);
        free(old);
    }
    return p;
}

/* Here and not in string.c, so that who wants strings need not have a heap. */
char *strdup(const char *s)
{
    size_t size = strlen(s) + 1;
    char *copy = malloc(size);
    return copy ? memcpy(copy, s, size) : NULL;
}
