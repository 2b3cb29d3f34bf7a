/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "machine/fast_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- entries, shown or hidden --- */

/* An instruction as it is decoded: an action with its operands. */
struct operation {
    uint16_t action;
    uint8_t rd, rs1, rs2;
    uint32_t imm;
};

static bool is_hidden(const struct code *c, size_t index)
{
    return c->entry[index].handler == c->handlers[DO_FETCH];
}

static void show_one(struct code *c, size_t index)
{
    c->entry[index].handler = c->handlers[c->action[index]];
}

static void set_action(struct code *c, size_t index, uint16_t action)
{
    c->action[index] = action;
    if (!is_hidden(c, index)) {
        show_one(c, index);
    }
}

static void set_operands(struct code *c, size_t index, const struct operation *o)
{
    struct entry *e = &c->entry[index];
    *e = (struct entry){e->handler, o->rd, o->rs1, o->rs2, o->imm};
}

static const struct pair {
    uint16_t first, second, action;
    uint8_t length;
} pairs[] = {
#define row_OF(name) OP_##name
#define near_OF(name) NEAR_OF(OP_##name)
#define likely_OF(name) LIKELY_OF(OP_##name)
#define PAIR(first, kind, second)                                                                  \
    {OP_##first, (uint16_t)(kind##_OF(second)), PAIR_##first##_##kind##_##second, 2},
#define TRIPLE(first, second, kind, third)                                                         \
    {OP_##first, PAIR_##second##_##kind##_##third, TRIPLE_##first##_##second##_##kind##_##third, 3},
#include "machine/pairs.def"
};

/* The action of the first of a pair. */
static uint16_t first_of(uint16_t action)
{
    return action >= PAIRS_FIRST ? pairs[action - PAIRS_FIRST].first : action;
}

/* Whether nothing that goes together as `action` at `index` is in a line that is hidden. */
static bool is_shown(const struct code *c, size_t index, uint16_t action)
{
    uint32_t length = action >= PAIRS_FIRST ? pairs[action - PAIRS_FIRST].length : 1;
    for (uint32_t i = 1; i < length; i++) {
        if (is_hidden(c, index + i)) {
            return false;
        }
    }
    return true;
}

/* No pair goes into a line that is hidden: those before it are by themselves. */
static void hide(struct code *c, uint32_t first, uint32_t count)
{
    for (uint32_t i = 1; i <= PAIR_AHEAD && i <= first; i++) {
        set_action(c, first - i, first_of(c->action[first - i]));
    }
    for (uint32_t i = first; i < first + count; i++) {
        c->entry[i].handler = c->handlers[DO_FETCH];
    }
}

static void show(struct code *c, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++) {
        show_one(c, i);
    }
    for (uint32_t i = 1; i <= PAIR_AHEAD && i <= first; i++) {
        uint16_t action = c->across[first - i];
        if (action != DO_DECODE && is_shown(c, first - i, action)) {
            set_action(c, first - i, action);
        }
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

/*
 * Words `first` to `last` of a page are others. What goes with them in a pair is by itself again,
 * and a load before them may be used at once, or not any more.
 */
static void forget_words(struct code *c, size_t first, size_t last)
{
    for (size_t i = 2; i <= PAIR_AHEAD + 1 && i <= first; i++) {
        set_action(c, first - i, first_of(c->action[first - i]));
        c->across[first - i] = DO_DECODE;
    }
    for (size_t i = first - (first > 0); i <= last; i++) {
        set_action(c, i, DO_DECODE);
        c->across[i] = DO_DECODE;
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
                f->lifted[0] = f->lifted[1] = f->lifted[2] = DO_DECODE;
            }
        }
    }
}

void fast_drop_code(struct fast *f)
{
    for (uint32_t i = 0; f->code && i < f->pages; i++) {
        free(f->code[i]);
        f->code[i] = NULL;
    }
    f->code_pages = 0;
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
        fast_drop_code(f);
        fast_forget_mappings(f);
    }
    c = malloc(sizeof *c);
    if (!c) {
        return NULL;
    }
    c->page = page;
    c->handlers = f->handlers;
    for (unsigned i = 0; i < WORDS; i++) {
        c->entry[i].handler = NULL;
        set_action(c, i, DO_DECODE);
        c->across[i] = DO_DECODE;
    }
    if (m->config.timing.model == TIME_PIPELINE) {
        hide(c, 0, WORDS);
    }
    c->action[WORDS] = DO_LEAVE_PAGE;
    show_one(c, WORDS);
    f->code[page] = c;
    f->code_pages++;
    fast_forget_stores(f); /* stores to this page are noticed from now on */
    return c;
}

struct code *fast_find_code(struct machine *m, uint32_t pc)
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

/* --- decoding --- */

uint32_t fast_word(const struct machine *m, const struct code *c, uint32_t index)
{
    return machine_word(m->ram.bytes + ((size_t)c->page << PAGE_SHIFT) + 4 * (size_t)index);
}

static bool is_jump(const struct row *r)
{
    return r->unit == UNIT_BRANCH || r->unit == UNIT_JUMP;
}

