/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attacks: blocks of words that a hostile guest executes, of many kinds, from random numbers. A
 * plan says how often which kind. attack.c has the kinds; hostile.c packs blocks into an image.
 */
#ifndef TESTS_ISOLATION_ATTACK_H
#define TESTS_ISOLATION_ATTACK_H

#include <stdint.h>

#include "tests/isolation/layout.h"
#include "tests/rng.h"

/* What kinds of blocks a guest is made of. */
enum plan {
    PLAN_MIXTURE, /* all of them */
    PLAN_RAW,     /* random words, CSRs, TLB operations */
    PLAN_MAPPER,  /* maps whatever frame there may be, and goes there */
    PLAN_DEVICES, /* accesses of every size to every address of the board */
    PLAN_STORM,   /* interrupts, traps, endless loops */
    PLAN_FLOOD,   /* touches all memory, prints without end */
    PLAN_FORGER,  /* probes and inspection tables */
    PLAN_ENDER,   /* ends itself, waits for nothing, loses its handler */
    PLAN_COUNT
};

extern const char *const plan_names[PLAN_COUNT];

/* What the attackers know of their machine. */
struct target {
    uint32_t memory;      /* bytes of the VM's memory */
    uint32_t machine_ram; /* and of the machine's */
    uint32_t tlb;         /* entries */
};

struct block {
    uint32_t matp, mstatus, mie, timer;
    uint32_t word[BLOCK_WORDS];
};

/* One block; it ends with a call. */
void attack_block(struct rng *r, const struct target *t, enum plan plan, struct block *b);

/* An address that means something, or none. */
uint32_t attack_address(struct rng *r, const struct target *t);

#endif
