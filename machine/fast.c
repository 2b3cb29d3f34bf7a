/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one file whose job is speed.
 *
 * Instructions are decoded once into entries of eight bytes, a page of RAM at a time, and each
 * entry's handler jumps straight to the next one's. Time is accounted when a branch is taken, not
 * at each instruction: a stretch of code without a taken branch is at most a page long, so that it
 * is enough to look there at what is left of the budget. With less than that left, the entries
 * ahead are looked at: the stretch has to end in time whichever way its branches go.
 *
 * With timing, the budget is of cycles. What stalls often (a load whose value is used at once, a
 * jump that is not predicted) is known when an entry is decoded, and charged by its handler. What
 * stalls rarely has no entry: a line that the instruction cache would have to do something about
 * has DO_FETCH in all its entries, which asks the cache; and only those lines of data are found
 * without a look that the data cache would do nothing about. So both caches cost nothing while they
 * hit, and there is one function that knows what they do: timing_fetch(), timing_access().
 *
 * For hosts of 64 bits, little-endian as the guest is; others have no fast core.
 */
/* In a loop that jumps to computed places, these would have all handlers share what they compute.
 */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-gcse", "no-crossjumping")
#endif

#include "machine/fast.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "isa/execute.h"
#include "machine/core.h"
#include "machine/devices.h"
#include "machine/memory.h"

