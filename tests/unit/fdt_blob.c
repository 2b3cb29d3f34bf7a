/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/fdt_blob.h"

#include <stdio.h>

#include "machine/board.h"

static void put_vm(struct fdt *f, const char *node, const char *name, uint32_t weight)
{
    fdt_begin(f, node);
    fdt_string(f, "name", name);
    fdt_cell(f, "weight", weight);
    fdt_end(f);
}

static void put_vms(struct fdt *f, const void *context)
{
    (void)context;
    fdt_begin(f, "trapeze");
    fdt_cell(f, "quantum", 100000);
    put_vm(f, "vm@0", "alice", 1);
    put_vm(f, "vm@1", "bob", 3);
    fdt_end(f);
}

uint8_t *blob_of_board(size_t *size)
{
    const struct board b = {
        .isa = "pg32", .ram_size = 64u << 20, .bootargs = "hello world", .chosen = put_vms};
    return board_tree(&b, size);
}

static void put_properties(struct fdt *f)
{
    static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (unsigned i = 0; i <= sizeof bytes; i++) {
        char name[8];
        snprintf(name, sizeof name, "p%u", i);
        fdt_bytes(f, name, bytes, i);
    }
}

uint8_t *blob_of_shapes(size_t *size)
{
    struct fdt f = {.failed = false};
    fdt_begin(&f, "");
    put_properties(&f);
    fdt_begin(&f, "empty");
    fdt_end(&f);
    for (uint32_t level = 1; level <= 8; level++) {
        fdt_begin(&f, "deep");
        fdt_cell(&f, "level", level);
    }
    for (int i = 0; i < 8; i++) {
        fdt_end(&f);
    }
    put_vm(&f, "twin@1", "first", 1);
    put_vm(&f, "twin@2", "second", 2);
    put_vm(&f, "twins", "neither", 3);
    fdt_end(&f);
    return fdt_finish(&f, size);
}

uint32_t blob_address(uint32_t ram_size, size_t size)
{
    return board_tree_address(ram_size, size);
}
