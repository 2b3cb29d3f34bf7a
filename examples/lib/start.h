/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What crt0.S leaves to C when a bare-metal program starts, and what the start leaves behind: the
 * device tree's address. Owned by start.c; for the library's own files.
 */
#ifndef LIB_START_H
#define LIB_START_H

/* Called by crt0.S alone: prepares console and traps, then exit(main()). */
_Noreturn void start_c(const void *device_tree);

/* The device tree that the machine gave in a1, or NULL. */
const void *start_device_tree(void);

#endif
