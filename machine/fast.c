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
 * For hosts of 64 bits, little-endian as the guest is; others have no fast core.
 */
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
    CODE_PAGES_MOST = 4096,  /* then all are dropped, and decoded again as they are needed */
    LONGEST_STRETCH = WORDS, /* instructions without a taken branch */
    BUDGET_MOST = 1 << 24,
    LOOK_AHEAD = 64,  /* entries, when less than the longest stretch is left */
    PLAIN_STEPS = 16, /* before that is tried again */
    PAIR_AHEAD = 2    /* entries that one may go together with */
};

/*
 * What an entry does: a row of insn.def by its number, or one of these. A branch within its page
 * has the row's number plus NEAR, and its immediate is a distance of entries, in bytes.
 */
enum {
    DO_DECODE = OP_COUNT, /* not decoded yet */
    DO_PLAIN,             /* for the plain core */
    DO_NOTHING,
    DO_LEAVE_PAGE, /* after the last word */
    NEAR,
    PAIRS_FIRST = NEAR + OP_COUNT,
    PAIR_NONE = PAIRS_FIRST - 1,
#define PAIR(first, kind, second) PAIR_##first##_##second,
#include "machine/pairs.def"
    ACTIONS
};
_Static_assert(ACTIONS <= 256, "an action is a byte");

struct entry {
    uint8_t action, rd, rs1, rs2;
    uint32_t imm;
};

/* A page of code; the word at entry[i] is at 4 i in it. */
struct code {
    uint32_t page; /* of RAM */
    struct entry entry[WORDS + 1];
};

/*
 * A virtual page that can be accessed, and where: the byte at va is at host + va. The tag is the
 * page's address and the address space; see space_of().
 */
struct mapping {
    uint32_t tag;
    uintptr_t host;
};

struct code_mapping {
    uint32_t tag;
    struct code *code;
};

struct fast {
    uint32_t pages;
    struct code **code; /* of each page of RAM, or null */
    uint32_t code_pages;
    uint32_t rest; /* calls that nothing is done in, near the end of a budget */
    struct mapping load[MAPPINGS], store[MAPPINGS];
    struct code_mapping fetch[MAPPINGS];
};

/* Where va is looked for in one of the tables: by its page number, times the size of an entry. */
enum { MAPPING_SIZE = 16 };
#define MAPPING_AT(table, va)                                                                      \
    ((const struct mapping *)((const char *)(table) + ((va) >> 8 & (MAPPINGS - 1) << 4)))

/* Bits 10 to 2 of a tag are the address space, and those of an address are compared with 1 and 0:
 * no address that is looked for has this tag. */
#define NO_TAG (1u << 11)

/* --- what is kept, and forgotten --- */

struct fast *fast_new(uint32_t ram_size)
{
    const uint16_t one = 1;
    bool able = *(const uint8_t *)&one == 1 && sizeof(struct mapping) == MAPPING_SIZE;
    struct fast *f = able ? calloc(1, sizeof *f) : NULL;
    if (f) {
        f->pages = ram_size / PAGE_SIZE;
        f->code = calloc(f->pages, sizeof *f->code);
    }
    if (!f || !f->code) {
        free(f);
        return NULL;
    }
    fast_forget_mappings(f);
    return f;
}

static void drop_code(struct fast *f)
{
    for (uint32_t i = 0; i < f->pages; i++) {
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
        free(f);
    }
}

static uint32_t slot_of(uint32_t va)
{
    return va >> PAGE_SHIFT & (MAPPINGS - 1);
}

void fast_forget_page(struct fast *f, uint32_t va)
{
    if (f) {
        uint32_t slot = slot_of(va);
        f->load[slot].tag = f->store[slot].tag = f->fetch[slot].tag = NO_TAG;
    }
}

void fast_forget_mappings(struct fast *f)
{
    for (uint32_t slot = 0; f && slot < MAPPINGS; slot++) {
        f->load[slot].tag = f->store[slot].tag = f->fetch[slot].tag = NO_TAG;
    }
}

static const struct pair {
    uint8_t first, second, action;
} pairs[] = {
#define row_OF(name) OP_##name
#define near_OF(name) NEAR + OP_##name
#define pair_OF(names) PAIR_##names
#define PAIR(first, kind, second) {OP_##first, kind##_OF(second), PAIR_##first##_##second},
#include "machine/pairs.def"
};

/* An entry by itself again: what goes with it in a pair is not what it was. */
static void unjoin(struct entry *e)
{
    if (e->action >= PAIRS_FIRST) {
        e->action = pairs[e->action - PAIRS_FIRST].first;
    }
}

