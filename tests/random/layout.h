/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where things lie in an image of random programs: numbers only, for runtime.S and the C that
 * packs images alike. Owns nothing.
 *
 *     runtime | header | slot 0 | slot 1 | ...       a slot: code | data, two frames | state
 *
 * A program touches nothing but its own slot, so programs in one image do not disturb each other.
 */
#ifndef TESTS_RANDOM_LAYOUT_H
#define TESTS_RANDOM_LAYOUT_H

#define IMAGE_BASE 0x80000000
#define IMAGE_HEADER                                                                               \
    0x80002000 /* state of the first slot, and beyond the last; print everything? */
#define IMAGE_SLOTS 0x80003000
#define SLOT_SIZE 0x4000
#define SLOT_CODE 0x0000
#define SLOT_DATA 0x1000
#define SLOT_MIDDLE 0x2000 /* where the two frames of data meet */
#define SLOT_STATE 0x3000

/* Data is used within this distance of the start and the end of each frame. */
#define DATA_REACH 0x100

/* A slot's state, which the runtime works with; all of it within reach of one register. */
#define STATE_X 0x000         /* x0-x31: at the start, then at the end */
#define STATE_REGISTERS 0x080 /* which registers are the runtime's: 0 to 2 */
#define STATE_FLAGS 0x084     /* FLAG_* */
#define STATE_END 0x088       /* address of the ecall that ends the program */
#define STATE_RESUME 0x08c    /* where to go on after a fetch that cannot be repeated */
#define STATE_TRAPS 0x090     /* taken so far */
#define STATE_LOG_END 0x094   /* address of the next record */
#define STATE_MSTATUS 0x098   /* bits of mstatus that may be compared */
#define STATE_BREAK 0x09c     /* bits of mtval that may be compared after an ebreak */
#define STATE_CSR 0x100       /* CSRs at the end; at the start, the bits that may be compared */
#define STATE_CSRS 21
#define STATE_PAGES 0x180 /* what the runtime puts into the TLB after a miss: 2 x 8 pages */
#define STATE_LOG 0x200   /* a record a trap: cause, mtval, mepc, mstatus, matp */
#define RECORD_SIZE 20
#define TRAPS_MAX 72

#define FLAG_TLB 1    /* the machine has a TLB, and the program's code a place in it */
#define FLAG_REFILL 2 /* misses are refilled from STATE_PAGES, and not recorded */

/* Virtual pages of data: eight from here. Not RAM, so untranslated they are an access fault. */
#define DATA_PAGES 0x40000000
#define PAGES 8

#endif
