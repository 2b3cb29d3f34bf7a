/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fdt.h>

#include "heap.h"
#include "start.h"

extern char _end[]; /* link.ld: image and stack end here */

enum { HEAP_WITHOUT_TREE = 1024 * 1024 };

/* From the stack's end to the end of RAM, or to the device tree if that lies in between. */
void heap_bounds(char **start, char **end)
{
    const void *tree = start_device_tree();
    struct fdt_range memory;
    *start = _end;
    *end = _end + HEAP_WITHOUT_TREE;
    if (fdt_memory(tree, &memory)) {
        *end = (char *)(uintptr_t)(memory.base + memory.size);
        if ((const char *)tree >= _end && (const char *)tree < *end) {
            *end = (char *)(uintptr_t)tree;
        }
    }
}