static const struct entry undecoded = {.action = DO_DECODE};

/* Words `first` to `last` of a page are others. */
static void forget_words(struct code *c, size_t first, size_t last)
{
    for (size_t i = 1; i <= PAIR_AHEAD && i <= first; i++) {
        unjoin(&c->entry[first - i]);
    }
    for (size_t i = first; i <= last; i++) {
        c->entry[i] = undecoded;
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
        }
    }
}

/* --- finding memory --- */

/* R as part of a tag: whether addresses are translated, and for whom. */
static uint32_t space_of(const struct machine *m)
{
    uint32_t matp = m->hart.priv.matp;
    return matp & MATP_TE ? 1u << 10 | (matp & MATP_ASID) << 2 : 0;
}

static uint32_t tag_of(const struct machine *m, uint32_t va)
{
    return (va & PAGE_FRAME) | space_of(m);
}

/* The code in page `page` of RAM; null if there is no memory for it. */
static struct code *code_of(struct fast *f, uint32_t page)
{
    struct code *c = f->code[page];
    if (c) {
        return c;
    }
    if (f->code_pages == CODE_PAGES_MOST) {
        drop_code(f);
        fast_forget_mappings(f);
    }
    c = malloc(sizeof *c);
    if (!c) {
        return NULL;
    }
    c->page = page;
    for (unsigned i = 0; i < WORDS; i++) {
        c->entry[i] = undecoded;
    }
    c->entry[WORDS] = (struct entry){.action = DO_LEAVE_PAGE};
    f->code[page] = c;
    f->code_pages++;
    for (uint32_t slot = 0; slot < MAPPINGS; slot++) {
        f->store[slot].tag = NO_TAG; /* stores to this page are noticed from now on */
    }
    return c;
}

/* The page of code that pc is in; null if fetching there is the plain core's business. */
static struct code *find_code(struct machine *m, uint32_t pc)
{
    struct fast *f = m->fast;
    struct code_mapping *map = &f->fetch[slot_of(pc)];
    uint32_t tag = tag_of(m, pc);
    uint32_t pa;
    if (map->tag == tag) {
        return map->code;
    }
    if (pc % 4 != 0 || machine_translate(m, pc, ACCESS_FETCH, &pa) || !machine_ram(m, pa, 4)) {
        return NULL;
    }
    struct code *c = code_of(f, (pa - RAM_BASE) >> PAGE_SHIFT);
    if (c) {
        *map = (struct code_mapping){tag, c};
    }
    return c;
}

/* A load that found no mapping: make it, unless the access is the plain core's business. */
static bool map_load(struct machine *m, uint32_t va, unsigned size)
{
    uint32_t pa;
    if (va % size != 0 || machine_translate(m, va, ACCESS_LOAD, &pa)) {
        return false;
    }
    const uint8_t *page = machine_ram(m, pa & PAGE_FRAME, PAGE_SIZE);
    if (page) {
        m->fast->load[slot_of(va)] =
            (struct mapping){tag_of(m, va), (uintptr_t)page - (va & PAGE_FRAME)};
    }
    return page;
}

/* Where a store is done without a look: no code to be noticed, and no tohost. */
static void map_store(struct machine *m, uint32_t va, uint32_t pa)
{
    uint32_t page = (pa - RAM_BASE) >> PAGE_SHIFT;
    bool watched = m->has_tohost && ((pa ^ m->tohost) & PAGE_FRAME) == 0;
    if (!m->fast->code[page] && !watched) {
        uintptr_t host = (uintptr_t)m->ram.bytes + ((size_t)page << PAGE_SHIFT);
        pages_touch(&m->ram, (size_t)page << PAGE_SHIFT);
        m->fast->store[slot_of(va)] = (struct mapping){tag_of(m, va), host - (va & PAGE_FRAME)};
    }
}

