/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Device trees made by the machine's writer, for tests of the monitor's reader. A file of its own
 * because each of the two has a struct fdt. The caller frees the blob.
 */
#ifndef TESTS_UNIT_FDT_BLOB_H
#define TESTS_UNIT_FDT_BLOB_H

#include <stddef.h>
#include <stdint.h>

/* The tree of a board with 64 MiB of RAM, with two VMs below /chosen/trapeze. */
uint8_t *blob_of_board(size_t *size);

/*
 * A tree of odd shapes: properties "p0" to "p9" of 0 to 9 bytes (of value 1, 2, ...), an empty
 * node, nodes /deep/deep/... eight deep each with "level", and /twin@1, /twin@2, /twins.
 */
uint8_t *blob_of_shapes(size_t *size);

/* Where the board's tree would be put in that much RAM. */
uint32_t blob_address(uint32_t ram_size, size_t size);

#endif
