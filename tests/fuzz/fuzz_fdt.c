/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The bytes are a device tree, read by the monitor's reader as vmm/boot.c reads it. A reader in
 * front of which no system stands must believe the header's total size, so that is made true.
 */
#include <stdlib.h>
#include <string.h>

#include "isa/fdt.h"
#include "tests/fuzz/fuzz.h"
#include "vmm/fdt.h"

enum { TOTAL_SIZE = 4, NODES_MOST = 64, CELLS_MOST = 8, DEPTH_MOST = 4 };

static const char *const paths[] = {"/",       "/cpus/cpu",          "/chosen", "/chosen/trapeze",
                                    "/memory", "/chosen/trapeze/vm", "",        "chosen"};
static const char *const names[] = {"trapeze,isa", "soft-tlb", "quantum", "images",   "name",
                                    "technique",   "memory",   "weight",  "entry",    "device-tree",
                                    "tohost",      "segments", "reg",     "bootargs", ""};

/* Every byte of a value is there to be read. */
static uint32_t sum(const uint8_t *bytes, uint32_t size)
{
    uint32_t total = 0;
    for (uint32_t i = 0; i < size; i++) {
        total += bytes[i];
    }
    return total;
}

static void read_property(const struct fdt *f, fdt_node node, const char *name)
{
    uint32_t size = 0;
    const uint8_t *value = fdt_property(f, node, name, &size);
    if (value) {
        fuzz_check(value >= f->blob && size <= f->size - (uint32_t)(value - f->blob));
        fuzz_check(sum(value, size) <= size * UINT8_MAX);
    }
    for (uint32_t i = 0; i < CELLS_MOST; i++) {
        uint32_t cell = fdt_cell(f, node, name, i, i);
        fuzz_check((value && i < size / 4) || cell == i);
    }
    fdt_cell(f, node, name, UINT32_MAX, 0);
    fuzz_check(strlen(fdt_string(f, node, name)) <= size);
}

static void read_node(const struct fdt *f, fdt_node node, unsigned depth)
{
    for (size_t i = 0; i < COUNT(names); i++) {
        read_property(f, node, names[i]);
    }
    unsigned count = 0;
    fdt_node last = 0;
    for (fdt_node n = fdt_first(f, node); n && count < NODES_MOST; n = fdt_next(f, n)) {
        fuzz_check(n > last);
        last = n;
        count++;
        if (depth < DEPTH_MOST) {
            read_node(f, n, count < 4 ? depth + 1 : DEPTH_MOST);
        }
    }
}

static uint32_t given_size(const uint8_t *blob)
{
    return (uint32_t)blob[TOTAL_SIZE] << 24 | (uint32_t)blob[TOTAL_SIZE + 1] << 16 |
           (uint32_t)blob[TOTAL_SIZE + 2] << 8 | blob[TOTAL_SIZE + 3];
}

/* A copy, at least a header long, that is as large as it says. */
static uint8_t *make_blob(const uint8_t *data, size_t size)
{
    size_t whole = size < FDT_HEADER_SIZE ? FDT_HEADER_SIZE : size;
    uint8_t *blob = calloc(1, whole);
    fuzz_check(blob);
    if (size > 0) {
        memcpy(blob, data, size);
    }
    for (unsigned i = 0; given_size(blob) > whole && i < 4; i++) {
        blob[TOTAL_SIZE + i] = (uint8_t)(whole >> (24 - 8 * i));
    }
    return blob;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fdt f;
    uint8_t *blob = make_blob(data, size);
    if (fdt_open(&f, blob)) {
        for (size_t i = 0; i < COUNT(paths); i++) {
            fdt_node node = fdt_find(&f, paths[i]);
            read_node(&f, node, node ? 0 : DEPTH_MOST);
        }
    }
    free(blob);
    return 0;
}
