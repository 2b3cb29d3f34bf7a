/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "image.h"

#include <string.h>

#include "kalloc.h"
#include "panic.h"

#define MAGIC 0x32334750u /* "PG32" */

/* What user.ld puts at USER_BASE: addresses of the process. */
struct header {
    uint32_t magic;
    uint32_t entry;
    uint32_t data; /* text ends and data begins: a page boundary */
    uint32_t end;  /* data and bss end */
};

/* One row of programs.S. The file holds the bytes from USER_BASE on; behind it all is 0. */
struct image {
    const char *name;
    const char *file, *file_end;
};

extern const struct image image_table[], image_table_end[];

const struct image *image_find(const char *name)
{
    for (const struct image *i = image_table; i < image_table_end; i++) {
        if (strcmp(i->name, name) == 0) {
            return i;
        }
    }
    return NULL;
}

/* The page's part of the file. */
static void fill(const struct image *image, char *page, uint32_t va)
{
    size_t size = (size_t)(image->file_end - image->file);
    size_t offset = va - USER_BASE;
    if (offset < size) {
        size_t rest = size - offset;
        memcpy(page, image->file + offset, rest < PAGE_SIZE ? rest : PAGE_SIZE);
    }
}

bool image_load(const struct image *image, struct vm *vm, uint32_t *entry)
{
    struct header h;
    memcpy(&h, image->file, sizeof h);
    if (h.magic != MAGIC || h.data % PAGE_SIZE != 0) {
        panic("%s: not a program", image->name);
    }
    for (uint32_t va = USER_BASE; va < h.end; va += PAGE_SIZE) {
        char *page = kalloc();
        if (page == NULL) {
            return false;
        }
        fill(image, page, va);
        if (!vm_map(vm, va, page, va < h.data ? VM_R | VM_X : VM_R | VM_W)) {
            kfree(page);
            return false;
        }
    }
    __asm__ volatile("fence.i" : : : "memory"); /* what was stored is about to be fetched */
    vm->heap_start = vm_page_up(h.end);
    vm->heap_end = vm->heap_start;
    *entry = h.entry;
    return true;
}
