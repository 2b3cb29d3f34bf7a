/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * malloc's only need: memory to hand out. Whoever links heap.c says where it is: ram.c for a
 * bare-metal program, system calls for a kernel's process, an array for a test on the host.
 */
#ifndef LIB_HEAP_H
#define LIB_HEAP_H

/* Called once, at the first allocation. */
void heap_bounds(char **start, char **end);

#endif