/* A store that found no mapping: do it, unless it is the plain core's business. */
static bool store_slowly(struct machine *m, uint32_t va, unsigned size, uint32_t value)
{
    uint32_t pa;
    if (va % size != 0 || machine_translate(m, va, ACCESS_STORE, &pa) ||
        !machine_ram(m, pa & PAGE_FRAME, PAGE_SIZE) || (m->has_tohost && pa == m->tohost)) {
        return false;
    }
    map_store(m, va, pa);
    uint8_t *bytes = m->ram.bytes + (pa - RAM_BASE);
    pages_touch(&m->ram, pa - RAM_BASE);
    for (unsigned i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
    fast_written(m->fast, pa - RAM_BASE, size);
    return true;
}

/* --- decoding --- */

static bool is_jump(const struct row *r)
{
    return r->unit == UNIT_BRANCH || r->format == FORMAT_J;
}

/* A branch whose target is in its own page goes there without a look at the address. */
static struct entry decode_jump(const struct insn *in, uint32_t index)
{
    struct entry e = {(uint8_t)in->op, in->rd, in->rs1, in->rs2, in->imm};
    uint32_t target = index + (uint32_t)((int32_t)in->imm / 4);
    if (in->imm % 4 != 0) {
        e.action = DO_PLAIN;
    } else if (target < WORDS) {
        e.action = (uint8_t)(e.action + NEAR);
        e.imm = (target - index) * (uint32_t)sizeof(struct entry);
    }
    return e;
}

static struct entry decode_one(const struct machine *m, const struct code *c, uint32_t index)
{
    const uint8_t *at = m->ram.bytes + ((size_t)c->page << PAGE_SHIFT) + 4 * (size_t)index;
    uint32_t word = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
    struct insn in = isa_decode(word, m->config.variant);
    struct entry e = {DO_PLAIN, in.rd, in.rs1, in.rs2, in.imm};
    if (in.op == OP_illegal) {
        return e;
    }
    const struct row *r = &isa_rows[in.op];
    if (is_jump(r)) {
        return decode_jump(&in, index);
    }
    switch ((enum unit)r->unit) {
    case UNIT_ALU:
    case UNIT_MUL:
    case UNIT_DIV:
        e.action = (uint8_t)(in.rd ? in.op : DO_NOTHING);
        break;
    case UNIT_LOAD:
        e.action = (uint8_t)(in.rd ? in.op : DO_PLAIN);
        break;
    case UNIT_STORE:
    case UNIT_JUMP:
        e.action = in.op;
        break;
    case UNIT_FENCE:
        e.action = DO_NOTHING;
        break;
    default: /* what is privileged, atomic, or traps */
        break;
    }
    /* A HINT that is a probe is for whoever observes. */
    return in.op == OP_slti && in.rd == 0 ? (struct entry){.action = DO_PLAIN} : e;
}

/* Make e and the next, whose action by itself or in a pair is `next`, a pair if they are one. */
static bool join(struct entry *e, uint8_t next)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].first == e->action && pairs[i].second == next) {
            e->action = pairs[i].action;
            return true;
        }
    }
    return false;
}

/*
 * Decode the entry at `index`, with those after it that may go together with it: the next, and in
 * the end the one after that, are decoded in their places, for that is where a pair finds them.
 */
static void decode(const struct machine *m, struct code *c, uint32_t index, unsigned ahead)
{
    struct entry *e = &c->entry[index];
    *e = decode_one(m, c, index);
    if (ahead == 0 || index + 1 == WORDS) {
        return;
    }
    decode(m, c, index + 1, ahead - 1);
    if (!join(e, e[1].action)) {
        join(e, decode_one(m, c, index + 1).action);
    }
}

/* --- running --- */

#define S(v) ((int32_t)(v))
#define A x[e->rs1]
#define B x[e->rs2]
#define IMM e->imm
#define UIMM e->rs1
#define PC (base + 4 * (uint32_t)(e - c->entry))
#define KEY(va, bytes) (((va) & (PAGE_FRAME | ((bytes)-1))) | space)

/* What became of an instruction that goes to the next. */
enum outcome {
    NOT_DONE,   /* it is the plain core's */
    DONE,       /* registers and data have changed, at most */
    DONE_SLOWLY /* what follows may have been written, and is to be looked at again */
};

/* A row of insn.def as a function; one that goes elsewhere is not done here. */
#define SET(v)                                                                                     \
    x[e->rd] = (uint32_t)(v);                                                                      \
    return DONE
#define LOAD(bytes, type)                                                                          \
    uint32_t va = A + IMM;                                                                         \
    const struct mapping *map = MAPPING_AT(m->fast->load, va);                                     \
    type value;                                                                                    \
    if (map->tag != KEY(va, bytes) && !map_load(m, va, bytes)) {                                   \
        return NOT_DONE;                                                                           \
    }                                                                                              \
    memcpy(&value, (const void *)(map->host + va), bytes);                                         \
    x[e->rd] = (uint32_t)value;                                                                    \
    return DONE
#define STORE(bytes)                                                                               \
    uint32_t va = A + IMM;                                                                         \
    const struct mapping *map = MAPPING_AT(m->fast->store, va);                                    \
    uint32_t value = B;                                                                            \
    if (map->tag != KEY(va, bytes)) {                                                              \
        return store_slowly(m, va, bytes, value) ? DONE_SLOWLY : NOT_DONE;                         \
    }                                                                                              \
    memcpy((void *)(map->host + va), &value, bytes);                                               \
    return DONE
