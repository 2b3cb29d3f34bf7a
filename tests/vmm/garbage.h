/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Garbage guests: images of random instruction words, biased towards what is privileged and what
 * touches memory, that keep going for long because their trap handler maps what they fetch and
 * leads them on. The same seed gives the same image. For the rig's tests.
 */
#ifndef TESTS_VMM_GARBAGE_H
#define TESTS_VMM_GARBAGE_H

#include <stdint.h>

enum { GARBAGE_SIZE = 0x10000 };

/* A VM's whole memory of it, from RAM_BASE on. */
void garbage_image(uint32_t seed, uint32_t words[GARBAGE_SIZE / 4]);

#endif
