/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The machine's one real disk, and the extents of it that are the VMs' disks.
 *
 * What the device is told is only ever the monitor's own: one page with queue, header and status,
 * one with the data, which is copied. No address of a guest's reaches a real descriptor.
 */
#ifndef VMM_DISK_H
#define VMM_DISK_H

#include <stdbool.h>
#include <stdint.h>

/* Sectors of the real disk, one after the other. */
struct extent {
    uint32_t start, sectors;
};

/* The driver's state. Without a disk there are no sectors. */
struct disk {
    uint32_t sectors;
    uint32_t shared, buffer; /* machine addresses of the two pages */
    uint16_t seen;           /* of the used ring: how far it has been looked at */
    struct extent held;      /* what of the disk the buffer holds */
};

/* Find the disk, and get it going. */
void disk_boot(void);

/* Panics unless the disk has all of an extent that is not empty. */
void disk_check(const struct extent *e);

/*
 * Move `size` bytes between the extent's byte `offset` and memory, waiting until it is done. False,
 * and nothing is asked of the disk, if they do not all lie in the extent; or if the disk fails.
 */
bool disk_move(const struct extent *e, uint64_t offset, uint8_t *bytes, uint32_t size, bool write);

#endif
