/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/fdt_blob.h"

#include <stdio.h>

#include "machine/board.h"

static void put_vm(struct dtb *f, const char *node, const char *name, uint32_t weight)
{
    dtb_begin(f, node);
    dtb_string(f, "name", name);
    dtb_cell(f, "weight", weight);
    dtb_end(f);
}

static void put_vms(struct dtb *f, const void *context)
{
    (void)context;
    dtb_begin(f, "trapeze");
    dtb_cell(f, "quantum", 100000);
    put_vm(f, "vm@0", "alice", 1);
    put_vm(f, "vm@1", "bob", 3);
    dtb_end(f);
}

uint8_t *blob_of_board(size_t *size)
{
    const struct board b = {
        .isa = "pg32", .ram_size = 64u << 20, .bootargs = "hello world", .chosen = put_vms};
    return board_tree(&b, size);
}

static void put_properties(struct dtb *f)
{
    static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (unsigned i = 0; i <= sizeof bytes; i++) {
        char name[8];
        snprintf(name, sizeof name, "p%u", i);
        dtb_bytes(f, name, bytes, i);
    }
}

uint8_t *blob_of_shapes(size_t *size)
{
    struct dtb f = {.failed = false};
    dtb_begin(&f, "");
    put_properties(&f);
    dtb_begin(&f, "empty");
    dtb_end(&f);
    for (uint32_t level = 1; level <= 8; level++) {
        dtb_begin(&f, "deep");
        dtb_cell(&f, "level", level);
    }
    for (int i = 0; i < 8; i++) {
        dtb_end(&f);
    }
    put_vm(&f, "twin@1", "first", 1);
    put_vm(&f, "twin@2", "second", 2);
    put_vm(&f, "twins", "neither", 3);
    dtb_end(&f);
    return dtb_finish(&f, size);
}

uint32_t blob_address(uint32_t ram_size, size_t size)
{
    return board_tree_address(ram_size, size);
}
