/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the two parts of staging share: stage.c puts memories together, stage_tree.c writes the
 * device trees in them. Only these include it.
 */
#ifndef PANEL_STAGE_PARTS_H
#define PANEL_STAGE_PARTS_H

#include "config_schema.h"
#include "config_store.h"
#include "machine/board.h"
#include "stage.h"

/* Bytes that are to stand at a physical address. They are somebody else's. */
struct piece {
    uint32_t at, size;
    const uint8_t *bytes;
};

/* Triples of cells <physical address, bytes, where staged>. */
enum { STAGED_CELLS = 3 };
struct staged {
    uint32_t *cells;
    size_t count;
};

/* The memory of a guest, or of a monitor with its VMs', as it is to be at the start. */
struct load {
    struct piece *pieces;
    size_t count;
    uint32_t entry, tree_at;
    uint8_t *tree;
    /* of a monitor: its VMs' memory, staged down to `bottom` */
    struct load *inner;
    struct staged *staged;
    unsigned inner_count;
    uint32_t bottom;
};

/* A monitor and its VMs, on the machine or in a VM. */
struct level {
    const struct session *s;
    const struct guest *self; /* the VM that it is in; null: none */
    const struct image *monitor;
    uint32_t memory;
    const struct guest *guests;
    unsigned count;
};

/* Device trees in new memory: a guest's that is no monitor, and a monitor's. */
uint8_t *stage_guest_tree(const struct session *s, const struct guest *g, uint32_t initrd_at,
                          size_t *size);
uint8_t *stage_level_tree(const struct level *v, const struct load *l, size_t *size);

/* What a monitor, its tables and its VMs take of its memory. */
uint64_t stage_need(const struct level *v);

#endif
