/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random privileged programs, as flat images for a VM of PROGRAM_PAGES pages:
 *
 *     page 0      prologue: registers, mtvec, a few CSRs; the trap handler
 *     from CODE   blocks of random instructions; a block ends by a trap, or runs into the next
 *     STATE       what prologue and handler read
 *     then        data
 *
 * The handler refills the TLB from a table, and after any other trap goes on with the next block,
 * in a mode, an address space and with interrupts as the block's row says. So a program never ends,
 * unless it stops its VM. Which registers the handler uses is random, too.
 *
 * What a program does follows from its own instructions alone, not from time: nothing reads a
 * clock, and interrupts are due at once or never.
 */
#ifndef TESTS_FAST_PATHS_PROGRAM_H
#define TESTS_FAST_PATHS_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/rng.h"

enum {
    PROGRAM_BASE = (int)0x80000000,
    PROGRAM_SIZE = 0xc000, /* the device tree lies at the end of the VM's memory */
    PROGRAM_PAGES = 16,
    BLOCK_WORDS = 16,
    BLOCKS = 128
};

/* What programs are written with: random numbers, and whether other VMs take turns. */
struct writer {
    struct rng rng;
    bool alone;
};

/* The image of a program. */
void program_write(struct writer *w, uint8_t image[PROGRAM_SIZE]);

/* --- for program.c and block.c --- */

/* A block's instructions. */
void block_write(struct writer *w, uint32_t word[BLOCK_WORDS]);

/* Values that mean something to a kernel: pages, ASIDs, low words of TLB entries; any of them. */
uint32_t value_page(struct rng *r);
uint32_t value_asid(struct rng *r);
uint32_t value_lo(struct rng *r);
uint32_t value_any(struct writer *w);

#endif
