/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random PG-32 programs from a seed, each a list of items: an instruction, or a few that belong
 * together. Jumps go from item to item, so whatever is taken out of a program leaves a program.
 * All of them end: loops use up fuel, and the runtime ends a program after TRAPS_MAX traps.
 *
 * generate.c weighs the kinds of items; items.c, items_priv.c, items_tlb.c and items_zoo.c make
 * them.
 */
#ifndef TESTS_RANDOM_GENERATE_H
#define TESTS_RANDOM_GENERATE_H

#include <stdbool.h>
#include <stdint.h>

#include "isa/insn.h"

enum random_mode {
    RANDOM_PLAIN, /* no translation: for any oracle */
    RANDOM_TLB,   /* TLB operations of all kinds; the contents of the TLB count */
    RANDOM_REFILL /* a page table that the runtime refills from; misses do not count */
};

enum { ITEM_WORDS = 16, ITEMS_MAX = 160, CODE_WORDS = 1000, NO_JUMP = -1 };

struct random_item {
    uint32_t word[ITEM_WORDS];
    unsigned count;
    int jump;        /* which of the words jumps to item `target`, or NO_JUMP */
    unsigned target; /* at most the number of items: the end */
    bool removed;    /* nops stand in its place */
};

struct random_program {
    uint32_t seed;
    enum random_mode mode;
    enum variant variant; /* of the zoo: its instructions are among the others */
    unsigned oracles;     /* ORACLE_*: what is known to differ there is left out */
    unsigned registers;   /* which five are the runtime's: 0 to 2 */
    uint32_t slot;        /* address of its slot */
    uint32_t x[32];       /* registers at the start */
    uint32_t pages[16];   /* of RANDOM_REFILL: lo of each page */
    struct random_item item[ITEMS_MAX];
    unsigned items;
};

/* The program of that seed, for the slot of that number. */
void random_program(struct random_program *p, uint32_t seed, enum random_mode mode,
                    unsigned oracles, unsigned slot);

/* The same for another machine than PG-32 itself. */
void random_program_on(enum variant variant, struct random_program *p, uint32_t seed,
                       enum random_mode mode, unsigned oracles, unsigned slot);

#endif
