/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The second model of time: a pipeline whose five stages are walked, cycle by cycle, as
 * docs/timing.md describes them. It was written from that document, and is as plain as it can be;
 * machine/timing.c computes the same without walking. It knows instructions only by what they did:
 * whoever uses it puts in a record of each, in their order.
 *
 * An instruction's cost is known when the next one has left the last stage; `settled` is called
 * then. The walk must stay where it is, and owns its tables.
 */
#ifndef TESTS_TIMING_WALK_H
#define TESTS_TIMING_WALK_H

#include "machine/timing.h"
#include "tests/timing/walk_tables.h"

enum walk_outcome { WALK_RETIRED, WALK_EXCEPTION, WALK_INTERRUPT };

enum { WALK_ACCESSES = 4, WALK_IN_FLIGHT = 16 };

struct walk_access {
    uint32_t pa;
    bool write, device;
};

/* What there is to know about an instruction, or about an interrupt that takes its place. */
struct walk_record {
    enum walk_outcome outcome;
    enum unit unit;
    enum walk_flow flow;
    bool fetched;      /* there is a word, at physical address pa */
    bool misaligned;   /* its access, which was done */
    uint8_t loads;     /* a load's register, or 0 */
    uint32_t reads;    /* bit n: register n */
    uint32_t pc, next; /* where it is; where it went */
    uint32_t offset;   /* of a branch or jal, from pc */
    uint32_t pa;
    unsigned accesses; /* those that were done */
    struct walk_access access[WALK_ACCESSES];
};

struct walk_cost {
    uint64_t cycles; /* all of them: instructions and stalls */
    uint64_t stalls[STALL_COUNT];
};

enum walk_stage { WALK_IF, WALK_ID, WALK_EX, WALK_MEM, WALK_WB, WALK_STAGES };

enum walk_content { WALK_EMPTY, WALK_RECORD, WALK_BUBBLE };

/* What a stage holds. */
struct walk_slot {
    enum walk_content content;
    uint64_t owner;   /* the number of the record, or of the one that a bubble is due to */
    enum stall cause; /* of a bubble */
    uint32_t wait[STALL_COUNT]; /* cycles for which it yet holds the pipeline where it is */
    uint32_t waits;             /* their sum */
    struct walk_record record;
};

struct walk {
    struct timing_config config;
    struct walk_cache icache, dcache;
    struct walk_predictor predictor;
    struct walk_slot stage[WALK_STAGES];
    uint32_t gap;                   /* bubbles that ID yet puts before what it holds */
    struct walk_slot owed;          /* the bubble that IF goes on with, ... */
    uint32_t owed_count;            /* ... so many times */
    const struct walk_record *next; /* what IF fetches then, or null */
    uint64_t clock;                 /* cycles since there was something in the pipeline */
    uint64_t put, left;             /* records that went into IF, and out of WB */
    uint64_t mispredicted;
    struct walk_cost cost[WALK_IN_FLIGHT]; /* of records whose cost is not settled, by number */
    uint64_t settled_count;
    struct walk_cost total; /* of all that are */
    void (*settled)(void *context, uint64_t number, const struct walk_cost *total);
    void *context;
};

/* An empty pipeline. False if there is no memory; walk_free() in either case. */
bool walk_new(struct walk *w, const struct timing_config *config);
void walk_free(struct walk *w);

/* Advance by one cycle. */
void walk_cycle(struct walk *w);

/* Advance until IF has taken this record, the next one. */
void walk_put(struct walk *w, const struct walk_record *record);

/* Advance until the pipeline is empty and all is settled; nothing may be put afterwards. */
void walk_drain(struct walk *w);

#endif
