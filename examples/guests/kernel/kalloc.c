/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kalloc.h"

#include <fdt.h>
#include <string.h>

#include "panic.h"
#include "pg32.h"

extern char _end[]; /* link.ld: image and boot stack end here */

/* A free page holds the address of the next one. */
struct free_page {
    struct free_page *next;
};

static struct free_page *free_pages; /* those that were given back */
static uintptr_t fresh, fresh_end;   /* those that were never given out */

static uintptr_t page_up(uintptr_t address)
{
    return (address + PAGE_SIZE - 1) & PAGE_FRAME;
}

/* If the tree lies in what would be ours, we do with the larger side of it. */
static void leave_out(uintptr_t from, uintptr_t to)
{
    if (from >= fresh_end || to <= fresh) {
        return;
    }
    if (fresh_end - to > from - fresh) {
        fresh = page_up(to);
    } else {
        fresh_end = from & PAGE_FRAME;
    }
}

void kalloc_init(const void *device_tree)
{
    struct fdt_range memory;
    if (!fdt_memory(device_tree, &memory)) {
        panic("the device tree tells of no memory");
    }
    uintptr_t tree = (uintptr_t)device_tree;
    fresh = page_up((uintptr_t)_end);
    fresh_end = (uintptr_t)(memory.base + memory.size) & PAGE_FRAME;
    leave_out(tree, tree + fdt_size(device_tree));
}

void *kalloc(void)
{
    void *page = free_pages;
    if (page) {
        free_pages = free_pages->next;
    } else if (fresh < fresh_end) {
        page = (void *)fresh;
        fresh += PAGE_SIZE;
    } else {
        return NULL;
    }
    return memset(page, 0, PAGE_SIZE);
}

void kfree(void *page)
{
    if ((uintptr_t)page % PAGE_SIZE != 0 || (uintptr_t)page < (uintptr_t)_end) {
        panic("kfree: %p is no page of ours", page);
    }
    struct free_page *f = page;
    f->next = free_pages;
    free_pages = f;
}
