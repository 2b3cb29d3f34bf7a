/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The guests' disks: the machine has one, which is put together of theirs, one after the other; and
 * so has a VM that is a monitor. Which sectors are whose is in each struct guest. The session loads
 * them, files.c saves them.
 */
#ifndef PANEL_DISKS_H
#define PANEL_DISKS_H

#include "session.h"

/* Load the disks of all guests into *all, which the caller frees; 0, or EXIT_USAGE. */
int disks_load(struct session *s, struct blob *all);

/* The bytes of guest g's disk, and how many they are. */
const uint8_t *disk_bytes(const struct session *s, const struct guest *g, size_t *size);

#endif
