/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where things lie in a hostile guest: numbers only, for hostile.S and the C that packs images
 * alike. Owns nothing.
 *
 *     runtime | state | register tables | blocks ...       a block: header | words
 */
#ifndef TESTS_ISOLATION_LAYOUT_H
#define TESTS_ISOLATION_LAYOUT_H

#define HOSTILE_BASE 0x80000000
#define HOSTILE_STATE 0x80000800
#define HOSTILE_TABLES 0x80001000
#define HOSTILE_BLOCKS 0x80002000

#define STATE_NEXT 0  /* number of the next block */
#define STATE_COUNT 4 /* of blocks */

#define TABLES 16     /* of what x1 to x31 hold when a block begins: a power of two */
#define TABLE_SHIFT 7 /* 32 words */
#define BLOCK_SHIFT 7 /* likewise */
#define BLOCK_MATP 0  /* what CSRs a block begins with ... */
#define BLOCK_MSTATUS 4
#define BLOCK_MIE 8    /* (0: as it was) */
#define BLOCK_TIMER 12 /* ... in how many ticks its timer is due ... */
#define BLOCK_CODE 16  /* ... and what it executes */
#define BLOCK_WORDS 28

#endif
