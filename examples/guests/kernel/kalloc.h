/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page allocator: owns all RAM behind the kernel's image and stack, but for the device tree.
 * A page is not touched before somebody asks for it: under a monitor that hands out frames on
 * first touch, the kernel takes what it uses and no more.
 */
#ifndef KALLOC_H
#define KALLOC_H

#include <stdint.h>

/* Take charge of the RAM that the device tree tells of. */
void kalloc_init(const void *device_tree);

/* A page of zeros, or NULL if there is none left. */
void *kalloc(void);

/* Give a page back. */
void kfree(void *page);

#endif
