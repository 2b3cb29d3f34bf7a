/* SPDX-License-Identifier: GPL-3.0-or-later */
/* qsort as heapsort [Williams 1964]: no recursion, no memory, no bad case. And bsearch. */
#include <stdlib.h>

#include <stdbool.h>
#include <stdint.h>

struct array {
    char *base;
    size_t size; /* of an element */
    int (*compare)(const void *, const void *);
};

static char *element(const struct array *a, size_t i)
{
    return a->base + i * a->size;
}

static bool less(const struct array *a, size_t i, size_t j)
{
    return a->compare(element(a, i), element(a, j)) < 0;
}

static void swap(const struct array *a, size_t i, size_t j)
{
    char *p = element(a, i);
    char *q = element(a, j);
    for (size_t k = 0; k < a->size; k++) {
        char c = p[k];
        p[k] = q[k];
        q[k] = c;
    }
}

/* Let element i sink until no child of its, below `count`, is greater. */
static void sink(const struct array *a, size_t i, size_t count)
{
    while (2 * i + 1 < count) {
        size_t child = 2 * i + 1;
        if (child + 1 < count && less(a, child, child + 1)) {
            child++;
        }
        if (!less(a, i, child)) {
            return;
        }
        swap(a, i, child);
        i = child;
    }
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    struct array a = {base, size, compare};
    for (size_t i = count / 2; i > 0; i--) {
        sink(&a, i - 1, count);
    }
    for (size_t last = count; last > 1; last--) {
        swap(&a, 0, last - 1);
        sink(&a, 0, last - 1);
    }
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
              int (*compare)(const void *, const void *))
{
    const char *first = base;
    while (count > 0) {
        const char *middle = first + count / 2 * size;
        int order = compare(key, middle);
        if (order == 0) {
            return (void *)(uintptr_t)middle;
        }
        if (order > 0) {
            first = middle + size;
            count--;
        }
        count /= 2;
    }
    return NULL;
}
