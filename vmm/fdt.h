/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reader of a flattened device tree [Devicetree Specification 0.4, chapter 5]: where the monitor's
 * boot information stands. Every offset is checked against the blob's size; a damaged tree reads
 * as one without what was asked for.
 */
#ifndef VMM_FDT_H
#define VMM_FDT_H

#include <stdbool.h>
#include <stdint.h>

struct fdt {
    const uint8_t *blob;
    uint32_t size;
    uint32_t structure, strings; /* offsets in the blob */
};

/* A node: the offset of its first property or child. 0 is no node. */
typedef uint32_t fdt_node;

/* False if there is no device tree at `blob`. */
bool fdt_open(struct fdt *f, const void *blob);

/* The node at an absolute path such as "/chosen/trapeze"; a name without @ matches any unit. Or 0.
 */
fdt_node fdt_find(const struct fdt *f, const char *path);

/* The children of a node, in order: the first, and the one after `child`; or 0. */
fdt_node fdt_first(const struct fdt *f, fdt_node node);
fdt_node fdt_next(const struct fdt *f, fdt_node child);

/* A property's value and size; null if it is absent. */
const uint8_t *fdt_property(const struct fdt *f, fdt_node node, const char *name, uint32_t *size);

/* Cell i of a property; `absent` if there is none. */
uint32_t fdt_cell(const struct fdt *f, fdt_node node, const char *name, uint32_t i,
                  uint32_t absent);

/* A property that is a string, terminated; "" if it is absent or not one. */
const char *fdt_string(const struct fdt *f, fdt_node node, const char *name);

#endif
