/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading the flattened device tree that the machine leaves in memory [Devicetree Specification
 * 0.4, chapter 5]: how much memory there is, and what the boot arguments say. Pure: reads the
 * tree, owns nothing; compiles for the host too.
 */
#ifndef FDT_H
#define FDT_H

#include <stdbool.h>
#include <stdint.h>

/* Size of the tree in bytes, 0 if there is none at this address. */
uint32_t fdt_size(const void *tree);

/*
 * A property of the node at `path` ("/chosen"; a name's @address may be left out), or NULL.
 * *length receives its size in bytes.
 */
const void *fdt_property(const void *tree, const char *path, const char *name, uint32_t *length);

/* The first range of RAM. */
struct fdt_range {
    uint64_t base, size;
};
bool fdt_memory(const void *tree, struct fdt_range *memory);

/* /chosen's bootargs, "" if there are none. */
const char *fdt_bootargs(const void *tree);

#endif