enum {
    WORDS = PAGE_SIZE / 4,
    MAPPINGS = 256,          /* of each kind of access: a power of two */
    LINES = 512,             /* likewise, of data that a cache holds: ... */
    GRANULE = 32,            /* ... so many bytes of a line, or all */
    CODE_PAGES_MOST = 4096,  /* then all are dropped, and decoded again as they are needed */
    LONGEST_STRETCH = WORDS, /* instructions without a taken branch */
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
    DO_FETCH,      /* ask the instruction cache; what it does then is in struct code */
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
_Static_assert(ACTIONS <= 256, "an action is a byte");
#define NEAR_OF(op) (NEAR + (op)-OP_jal)
#define LIKELY_OF(op) (LIKELY + (op)-OP_jal)

/* A load has no rs2: with timing, it is the stall of the instruction after it, times this. */
struct entry {
    const void *handler; /* of the action */
    uint8_t action, rd, rs1, rs2;
    uint32_t imm;
};

/* A page of code; the word at entry[i] is at 4 i in it. */
struct code {
    uint32_t page;               /* of RAM */
    const void *const *handlers; /* by action */
    struct entry entry[WORDS + 1];
    uint8_t hidden[WORDS]; /* actions where DO_FETCH is in their place */
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

static const uint8_t price_stalls[PRICES] = {STALL_mul,    STALL_div,  STALL_load,      STALL_store,
                                             STALL_branch, STALL_jump, STALL_mispredict};

struct fast {
    uint32_t pages;
    struct code **code; /* of each page of RAM, or null */
    uint32_t code_pages;
    uint32_t line_words; /* that go through the instruction cache together; no pair leaves them */
    const void *const *handlers;
    uint32_t *shown;  /* pipeline: of each of its sets the line without DO_FETCH, plus 1; or 0 */
    uint32_t longest; /* cycles of a stretch without a taken branch, what is charged with a look
                       * at the budget left out */
    uint32_t dearest; /* cycles of an instruction in it */
    struct code *stopped; /* has a DO_STOP at ... */
    uint32_t stop;        /* ... and what it and those before it that go together with it do */
    uint8_t lifted[PAIR_AHEAD + 1];
    intptr_t price[PRICES];   /* beyond the one cycle of each, times the size of an entry */
    uint64_t charged[PRICES]; /* times, in the stretches under way */
    uint64_t load_use;        /* cycles, times the size of an entry, likewise */
    struct mapping load[MAPPINGS], store[MAPPINGS];
    struct mapping load_line[LINES], store_line[LINES];
    uint16_t *held_load, *held_store; /* of each set, which of these, plus 1; others are not its */
    struct code_mapping fetch[MAPPINGS];
};

/* Where va is looked for in one of the tables. */
enum { MAPPING_SIZE = 16 };
#define MAPPING_AT(table, va, shift)                                                               \
    ((const struct mapping *)((const char *)(table) +                                              \
                              ((va) >> ((shift)-4) & (sizeof(table) - MAPPING_SIZE))))

/* An address in a tag is even where an access of more than a byte is compared: this is none's. */
#define NO_TAG UINT64_MAX

/* --- what is kept, and forgotten --- */

static uint32_t largest(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* Stalls that are charged in the loop; a unit that none of them is named after costs its cycle. */
static void find_prices(struct fast *f, const struct timing_config *t)
{
    const uint32_t none[UNIT_COUNT] = {0};
    const uint32_t *unit = t->model ? t->unit : none;
    const uint32_t cycles[PRICES] = {
        [PRICE_mul] = unit[UNIT_MUL],          [PRICE_div] = unit[UNIT_DIV],
        [PRICE_load] = unit[UNIT_LOAD],        [PRICE_store] = unit[UNIT_STORE],
        [PRICE_branch] = unit[UNIT_BRANCH],    [PRICE_jump] = unit[UNIT_JUMP],
        [PRICE_mispredict] = t->mispredict + 1};
    f->dearest = t->load_use;
    for (int i = 0; i < PRICES; i++) {
        uint32_t stall = cycles[i] > 1 ? cycles[i] - 1 : 0;
        f->price[i] = (intptr_t)(stall * sizeof(struct entry));
        f->dearest = i == PRICE_div ? f->dearest : largest(f->dearest, stall);
    }
    f->dearest++;
    f->longest = f->dearest * LONGEST_STRETCH;
}

/* How many words of a line, or of a page where no cache is looked at, or one if none has them. */
static uint32_t words_of(const struct timing_config *t)
{
    if (t->model != TIME_PIPELINE) {
        return WORDS;
    }
    return t->icache.size ? t->icache.line / 4 : 1;
}

static size_t sets_of(const struct cache_config *c)
{
    return c->size ? c->size / c->line / c->ways : 1;
}

static bool able(void)
{
    const uint16_t one = 1;
    return *(const uint8_t *)&one == 1 && sizeof(struct mapping) == MAPPING_SIZE;
}

static void drop_code(struct fast *f)
{
    for (uint32_t i = 0; f->code && i < f->pages; i++) {
        free(f->code[i]);
        f->code[i] = NULL;
    }
    f->code_pages = 0;
}

void fast_free(struct fast *f)
{
    if (f) {
        drop_code(f);
        free(f->code);
        free(f->shown);
        free(f->held_load);
        free(f->held_store);
        free(f);
    }
}

static uint32_t slot_of(uint32_t va)
{
    return va >> PAGE_SHIFT & (MAPPINGS - 1);
}

void fast_forget_page(struct fast *f, uint32_t va)
{
    if (!f) {
        return;
    }
    uint32_t slot = slot_of(va);
    f->load[slot].tag = f->store[slot].tag = f->fetch[slot].tag = NO_TAG;
    uint32_t line = (va & PAGE_FRAME) / GRANULE & (LINES - 1);
    for (uint32_t i = line; i < line + PAGE_SIZE / GRANULE; i++) {
        f->load_line[i].tag = f->store_line[i].tag = NO_TAG;
    }
}

static void forget_stores(struct fast *f)
{
    for (uint32_t i = 0; i < MAPPINGS; i++) {
        f->store[i].tag = NO_TAG;
    }
    for (uint32_t i = 0; i < LINES; i++) {
        f->store_line[i].tag = NO_TAG;
    }
}

void fast_forget_mappings(struct fast *f)
{
    if (!f) {
        return;
    }
    forget_stores(f);
    for (uint32_t i = 0; i < MAPPINGS; i++) {
        f->load[i].tag = f->fetch[i].tag = NO_TAG;
    }
    for (uint32_t i = 0; i < LINES; i++) {
        f->load_line[i].tag = NO_TAG;
    }
}

/* --- entries, shown or hidden --- */

static uint8_t action_of(const struct code *c, size_t index)
{
    uint8_t action = c->entry[index].action;
    return action == DO_FETCH ? c->hidden[index] : action;
}

static void put_action(struct code *c, size_t index, uint8_t action)
{
    c->entry[index].action = action;
    c->entry[index].handler = c->handlers[action];
}

static void set_action(struct code *c, size_t index, uint8_t action)
{
    if (c->entry[index].action == DO_FETCH) {
        c->hidden[index] = action;
    } else {
        put_action(c, index, action);
    }
}

static void set_entry(struct code *c, size_t index, struct entry e)
{
    uint8_t action = e.action;
    e.action = c->entry[index].action;
    e.handler = c->handlers[e.action];
    c->entry[index] = e;
    set_action(c, index, action);
}

static const struct pair {
    uint8_t first, second, action;
} pairs[] = {
#define row_OF(name) OP_##name
#define near_OF(name) NEAR_OF(OP_##name)
#define likely_OF(name) LIKELY_OF(OP_##name)
#define PAIR(first, kind, second)                                                                  \
    {OP_##first, (uint8_t)(kind##_OF(second)), PAIR_##first##_##kind##_##second},
#define TRIPLE(first, second, kind, third)                                                         \
    {OP_##first, PAIR_##second##_##kind##_##third, TRIPLE_##first##_##second##_##kind##_##third},
#include "machine/pairs.def"
};

/* The action of the first of a pair. */
static uint8_t first_of(uint8_t action)
{
    return action >= PAIRS_FIRST ? pairs[action - PAIRS_FIRST].first : action;
}

/* No pair goes into a line that is hidden: those before it are by themselves again. */
static void hide(struct code *c, uint32_t first, uint32_t count)
{
    for (uint32_t i = 1; i <= PAIR_AHEAD && i <= first; i++) {
        set_action(c, first - i, first_of(action_of(c, first - i)));
    }
    for (uint32_t i = first; i < first + count; i++) {
        c->hidden[i] = action_of(c, i);
        put_action(c, i, DO_FETCH);
    }
}

/* Those before a line that is shown may be pairs with what is in it, once they are decoded again.
 */
static void show(struct code *c, uint32_t first, uint32_t count)
{
    for (uint32_t i = 1; i <= PAIR_AHEAD && i <= first; i++) {
        set_action(c, first - i, DO_DECODE);
    }
    for (uint32_t i = first; i < first + count; i++) {
        put_action(c, i, action_of(c, i));
    }
}

/* The code of a line, if it has been decoded: its first word's index in *first. */
static struct code *code_at(const struct fast *f, uint32_t line, uint32_t *first)
{
    uint32_t page = (line - RAM_BASE) >> PAGE_SHIFT;
    *first = (line & PAGE_OFFSET) / 4;
    return page < f->pages ? f->code[page] : NULL;
}

static void hide_shown(struct fast *f, uint32_t *shown)
{
    uint32_t first;
    struct code *c = *shown ? code_at(f, *shown - 1, &first) : NULL;
    if (c) {
        hide(c, first, f->line_words);
    }
    *shown = 0;
}

void fast_line_fetched(struct machine *m, uint32_t pa)
{
    struct fast *f = m->fast;
    const struct cache *cache = &m->timing.icache;
    uint32_t first;
    if (!f || !cache->lines) {
        return;
    }
    uint32_t *shown = &f->shown[pa >> cache->shift & (cache->sets - 1)];
    uint32_t line = pa & ~(cache->config.line - 1);
    struct code *c = code_at(f, line, &first);
    hide_shown(f, shown);
    if (c && cache_settled(cache, pa, false)) {
        show(c, first, f->line_words);
        *shown = line + 1;
    }
}

void fast_lines_emptied(struct machine *m)
{
    for (uint32_t set = 0; m->fast && set < m->timing.icache.sets; set++) {
        hide_shown(m->fast, &m->fast->shown[set]);
    }
}

static const struct entry undecoded = {.action = DO_DECODE};

/*
 * Words `first` to `last` of a page are others. What goes with them in a pair is by itself again,
 * and a load before them may be used at once, or not any more.
 */
static void forget_words(struct code *c, size_t first, size_t last)
{
    for (size_t i = 2; i <= PAIR_AHEAD + 1 && i <= first; i++) {
        set_action(c, first - i, first_of(action_of(c, first - i)));
    }
    for (size_t i = first - (first > 0); i <= last; i++) {
        set_entry(c, i, undecoded);
    }
}

void fast_written(struct fast *f, size_t offset, size_t size)
{
    if (!f || size == 0) {
        return;
    }
    for (size_t page = offset >> PAGE_SHIFT; page <= (offset + size - 1) >> PAGE_SHIFT; page++) {
        size_t start = page << PAGE_SHIFT;
        size_t end = start + PAGE_SIZE;
        size_t first = offset > start ? offset - start : 0;
        size_t last = (offset + size < end ? offset + size : end) - 1 - start;
        if (f->code[page]) {
            forget_words(f->code[page], first / 4, last / 4);
            if (f->code[page] == f->stopped) { /* which is not looked for */
                memset(f->lifted, DO_DECODE, sizeof f->lifted);
            }
        }
    }
}

/* --- finding memory --- */

/* R as part of a tag: whether addresses are translated, and for whom. */
static uint64_t space_of(const struct machine *m)
{
    uint32_t matp = m->hart.priv.matp;
    return matp & MATP_TE ? UINT64_C(1) << 40 | (uint64_t)(matp & MATP_ASID) << 32 : 0;
}

static uint64_t tag_of(const struct machine *m, uint32_t va)
{
    return (va & PAGE_FRAME) | space_of(m);
}

/* The code in page `page` of RAM; null if there is no memory for it. */
static struct code *code_of(struct machine *m, uint32_t page)
{
    struct fast *f = m->fast;
    struct code *c = f->code[page];
    if (c) {
        return c;
    }
    if (f->code_pages == CODE_PAGES_MOST) {
        fast_lines_emptied(m);
        drop_code(f);
        fast_forget_mappings(f);
    }
    c = malloc(sizeof *c);
    if (!c) {
        return NULL;
    }
    c->page = page;
    c->handlers = f->handlers;
    for (unsigned i = 0; i < WORDS; i++) {
        c->entry[i] = undecoded;
        put_action(c, i, DO_DECODE);
    }
    if (m->config.timing.model == TIME_PIPELINE) {
        hide(c, 0, WORDS);
    }
    put_action(c, WORDS, DO_LEAVE_PAGE);
    f->code[page] = c;
    f->code_pages++;
    forget_stores(f); /* stores to this page are noticed from now on */
    return c;
}

/* The page of code that pc is in; null if fetching there is the plain core's business. */
static struct code *find_code(struct machine *m, uint32_t pc)
{
    struct code_mapping *map = &m->fast->fetch[slot_of(pc)];
    uint64_t tag = tag_of(m, pc);
    uint32_t pa;
    if (map->tag == tag) {
        return map->code;
    }
    if (pc % 4 != 0 || machine_translate(m, pc, ACCESS_FETCH, &pa) || !machine_ram(m, pa, 4)) {
        return NULL;
    }
    struct code *c = code_of(m, (pa - RAM_BASE) >> PAGE_SHIFT);
    if (c) {
        *map = (struct code_mapping){tag, c};
    }
    return c;
}

/* Whether an access is aligned, allowed, and of RAM; then where, too. */
static bool finds_ram(struct machine *m, uint32_t va, unsigned size, enum access access,
                      uint32_t *pa)
{
    return va % size == 0 && !machine_translate(m, va, access, pa) && machine_ram(m, *pa, size);
}

/* A mapping of `span` bytes around va, which are at pa. */
static struct mapping mapping_of(const struct machine *m, uint32_t va, uint32_t pa, uint32_t span)
{
    return (struct mapping){(va & ~(span - 1)) | space_of(m),
                            (uintptr_t)m->ram.bytes + (pa - RAM_BASE) - va};
}

/* A load that found no mapping: make it, unless the access is the plain core's business. */
static bool map_load(struct machine *m, uint32_t va, unsigned size)
{
    uint32_t pa;
    if (!finds_ram(m, va, size, ACCESS_LOAD, &pa)) {
        return false;
    }
    m->fast->load[slot_of(va)] = mapping_of(m, va, pa, PAGE_SIZE);
    return true;
}

/* Whether stores to pa may go by unseen: no code to be noticed, and no tohost. */
static bool is_plain_page(const struct machine *m, uint32_t pa)
{
    bool watched = m->has_tohost && ((pa ^ m->tohost) & PAGE_FRAME) == 0;
    return !m->fast->code[(pa - RAM_BASE) >> PAGE_SHIFT] && !watched;
}

static void put_bytes(uint8_t *at, unsigned size, uint32_t value)
{
    if (size == 4) {
        memcpy(at, &value, 4);
    } else if (size == 2) {
        memcpy(at, &value, 2);
    } else {
        *at = (uint8_t)value;
    }
}

/* A store that found no mapping: do it, unless it is the plain core's business. */
static bool map_store(struct machine *m, uint32_t va, unsigned size, uint32_t value, uint32_t *pa)
{
    if (!finds_ram(m, va, size, ACCESS_STORE, pa) || (m->has_tohost && *pa == m->tohost)) {
        return false;
    }
    uint8_t *bytes = m->ram.bytes + (*pa - RAM_BASE);
    pages_touch(&m->ram, *pa - RAM_BASE);
    put_bytes(bytes, size, value);
    fast_written(m->fast, *pa - RAM_BASE, size);
    if (is_plain_page(m, *pa)) {
        m->fast->store[slot_of(va)] = mapping_of(m, va, *pa, PAGE_SIZE);
    }
    return true;
}

/* --- data in lines of the cache --- */

/* The physical address of what is mapped. */
static uint32_t address_of(const struct machine *m, const struct mapping *map, uint32_t va)
{
    return (uint32_t)(map->host + va - (uintptr_t)m->ram.bytes) + RAM_BASE;
}

static inline void drop_held(struct mapping *table, uint16_t *held)
{
    if (*held) {
        table[*held - 1].tag = NO_TAG;
        *held = 0;
    }
}

static inline void drop_set(struct fast *f, uint32_t set)
{
    drop_held(f->load_line, &f->held_load[set]);
    drop_held(f->store_line, &f->held_store[set]);
}

void fast_line_touched(struct fast *f, const struct cache *cache, uint32_t pa)
{
    if (f && cache->lines) {
        drop_set(f, cache_set_number(cache, pa));
    }
}

/* Look the data cache up, which may take time; whether the same would be settled from now on. */
static inline bool touch(struct machine *m, uint32_t pa, bool write)
{
    struct cache *cache = &m->timing.dcache;
    enum cache_hit hit = cache_hits(cache, pa, write);
    if (hit == HIT_UNKNOWN) {
        return timing_look_up(m, pa, write);
    }
    if (hit == HIT_CHANGED) {
        drop_set(m->fast, cache_set_number(cache, pa));
    }
    return true;
}

/*
 * From now on va's granule, which is at pa, is found without a look: a line has as many bytes, the
 * cache would do nothing about it, and no other granule of its set is found, whose turn may be
 * over.
 */
static inline void hold(const struct machine *m, struct mapping *table, uint16_t *held, uint32_t va,
                        uint32_t pa, const struct mapping *page)
{
    const struct cache *cache = &m->timing.dcache;
    if (cache->config.line >= GRANULE) {
        uint32_t slot = va / GRANULE & (LINES - 1);
        held += cache_set_number(cache, pa);
        drop_held(table, held);
        table[slot].tag = page->tag | (va & PAGE_OFFSET & (0u - GRANULE));
        table[slot].host = page->host;
        *held = (uint16_t)(slot + 1);
    }
}

/*
 * A load that found no line: the time it takes, and where its bytes are on the host; null if it is
 * the plain core's business.
 */
static const void *load_line(struct machine *m, uint32_t va, unsigned size, uint64_t space)
{
    struct fast *f = m->fast;
    const struct mapping *page = &f->load[slot_of(va)];
    if (page->tag != ((va & (PAGE_FRAME | (size - 1))) | space) && !map_load(m, va, size)) {
        return NULL;
    }
    uint32_t pa = address_of(m, page, va);
    if (touch(m, pa, false)) {
        hold(m, f->load_line, f->held_load, va, pa, page);
    }
    return (const void *)(page->host + va);
}

/* The same for a store, which is done. */
static bool store_line(struct machine *m, uint32_t va, unsigned size, uint32_t value,
                       uint64_t space)
{
    struct fast *f = m->fast;
    const struct mapping *page = &f->store[slot_of(va)];
    uint64_t tag = (va & (PAGE_FRAME | (size - 1))) | space;
    uint32_t pa;
    if (page->tag == tag) {
        put_bytes((uint8_t *)(page->host + va), size, value);
        pa = address_of(m, page, va);
    } else if (!map_store(m, va, size, value, &pa)) {
        return false;
    }
    if (touch(m, pa, true) && page->tag == tag) {
        hold(m, f->store_line, f->held_store, va, pa, page);
    }
    return true;
}

/* --- decoding --- */

static uint32_t word_at(const struct machine *m, const struct code *c, uint32_t index)
{
    return machine_word(m->ram.bytes + ((size_t)c->page << PAGE_SHIFT) + 4 * (size_t)index);
}

static bool is_jump(const struct row *r)
{
    return r->unit == UNIT_BRANCH || r->unit == UNIT_JUMP;
}

/* Whether fetch goes on where a jump goes; only asked of predictors that do not learn. */
static bool is_likely(const struct machine *m, enum op op, uint32_t offset)
{
    const struct timing_config *t = &m->config.timing;
    return t->model == TIME_PIPELINE && t->predictor.kind == PREDICT_BACKWARD_TAKEN &&
           op != OP_jalr && (op == OP_jal || offset >> 31);
}

/* A jump whose target is in its own page goes there without a look at the address. */
static struct entry decode_jump(const struct machine *m, const struct insn *in, uint32_t index)
{
    const struct timing_config *t = &m->config.timing;
    struct entry e = {NULL, in->op, in->rd, in->rs1, in->rs2, in->imm};
    uint32_t target = index + (uint32_t)((int32_t)in->imm / 4);
    if (t->model == TIME_PIPELINE && t->predictor.kind == PREDICT_BIMODAL) {
        e.action = DO_PREDICT;
    } else if (in->op == OP_jalr) {
        return e;
    } else if (in->imm % 4 != 0) {
        e.action = DO_PLAIN;
    } else if (target < WORDS) {
        bool likely = is_likely(m, (enum op)in->op, in->imm);
        e.action = (uint8_t)(likely ? LIKELY_OF(in->op) : NEAR_OF(in->op));
        e.imm = (target - index) * (uint32_t)sizeof(struct entry);
    }
    return e;
}

/* A load, with what the next instruction waits for it. */
static struct entry decode_load(const struct machine *m, const struct code *c,
                                const struct insn *in, uint32_t index)
{
    const struct timing_config *t = &m->config.timing;
    struct entry e = {NULL, in->op, in->rd, in->rs1, 0, in->imm};
    if (in->rd == 0 || (t->model == TIME_PIPELINE && index == WORDS - 1)) {
        e.action = DO_PLAIN;
    } else if (t->model == TIME_PIPELINE) {
        struct insn next = isa_decode(word_at(m, c, index + 1), m->config.variant);
        e.rs2 = (uint8_t)(timing_uses(&next, in->rd) ? t->load_use * sizeof(struct entry) : 0);
    }
    return e;
}

static struct entry decode_one(const struct machine *m, const struct code *c, uint32_t index)
{
    struct insn in = isa_decode(word_at(m, c, index), m->config.variant);
    struct entry e = {NULL, DO_PLAIN, in.rd, in.rs1, in.rs2, in.imm};
    if (in.op == OP_illegal) {
        return e;
    }
    const struct row *r = &isa_rows[in.op];
    bool costly = m->config.timing.model && m->config.timing.unit[r->unit] > 1;
    if (is_jump(r)) {
        return decode_jump(m, &in, index);
    }
    switch ((enum unit)r->unit) {
    case UNIT_ALU:
    case UNIT_MUL:
    case UNIT_DIV:
        e.action = in.rd ? in.op : costly ? DO_PLAIN : DO_NOTHING;
        break;
    case UNIT_LOAD:
        return decode_load(m, c, &in, index);
    case UNIT_STORE:
        e.action = in.op;
        break;
    case UNIT_FENCE:
        e.action = costly ? DO_PLAIN : DO_NOTHING;
        break;
    default: /* what is privileged, atomic, or traps */
        break;
    }
    /* A HINT that is a probe is for whoever observes. */
    return in.op == OP_slti && in.rd == 0 ? (struct entry){.action = DO_PLAIN} : e;
}

/* The action of two that follow each other, by their actions; or DO_DECODE. */
static uint8_t joined(uint8_t first, uint8_t second)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].first == first && pairs[i].second == second) {
            return pairs[i].action;
        }
    }
    return DO_DECODE;
}

/*
 * The instruction at `index` for an entry before it to go together with: its operands are put in
 * its place, for that is where a pair finds them. DO_DECODE if there is none.
 */
static uint8_t look_ahead(const struct machine *m, struct code *c, uint32_t index)
{
    uint8_t there = c->entry[index].action;
    if (index >= WORDS || there == DO_FETCH || there == DO_STOP) {
        return DO_DECODE;
    }
    struct entry e = decode_one(m, c, index);
    uint8_t action = e.action;
    e.action = c->entry[index].action;
    set_entry(c, index, e);
    return action;
}

/* Decode the entry at `index`, with those that go together with it. */
static void decode(const struct machine *m, struct code *c, uint32_t index)
{
    struct entry e = decode_one(m, c, index);
    uint8_t second = look_ahead(m, c, index + 1);
    uint8_t third = second == DO_DECODE ? DO_DECODE : look_ahead(m, c, index + 2);
    uint8_t triple = joined(e.action, joined(second, third));
    uint8_t pair = triple == DO_DECODE ? joined(e.action, second) : triple;
    e.action = pair == DO_DECODE ? e.action : pair;
    set_entry(c, index, e);
}

/* --- the end of a budget --- */

/* Take the stop away again. */
static __attribute__((noinline)) void lift_stop(struct fast *f)
{
    for (uint32_t i = 0; f->stopped && i <= PAIR_AHEAD && i <= f->stop; i++) {
        set_action(f->stopped, f->stop - i, f->lifted[i]);
    }
    f->stopped = NULL;
}

/*
 * The stretch that begins at `index` may take `left` cycles: have it stop in time, whichever of its
 * branches are taken, by an entry that does nothing else. False if there is no time for any.
 */
static __attribute__((noinline)) bool put_stop(struct fast *f, struct code *c, uint32_t index,
                                               intptr_t left)
{
    lift_stop(f);
    if (left < (intptr_t)f->dearest) {
        return false;
    }
    uint32_t stop = index + (uint32_t)left / f->dearest;
    if (stop < WORDS && c->entry[stop].action != DO_FETCH) {
        f->stopped = c;
        f->stop = stop;
        for (uint32_t i = 0; i <= PAIR_AHEAD && i <= stop; i++) {
            f->lifted[i] = action_of(c, stop - i);
            set_action(c, stop - i, i == 0 ? DO_STOP : first_of(f->lifted[i]));
        }
    }
    return true;
}

/* --- running --- */

/* What became of an instruction that goes to the next. */
enum outcome {
    NOT_DONE,   /* it is the plain core's */
    DONE,       /* registers and data have changed, at most */
    DONE_SLOWLY /* what follows may have been written, time has passed: the budget is looked at */
};

/* The register that the instruction before the one at `index`, which is done, loads; 0: none. */
static uint8_t loaded_before(const struct machine *m, const struct code *c, uint32_t index)
{
    struct insn in = isa_decode(word_at(m, c, index - 1), m->config.variant);
    return isa_rows[in.op].unit == UNIT_LOAD ? in.rd : 0;
}

/* What a predictor that learns makes of the jump at pc, which is done: where it goes, or odd. */
static uint32_t predicted_jump(struct machine *m, const struct code *c, uint32_t index, uint32_t pc)
{
    struct hart *h = &m->hart;
    struct insn in = isa_decode(word_at(m, c, index), m->config.variant);
    struct effect effect = isa_execute(&in, pc, h->x[in.rs1], h->x[in.rs2]);
    if (effect.kind != EFFECT_JUMP) {
        return 1;
    }
    if (effect.link) {
        hart_set(m, in.rd, effect.value);
    }
    timing_retire(m, &in, pc, effect.next_pc);
    return effect.next_pc;
}

/* The stalls that the loop has charged. */
static void account_stalls(struct fast *f, struct timing *t)
{
    for (int i = 0; i < PRICES; i++) {
        uint64_t cycles = (uint64_t)f->price[i] / sizeof(struct entry);
        t->stalls[price_stalls[i]] += f->charged[i] * cycles;
    }
    t->mispredicted += f->charged[PRICE_mispredict];
    t->stalls[STALL_load_use] += f->load_use / sizeof(struct entry);
    memset(f->charged, 0, sizeof f->charged);
    f->load_use = 0;
}

/* Account for `cycles` since the cycle `since`, when all stalls were `stalls`. */
static void account(struct machine *m, uint64_t since, uint64_t stalls, uint64_t cycles)
{
    uint64_t instructions = cycles;
    if (m->config.timing.model) {
        account_stalls(m->fast, &m->timing);
        instructions -= timing_stalls(&m->timing) - stalls;
    }
    m->cycles = since + cycles;
    m->instructions += instructions;
    m->traps_in_a_row = instructions > 0 ? 0 : m->traps_in_a_row;
}

#define MODEL TIME_NONE
#define run_stretches run_untimed
#include "machine/stretches.h"
#define MODEL TIME_UNITS
#define run_stretches run_units
#include "machine/stretches.h"
#define MODEL TIME_PIPELINE
#define run_stretches run_pipeline
#include "machine/stretches.h"

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Each runs; without a machine it only says where its handlers are. */
static const void *const *(*const run[TIMING_MODELS])(struct machine *, struct code *, uint64_t) = {
    [TIME_NONE] = run_untimed, [TIME_UNITS] = run_units, [TIME_PIPELINE] = run_pipeline};

struct fast *fast_new(uint32_t ram_size, const struct timing_config *t)
{
    struct fast *f = able() ? calloc(1, sizeof *f) : NULL;
    if (!f) {
        return NULL;
    }
    f->pages = ram_size / PAGE_SIZE;
    f->line_words = words_of(t);
    f->code = calloc(f->pages, sizeof *f->code);
    f->shown = calloc(sets_of(&t->icache), sizeof *f->shown);
    f->held_load = calloc(sets_of(&t->dcache), sizeof *f->held_load);
    f->held_store = calloc(sets_of(&t->dcache), sizeof *f->held_store);
    if (!f->code || !f->shown || !f->held_load || !f->held_store) {
        fast_free(f);
        return NULL;
    }
    find_prices(f, t);
    f->handlers = run[t->model](NULL, NULL, 0);
    fast_forget_mappings(f);
    return f;
}

void fast_run(struct machine *m, uint64_t instructions, uint64_t cycles)
{
    uint64_t until_event = m->next_event > m->cycles ? m->next_event - m->cycles : 0;
    uint64_t budget = least(least(least(instructions, cycles), until_event), BUDGET_MOST);
    if (budget == 0 || m->timing.loaded || priv_interrupt(&m->hart.priv)) {
        return;
    }
    struct code *c = find_code(m, m->hart.pc);
    if (c) {
        run[m->config.timing.model](m, c, budget);
    }
}