#define LINK_GOTO(to) return NOT_DONE
#define BRANCH(condition) return NOT_DONE
#define LR return NOT_DONE
#define SC return NOT_DONE
#define CSR(how, operand) return NOT_DONE
#define SYS(operation) return NOT_DONE
#define TRAP(cause, v) return NOT_DONE
#define OPCODE(name, code)
#define ROW(name, format, encoding, class, unit, variants, title, ...)                             \
    static inline __attribute__((always_inline)) enum outcome do_##name(                           \
        struct machine *m, const struct code *c, const struct entry *e, uint32_t base,             \
        uint32_t space)                                                                            \
    {                                                                                              \
        uint32_t *const x = m->hart.x;                                                             \
        (void)x, (void)c, (void)e, (void)base, (void)space;                                        \
        __VA_ARGS__;                                                                               \
    }
#define AMO_ROW(...)
#include "isa/insn.def"

#undef SET
#undef LOAD
#undef STORE
#undef LINK_GOTO
#undef BRANCH
#undef LR
#undef SC
#undef CSR
#undef SYS
#undef TRAP

/* Whether an entry is never followed by the next one, without the budget being looked at. */
static bool ends_stretch(uint8_t action)
{
    return action == OP_jal || action == OP_jalr || action == NEAR + OP_jal || action == DO_PLAIN ||
           action == DO_LEAVE_PAGE;
}

/*
 * Whether the stretch that begins at e takes at most `left` instructions, whichever of its branches
 * are taken.
 */
static bool fits(const struct machine *m, struct code *c, struct entry *e, uint64_t left)
{
    for (unsigned i = 0; i < LOOK_AHEAD && i < left; i++, e++) {
        if (e->action == DO_DECODE) {
            decode(m, c, (uint32_t)(e - c->entry), PAIR_AHEAD);
        }
        if (ends_stretch(e->action)) {
            return true;
        }
    }
    return false;
}

/* From here on a row is a place that is jumped to. */
#define DISPATCH goto *actions[e->action]
#define NEXT                                                                                       \
    do {                                                                                           \
        e++;                                                                                       \
        DISPATCH;                                                                                  \
    } while (0)
/* After what is done slowly, code ahead may be other than it was when the budget was looked at. */
#define TRY(name)                                                                                  \
    switch (do_##name(m, c, e, base, space)) {                                                     \
    case NOT_DONE:                                                                                 \
        goto plain;                                                                                \
    case DONE_SLOWLY:                                                                              \
        e++;                                                                                       \
        goto nearly;                                                                               \
    case DONE:                                                                                     \
        break;                                                                                     \
    }
#define SET(v)
#define LOAD(bytes, type)
#define STORE(bytes)
#define LR
#define SC
#define CSR(how, operand)
#define SYS(operation)
#define TRAP(cause, v)

/*
 * Run from pc, which is in c, until the plain core has to go on, or the next stretch may be too
 * long for what is left of the budget. pc and the counts are brought up to date at the end only.
 */
