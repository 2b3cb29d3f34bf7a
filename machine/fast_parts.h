/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fast core keeps, for the files that it is made of: fast.c runs, fast_code.c decodes,
 * fast_data.c finds memory. A struct fast owns all of it.
 */
#ifndef MACHINE_FAST_PARTS_H
#define MACHINE_FAST_PARTS_H

#include "isa/execute.h"
#include "machine/fast.h"
#include "machine/machine.h"

enum {
    WORDS = PAGE_SIZE / 4,
    MAPPINGS = 256, /* of each kind of access: a power of two */
    LINES = 512,    /* likewise, of data that a cache holds: ... */
    GRANULE_SHIFT = 5,
    GRANULE = 1 << GRANULE_SHIFT, /* ... so many bytes of a line, or all */
    CODE_PAGES_MOST = 4096,       /* then all are dropped, and decoded again as they are needed */
    LONGEST_STRETCH = WORDS,      /* instructions without a taken branch */
    BUDGET_MOST = 1 << 24,
    PAIR_AHEAD = 2 /* entries that one may go together with */
};

/*
 * What an entry does: a row of insn.def by its number, or one of these. A jump within its page has
 * a number of its own, by whether fetch is expected to follow it, and its immediate is a distance
 * of entries, in bytes.
 */
enum {
    DO_DECODE = OP_COUNT, /* not decoded yet */
    DO_PLAIN,             /* for the plain core */
    DO_NOTHING,
    DO_LEAVE_PAGE, /* after the last word */
    DO_FETCH,      /* ask the instruction cache, then what struct code says */
    DO_PREDICT,    /* a jump or branch, for a predictor that learns */
    DO_STOP,       /* the budget may be used up here */
    NEAR,
    LIKELY = NEAR + OP_bgeu - OP_jal + 1, /* jumps are neighbours in insn.def */
    PAIRS_FIRST = LIKELY + OP_bgeu - OP_jal + 1,
    PAIR_NONE = PAIRS_FIRST - 1,
#define PAIR(first, kind, second) PAIR_##first##_##kind##_##second,
#define TRIPLE(first, second, kind, third) TRIPLE_##first##_##second##_##kind##_##third,
#include "machine/pairs.def"
    ACTIONS
};
#define NEAR_OF(op) (NEAR + (op)-OP_jal)
#define LIKELY_OF(op) (LIKELY + (op)-OP_jal)

/* A load has no rs2: with timing, it is the stall of the instruction after it, times the size of
 * an entry. */
struct entry {
    const void *handler; /* of the action, or of DO_FETCH: its line is hidden */
    uint8_t rd, rs1, rs2;
    uint32_t imm;
};

/* A page of code; the word at entry[i] is at 4 i in it. */
struct code {
    uint32_t page;               /* of RAM */
    const void *const *handlers; /* by action */
    struct entry entry[WORDS + 1];
    uint16_t action[WORDS + 1]; /* what entries do, once they are not hidden */
    uint16_t across[WORDS];     /* what they do if no line is hidden; or DO_DECODE */
};

/*
 * A virtual page (or a part of a line) that can be accessed, and where: the byte at va is at
 * host + va. The tag is the address and the address space; see tag_of().
 */
struct mapping {
    uint64_t tag;
    uintptr_t host;
};

struct code_mapping {
    uint64_t tag;
    struct code *code;
};

/* What is charged in the loop. */
enum price {
    PRICE_mul,
    PRICE_div,
    PRICE_load,
    PRICE_store,
    PRICE_branch,
    PRICE_jump,
    PRICE_mispredict,
    PRICES
};

