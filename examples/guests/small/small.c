/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "small.h"

#include <fdt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES = PAGE_SIZE / 4, SPAN_SHIFT = 22 }; /* a table is of 4 MiB */
enum { REGION_TABLES = REGION_PAGES / ENTRIES };

extern const void *start_device_tree(void); /* start.c */
extern char _end[];

bool small_special;

uint32_t small_directory[ENTRIES];
static uint32_t image_table[ENTRIES], region_tables[REGION_TABLES][ENTRIES];

static void map(uint32_t *table, uint32_t va, uint32_t frame, uint32_t rights)
{
    small_directory[va >> SPAN_SHIFT] = (uint32_t)(uintptr_t)table;
    table[(va >> PAGE_SHIFT) % ENTRIES] = frame | rights | TLB_LO_V;
}

void small_begin(uint32_t pages, bool writable)
{
    const void *tree = start_device_tree();
    uint32_t first = ((uint32_t)(uintptr_t)_end + PAGE_OFFSET) & PAGE_FRAME;
    struct fdt_range ram;
    if (pages > REGION_PAGES || !fdt_memory(tree, &ram) ||
        first + pages * PAGE_SIZE > ram.base + ram.size - 64 * 1024) { /* the device tree's */
        puts("too many pages");
        exit(1);
    }
    for (uint32_t i = 0; i < ENTRIES; i++) {
        uint32_t frame = RAM_BASE + i * PAGE_SIZE;
        map(image_table, frame, frame, TLB_LO_R | TLB_LO_W | TLB_LO_X);
    }
    for (uint32_t i = 0; i < pages; i++) {
        map(region_tables[i / ENTRIES], REGION + i * PAGE_SIZE, first + i * PAGE_SIZE,
            TLB_LO_R | (writable ? TLB_LO_W : 0));
    }
    uint32_t length;
    small_special = fdt_property(tree, "/chosen", "trapeze,special-page", &length) != NULL;
    csr_write(mtvec, small_special ? small_vector_special : small_vector);
}

const char *small_word(const char *otherwise)
{
    static const char *rest;
    static char word[16];
    if (rest == NULL) {
        rest = fdt_bootargs(start_device_tree());
    }
    rest += strspn(rest, " ");
    size_t length = strcspn(rest, " ");
    if (length == 0) {
        return otherwise;
    }
    snprintf(word, sizeof word, "%.*s", (int)length, rest);
    rest += length;
    return word;
}

uint32_t small_number(uint32_t otherwise)
{
    const char *word = small_word(NULL);
    return word ? strtoul(word, NULL, 0) : otherwise;
}

void small_unexpected(uint32_t cause, uint32_t pc, uint32_t value)
{
    printf("trap %lu at %08lx: %08lx\n", (unsigned long)cause, (unsigned long)pc,
           (unsigned long)value);
    exit(2);
}
