/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The board's device tree, as software is handed it in a1. The same function describes the real
 * machine and a VM, so a guest sees the same tree bare and virtual.
 */
#ifndef MACHINE_BOARD_H
#define MACHINE_BOARD_H

#include "machine/dtb.h"
#include "machine/machine.h"

struct board {
    const char *isa; /* the variant's name */
    uint32_t ram_size;
    const char *bootargs;         /* may be null */
    uint32_t initrd, initrd_size; /* where a file for the software lies in RAM; size 0: none */
    /* Adds nodes and properties below /chosen; may be null. */
    void (*chosen)(struct dtb *f, const void *context);
    const void *context;
};

/* The tree as a blob that the caller frees; null if memory ran out. */
uint8_t *board_tree(const struct board *b, size_t *size);

/* Where a tree of that size goes: at the top of RAM, on a page of its own. */
static inline uint32_t board_tree_address(uint32_t ram_size, size_t size)
{
    return (RAM_BASE + ram_size - (uint32_t)size) & PAGE_FRAME;
}

#endif