struct fast {
    uint32_t pages;
    struct code **code; /* of each page of RAM, or null */
    uint32_t code_pages;
    bool pipeline;       /* the timing model: lines of caches are looked at */
    uint32_t line_words; /* that go through the instruction cache together */
    const void *const *handlers;
    uint32_t *shown;  /* pipeline: of each of its sets the line without DO_FETCH, plus 1; or 0 */
    uint32_t longest; /* cycles of a stretch without a taken branch, what is charged with a look
                       * at the budget left out */
    uint32_t dearest; /* cycles of an instruction in it */
    struct code *stopped; /* has a DO_STOP at ... */
    uint32_t stop;        /* ... and what it and those before it that go together with it do */
    uint16_t lifted[PAIR_AHEAD + 1];
    intptr_t price[PRICES];   /* beyond the one cycle of each, times the size of an entry */
    uint64_t charged[PRICES]; /* times, in the stretches under way */
    uint64_t load_use;        /* cycles, times the size of an entry, likewise */
    struct mapping load[MAPPINGS], store[MAPPINGS];
    struct mapping load_line[LINES], store_line[LINES];
    uint16_t *held_load, *held_store; /* of each set, which of these, plus 1; others are not its */
    struct code_mapping fetch[MAPPINGS];
    uint16_t joined[OP_COUNT][ACTIONS]; /* the action of a row and the action after it */
};

/* Where va is looked for in one of the tables. */
enum { MAPPING_SIZE = 16 };
#define MAPPING_AT(table, va, shift)                                                               \
    ((const struct mapping *)((const char *)(table) +                                              \
                              ((va) >> ((shift)-4) & (sizeof(table) - MAPPING_SIZE))))

/* An address in a tag is even where an access of more than a byte is compared: this is none's. */
#define NO_TAG UINT64_MAX

static inline uint32_t slot_of(uint32_t va)
{
    return va >> PAGE_SHIFT & (MAPPINGS - 1);
}

/* R as part of a tag: whether addresses are translated, and for whom. */
static inline uint64_t space_of(const struct machine *m)
{
    const struct priv *p = &m->hart.priv;
    return priv_relocates(p) ? UINT64_C(1) << 40 | (uint64_t)(p->matp & MATP_ASID) << 32 : 0;
}

static inline uint64_t tag_of(const struct machine *m, uint32_t va)
{
    return (va & PAGE_FRAME) | space_of(m);
}

/* --- fast_code.c --- */

/* The page of code that pc is in; null if fetching there is the plain core's business. */
struct code *fast_find_code(struct machine *m, uint32_t pc);

/* Forget all code; no line may be shown. */
void fast_drop_code(struct fast *f);

/* Fill f->joined. */
void fast_find_pairs(struct fast *f);

/* Decode the entry at `index`, with those that go together with it. */
void fast_decode(const struct machine *m, struct code *c, uint32_t index);

/* The word of an entry. */
uint32_t fast_word(const struct machine *m, const struct code *c, uint32_t index);

/* Whether fetch goes on where a jump goes; only asked of predictors that do not learn. */
bool fast_is_likely(const struct machine *m, enum op op, uint32_t offset);

/*
 * The stretch that begins at `index` may take `left` cycles: have it stop in time, whichever of its
 * branches are taken, by an entry that does nothing else. False if there is no time for any.
 */
bool fast_put_stop(struct fast *f, struct code *c, uint32_t index, intptr_t left);

/* Take the stop away again. */
void fast_lift_stop(struct fast *f);

/* --- fast_data.c --- */

/* A load that found no mapping: make it, unless the access is the plain core's business. */
bool fast_map_load(struct machine *m, uint32_t va, unsigned size);

/* A store that found no mapping: do it, at *pa, unless it is the plain core's business. */
bool fast_map_store(struct machine *m, uint32_t va, unsigned size, uint32_t value, uint32_t *pa);

/*
 * A load that found no line: the time it takes, and where its bytes are on the host; null if it is
 * the plain core's business.
 */
const void *fast_load_line(struct machine *m, uint32_t va, unsigned size, uint64_t space);

/* The same for a store, which is done. */
bool fast_store_line(struct machine *m, uint32_t va, unsigned size, uint32_t value, uint64_t space);

/* Stores are noticed again: their pages, or what is in them, may be others. */
void fast_forget_stores(struct fast *f);

#endif