bool fast_is_likely(const struct machine *m, enum op op, uint32_t offset)
{
    const struct timing_config *t = &m->config.timing;
    return t->model == TIME_PIPELINE && t->predictor.kind == PREDICT_BACKWARD_TAKEN &&
           op != OP_jalr && (op == OP_jal || offset >> 31);
}

/* A jump whose target is in its own page goes there without a look at the address. */
static struct operation decode_jump(const struct machine *m, const struct insn *in, uint32_t index)
{
    const struct timing_config *t = &m->config.timing;
    struct operation e = {in->op, in->rd, in->rs1, in->rs2, in->imm};
    uint32_t target = index + (uint32_t)((int32_t)in->imm / 4);
    if (t->model == TIME_PIPELINE && t->predictor.kind == PREDICT_BIMODAL) {
        e.action = DO_PREDICT;
    } else if (in->op == OP_jalr || in->op < OP_jal || in->op > OP_bgeu) {
        return e;
    } else if (in->imm % 4 != 0) {
        e.action = DO_PLAIN;
    } else if (target < WORDS) {
        bool likely = fast_is_likely(m, (enum op)in->op, in->imm);
        e.action = (uint16_t)(likely ? LIKELY_OF(in->op) : NEAR_OF(in->op));
        e.imm = (target - index) * (uint32_t)sizeof(struct entry);
    }
    return e;
}

/* A load, with what the next instruction waits for it. */
static struct operation decode_load(const struct machine *m, const struct code *c,
                                    const struct insn *in, uint32_t index)
{
    const struct timing_config *t = &m->config.timing;
    struct operation e = {in->op, in->rd, in->rs1, 0, in->imm};
    if (in->rd == 0 || (t->model == TIME_PIPELINE && index == WORDS - 1)) {
        e.action = DO_PLAIN;
    } else if (t->model == TIME_PIPELINE) {
        struct insn next = isa_decode(fast_word(m, c, index + 1), m->config.variant);
        e.rs2 = (uint8_t)(timing_uses(&next, in->rd) ? t->load_use * sizeof(struct entry) : 0);
    }
    return e;
}

static struct operation decode_one(const struct machine *m, const struct code *c, uint32_t index)
{
    struct insn in = isa_decode(fast_word(m, c, index), m->config.variant);
    struct operation e = {DO_PLAIN, in.rd, in.rs1, in.rs2, in.imm};
    if (in.op == OP_illegal || watch_has_word(&m->watch, 4 * index)) {
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
    return in.op == OP_slti && in.rd == 0 ? (struct operation){.action = DO_PLAIN} : e;
}

void fast_find_pairs(struct fast *f)
{
    for (int first = 0; first < OP_COUNT; first++) {
        for (int second = 0; second < ACTIONS; second++) {
            f->joined[first][second] = DO_DECODE;
        }
    }
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        f->joined[pairs[i].first][pairs[i].second] = pairs[i].action;
    }
}

/* The action of two that follow each other, by their actions; or DO_DECODE. */
static uint16_t joined(const struct fast *f, uint16_t first, uint16_t second)
{
    return first < OP_COUNT ? f->joined[first][second] : DO_DECODE;
}

/*
 * The instruction at `index` for an entry before it to go together with: its operands are put in
 * its place, for that is where a pair finds them. DO_DECODE if there is none.
 */
static uint16_t look_ahead(const struct machine *m, struct code *c, uint32_t index)
{
    if (index >= WORDS || c->action[index] == DO_STOP) {
        return DO_DECODE;
    }
    struct operation o = decode_one(m, c, index);
    set_operands(c, index, &o);
    return o.action;
}

void fast_decode(const struct machine *m, struct code *c, uint32_t index)
{
    const struct fast *f = m->fast;
    struct operation o = decode_one(m, c, index);
    uint16_t second = look_ahead(m, c, index + 1);
    uint16_t third = second == DO_DECODE ? DO_DECODE : look_ahead(m, c, index + 2);
    uint16_t pair = joined(f, o.action, second);
    uint16_t triple = joined(f, o.action, joined(f, second, third));
    uint16_t all = triple != DO_DECODE ? triple : pair != DO_DECODE ? pair : o.action;
    set_operands(c, index, &o);
    set_action(c, index, is_shown(c, index, all) ? all : o.action);
    c->across[index] = all;
}

/* --- the end of a budget --- */

void fast_lift_stop(struct fast *f)
{
    for (uint32_t i = 0; f->stopped && i <= PAIR_AHEAD && i <= f->stop; i++) {
        set_action(f->stopped, f->stop - i, f->lifted[i]);
    }
    f->stopped = NULL;
}

bool fast_put_stop(struct fast *f, struct code *c, uint32_t index, intptr_t left)
{
    fast_lift_stop(f);
    if (left < (intptr_t)f->dearest) {
        return false;
    }
    uint32_t stop = index + (uint32_t)left / f->dearest;
    if (stop < WORDS && !is_hidden(c, stop)) {
        f->stopped = c;
        f->stop = stop;
        for (uint32_t i = 0; i <= PAIR_AHEAD && i <= stop; i++) {
            f->lifted[i] = c->action[stop - i];
            set_action(c, stop - i, i == 0 ? DO_STOP : first_of(f->lifted[i]));
        }
    }
    return true;
}