static void run_stretches(struct machine *m, struct code *c, uint64_t budget)
{
    static const void *const actions[ACTIONS] = {
#define OPCODE(name, code)
#define ROW(name, ...) [OP_##name] = &&row_##name, [NEAR + OP_##name] = &&near_##name,
#define AMO_ROW(name, ...) [OP_##name] = &&plain,
#include "isa/insn.def"
#define PAIR(first, kind, second) [PAIR_##first##_##second] = &&pair_##first##_##second,
#include "machine/pairs.def"
        [DO_DECODE] = &&undecoded,
        [DO_PLAIN] = &&plain,
        [DO_NOTHING] = &&nothing,
        [DO_LEAVE_PAGE] = &&leave_page,
    };
    const struct code_mapping *const fetch = m->fast->fetch;
    uint32_t *const x = m->hart.x;
    const uint32_t space = space_of(m);
    uint32_t base = m->hart.pc & PAGE_FRAME;
    struct entry *e = &c->entry[(m->hart.pc & PAGE_OFFSET) / 4];
    /* Where e would be if the budget were used up without a branch; a branch moves both. */
    uintptr_t horizon = (uintptr_t)e + budget * sizeof *e;
    uint64_t left;
    uint32_t target;
nearly: /* the end of the budget is near */
    left = horizon - (uintptr_t)e;
    if (left < LONGEST_STRETCH * sizeof *e && !fits(m, c, e, left / sizeof *e)) {
        goto plain;
    }
    DISPATCH;

    /* Rows that go to the next instruction, or leave the page. */
#define LINK_GOTO(to)                                                                              \
    target = (to);                                                                                 \
    if (target & 3) {                                                                              \
        goto plain;                                                                                \
    }                                                                                              \
    x[e->rd] = PC + 4;                                                                             \
    x[0] = 0;                                                                                      \
    goto far
#define BRANCH(condition)                                                                          \
    if (condition) {                                                                               \
        target = PC + IMM;                                                                         \
        goto far;                                                                                  \
    }                                                                                              \
    NEXT
#define OPCODE(name, code)
#define ROW(name, format, encoding, class, unit, variants, title, ...)                             \
    row_##name:                                                                                    \
    {                                                                                              \
        __VA_ARGS__;                                                                               \
        TRY(name);                                                                                 \
        NEXT;                                                                                      \
    }
#define AMO_ROW(...)
#include "isa/insn.def"

    /* Branches that stay in their page: the immediate counts entries. */
#undef LINK_GOTO
#undef BRANCH
#define GOTO_NEAR                                                                                  \
    horizon += (uintptr_t)(int32_t)e->imm - sizeof *e;                                             \
    e = (struct entry *)((char *)e + (int32_t)e->imm);                                             \
    if (horizon - (uintptr_t)e < LONGEST_STRETCH * sizeof *e) {                                    \
        goto nearly;                                                                               \
    }                                                                                              \
    DISPATCH
#define LINK_GOTO(to)                                                                              \
    x[e->rd] = PC + 4;                                                                             \
    x[0] = 0;                                                                                      \
    GOTO_NEAR
#define BRANCH(condition)                                                                          \
    if (condition) {                                                                               \
        GOTO_NEAR;                                                                                 \
    }                                                                                              \
    NEXT
#define OPCODE(name, code)
#define ROW(name, format, encoding, class, unit, variants, title, ...)                             \
    near_##name:                                                                                   \
    {                                                                                              \
        __VA_ARGS__;                                                                               \
        goto plain;                                                                                \
    }
#define AMO_ROW(...)
#include "isa/insn.def"

#define PAIR(first, kind, second)                                                                  \
    pair_##first##_##second:                                                                       \
    {                                                                                              \
        TRY(first);                                                                                \
        e++;                                                                                       \
        goto kind##_##second;                                                                      \
    }
#include "machine/pairs.def"

nothing:
    NEXT;
undecoded:
    decode(m, c, (uint32_t)(e - c->entry), PAIR_AHEAD);
    DISPATCH;
leave_page: /* the entry after the last is no instruction */
    target = PC;
    left = horizon - (uintptr_t)e;
    goto enter;
far:
    left = horizon - (uintptr_t)(e + 1);
enter:
    m->hart.pc = target;
    {
        const struct code_mapping *map = &fetch[slot_of(target)];
        c = map->tag == KEY(target, 4) ? map->code : find_code(m, target);
    }
    if (!c) {
        goto account;
    }
    base = target & PAGE_FRAME;
    e = &c->entry[(target & PAGE_OFFSET) / 4];
    horizon = (uintptr_t)e + left;
    if (left < LONGEST_STRETCH * sizeof *e) {
        goto nearly;
    }
    DISPATCH;
plain:
    left = horizon - (uintptr_t)e;
    m->hart.pc = PC;
account:
    left /= sizeof *e;
    assert(left <= budget);
    if (left < budget) {
        m->instructions += budget - left;
        m->cycles += budget - left;
        m->traps_in_a_row = 0;
    }
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

void fast_run(struct machine *m, uint64_t instructions, uint64_t cycles)
{
    uint64_t until_event = m->next_event > m->cycles ? m->next_event - m->cycles : 0;
    uint64_t budget = least(least(least(instructions, cycles), until_event), BUDGET_MOST);
    struct fast *f = m->fast;
    if (budget < LONGEST_STRETCH && f->rest > 0) {
        f->rest--;
        return;
    }
    if (budget == 0 || priv_interrupt(&m->hart.priv)) {
        return;
    }
    struct code *c = find_code(m, m->hart.pc);
    uint64_t before = m->instructions;
    if (c) {
        run_stretches(m, c, budget);
    }
    f->rest = budget < LONGEST_STRETCH && m->instructions == before ? PLAIN_STEPS : 0;
}

void fast_line_fetched(struct fast *f, uint32_t pa)
{
    (void)f, (void)pa;
}

void fast_lines_emptied(struct fast *f)
{
    (void)f;
}

void fast_line_touched(struct fast *f, uint32_t pa)
{
    (void)f, (void)pa;
}
