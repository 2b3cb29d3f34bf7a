/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fast core's loop: part of fast.c, which includes it once for each timing model, with MODEL
 * and the name of the function, run_stretches, defined. What one model does not need is not
 * compiled into its loop.
 */
#define JOINED(a, b) a##b
#define OF_MODEL(prefix, model) JOINED(prefix, model)

#define S(v) ((int32_t)(v))
#define A x[e->rs1]
#define B x[e->rs2]
#define IMM e->imm
#define UIMM e->rs1
#define PC (base + 4 * (uint32_t)(e - c->entry))
#define KEY(va, span, bytes) (((va) & ((0u - (span)) | ((bytes)-1))) | space)
#define CHARGE(what)                                                                               \
    do {                                                                                           \
        *horizon -= f->price[PRICE_##what];                                                        \
        f->charged[PRICE_##what]++;                                                                \
    } while (0)

/* A row of insn.def as a function; one that goes elsewhere is not done here. */
#define SET(v)                                                                                     \
    x[e->rd] = (uint32_t)(v);                                                                      \
    return unit == UNIT_DIV ? DONE_SLOWLY : DONE
#define LOAD(bytes, type)                                                                          \
    uint32_t va = A + IMM;                                                                         \
    enum outcome outcome = DONE;                                                                   \
    type value;                                                                                    \
    if (MODEL == TIME_PIPELINE) {                                                                  \
        const struct mapping *map = MAPPING_AT(f->load_line, va, GRANULE_SHIFT);                   \
        if (map->tag == KEY(va, GRANULE, bytes)) {                                                 \
            memcpy(&value, (const void *)(map->host + va), bytes);                                 \
        } else {                                                                                   \
            const void *at = fast_load_line(m, va, bytes, space);                                  \
            if (!at) {                                                                             \
                return NOT_DONE;                                                                   \
            }                                                                                      \
            memcpy(&value, at, bytes);                                                             \
            outcome = DONE_SLOWLY;                                                                 \
        }                                                                                          \
        *horizon -= e->rs2;                                                                        \
        f->load_use += e->rs2;                                                                     \
    } else {                                                                                       \
        const struct mapping *map = MAPPING_AT(f->load, va, PAGE_SHIFT);                           \
        if (map->tag != KEY(va, PAGE_SIZE, bytes) && !fast_map_load(m, va, bytes)) {               \
            return NOT_DONE;                                                                       \
        }                                                                                          \
        memcpy(&value, (const void *)(map->host + va), bytes);                                     \
    }                                                                                              \
    if (MODEL == TIME_UNITS) {                                                                     \
        CHARGE(load);                                                                              \
    }                                                                                              \
    x[e->rd] = (uint32_t)value;                                                                    \
    return outcome
#define STORE(bytes)                                                                               \
    uint32_t va = A + IMM;                                                                         \
    uint32_t value = B;                                                                            \
    uint32_t pa;                                                                                   \
    (void)pa;                                                                                      \
    if (MODEL == TIME_PIPELINE) {                                                                  \
        const struct mapping *map = MAPPING_AT(f->store_line, va, GRANULE_SHIFT);                  \
        if (map->tag != KEY(va, GRANULE, bytes)) {                                                 \
            return fast_store_line(m, va, bytes, value, space) ? DONE_SLOWLY : NOT_DONE;           \
        }                                                                                          \
        memcpy((void *)(map->host + va), &value, bytes);                                           \
    } else {                                                                                       \
        const struct mapping *map = MAPPING_AT(f->store, va, PAGE_SHIFT);                          \
        bool found = map->tag == KEY(va, PAGE_SIZE, bytes);                                        \
        if (!found && !fast_map_store(m, va, bytes, value, &pa)) {                                 \
            return NOT_DONE;                                                                       \
        }                                                                                          \
        if (MODEL == TIME_UNITS) {                                                                 \
            CHARGE(store);                                                                         \
        }                                                                                          \
        if (!found) {                                                                              \
            return DONE_SLOWLY;                                                                    \
        }                                                                                          \
        memcpy((void *)(map->host + va), &value, bytes);                                           \
    }                                                                                              \
    return DONE
#define LINK_GOTO(to) return NOT_DONE
#define BRANCH(condition) return NOT_DONE
#define LR return NOT_DONE
#define SC return NOT_DONE
#define CSR(how, operand) return NOT_DONE
#define SYS(operation) return NOT_DONE
#define TRAP(cause, v) return NOT_DONE
#define OPCODE(name, code)
#define ROW(name, format, encoding, class, runs_on, variants, title, ...)                          \
    static inline __attribute__((always_inline)) enum outcome OF_MODEL(do_##name##_, MODEL)(       \
        struct machine * m, struct fast * f, const struct code *c, const struct entry *e,          \
        uint32_t base, uint64_t space, intptr_t *horizon)                                          \
    {                                                                                              \
        uint32_t *const x = m->hart.x;                                                             \
        const enum unit unit = UNIT_##runs_on;                                                     \
        (void)x, (void)unit, (void)f, (void)c, (void)e, (void)base, (void)space, (void)horizon;    \
        if (MODEL != TIME_NONE && unit == UNIT_MUL) {                                              \
            CHARGE(mul);                                                                           \
        }                                                                                          \
        if (MODEL != TIME_NONE && unit == UNIT_DIV) {                                              \
            CHARGE(div);                                                                           \
        }                                                                                          \
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
#undef CHARGE

/* From here on a row is a place that is jumped to. */
#define CHARGE(what)                                                                               \
    do {                                                                                           \
        horizon -= f->price[PRICE_##what];                                                         \
        f->charged[PRICE_##what]++;                                                                \
    } while (0)
/* What a cache or a predictor has charged to the machine itself counts here, too. */
#define BILL                                                                                       \
    do {                                                                                           \
        horizon -= (intptr_t)((m->cycles - seen) * sizeof *e);                                     \
        seen = m->cycles;                                                                          \
    } while (0)
#define LEFT (horizon - (intptr_t)e + longest)
#define IS_SCARCE (horizon < (intptr_t)e) /* less is left than the longest stretch takes */
#define DISPATCH goto * e->handler
#define NEXT                                                                                       \
    do {                                                                                           \
        e++;                                                                                       \
        DISPATCH;                                                                                  \
    } while (0)
/*
 * Do a row that is `ahead` entries from e. After what is done slowly, code ahead may be other than
 * it was when the budget was looked at.
 */
#define TRY(name, ahead)                                                                           \
    switch (OF_MODEL(do_##name##_, MODEL)(m, f, c, e + (ahead), base, space, &horizon)) {          \
    case NOT_DONE:                                                                                 \
        e += (ahead);                                                                              \
        goto plain;                                                                                \
    case DONE_SLOWLY:                                                                              \
        e += (ahead) + 1;                                                                          \
        goto billed;                                                                               \
    case DONE:                                                                                     \
        break;                                                                                     \
    }
/* The last of a pair or a triple, and on. */
#define LAST_row(name, ahead)                                                                      \
    TRY(name, ahead);                                                                              \
    e += (ahead) + 1;                                                                              \
    DISPATCH
#define LAST_near(name, ahead)                                                                     \
    e += (ahead);                                                                                  \
    goto near_##name
#define LAST_likely(name, ahead)                                                                   \
    e += (ahead);                                                                                  \
    goto likely_##name
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
 * long for what is left of the budget, in cycles. pc and the counts are brought up to date at
 * the end only.
 */
static const void *const *run_stretches(struct machine *m, struct code *c, uint64_t budget)
{
    static const void *const actions[ACTIONS] = {
#define OPCODE(name, code)
#define ROW(name, ...) [OP_##name] = &&row_##name,
#define AMO_ROW(name, ...) [OP_##name] = &&plain,
#include "isa/insn.def"
#define JUMP(name) [NEAR_OF(OP_##name)] = &&near_##name, [LIKELY_OF(OP_##name)] = &&likely_##name,
        JUMP(jal) JUMP(jalr) JUMP(beq) JUMP(bne) JUMP(blt) JUMP(bge) JUMP(bltu) JUMP(bgeu)
#undef JUMP
#define PAIR(first, kind, second)                                                                  \
    [PAIR_##first##_##kind##_##second] = &&pair_##first##_##kind##_##second,
#define TRIPLE(first, second, kind, third)                                                         \
    [TRIPLE_##first##_##second##_##kind##_##third] = &&triple_##first##_##second##_##kind##_##third,
#include "machine/pairs.def"
            [DO_DECODE] = &&undecoded,
        [DO_PLAIN] = &&plain,
        [DO_NOTHING] = &&nothing,
        [DO_LEAVE_PAGE] = &&leave_page,
        [DO_FETCH] = &&fetch,
        [DO_PREDICT] = &&predict,
        [DO_STOP] = &&nearly,
    };
    if (!m) {
        return actions;
    }
    struct fast *const f = m->fast;
    uint32_t *const x = m->hart.x;
    const uint64_t space = space_of(m);
    const uint64_t since = m->cycles, stalls = MODEL ? timing_stalls(&m->timing) : 0;
    const intptr_t longest =
        (intptr_t)((MODEL == TIME_NONE ? LONGEST_STRETCH : f->longest) * sizeof(struct entry));
    uint32_t base = m->hart.pc & PAGE_FRAME;
    struct entry *e = &c->entry[(m->hart.pc & PAGE_OFFSET) / 4];
    struct entry *start = e; /* of the stretch */
    struct entry *fetched = NULL;
    /* Where e would be if what is left were the longest stretch; a branch or a stall moves it. */
    intptr_t horizon = (intptr_t)e + (intptr_t)(budget * sizeof *e) - longest;
    uint64_t seen = m->cycles; /* see BILL */
    intptr_t left;
    uint32_t target;
    goto nearly;

billed:
    if (MODEL == TIME_PIPELINE) {
        BILL;
    }
nearly: /* the end of the budget may be near */
    if (IS_SCARCE && !fast_put_stop(f, c, (uint32_t)(e - c->entry), LEFT / (intptr_t)sizeof *e)) {
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
    if (MODEL == TIME_UNITS) {                                                                     \
        CHARGE(jump);                                                                              \
    } else if (MODEL == TIME_PIPELINE && target != PC + 4 && !fast_is_likely(m, op, e->imm)) {     \
        CHARGE(mispredict);                                                                        \
    }                                                                                              \
    goto far
#define BRANCH(condition)                                                                          \
    bool likely = MODEL == TIME_PIPELINE && fast_is_likely(m, op, e->imm);                         \
    if (MODEL == TIME_UNITS) {                                                                     \
        CHARGE(branch);                                                                            \
    }                                                                                              \
    if (condition) {                                                                               \
        target = PC + IMM;                                                                         \
        if (MODEL == TIME_PIPELINE && !likely && target != PC + 4) {                               \
            CHARGE(mispredict);                                                                    \
        }                                                                                          \
        goto far;                                                                                  \
    }                                                                                              \
    if (MODEL == TIME_PIPELINE && likely) {                                                        \
        CHARGE(mispredict);                                                                        \
    }                                                                                              \
    NEXT
#define OPCODE(name, code)
#define ROW(name, format, encoding, class, unit, variants, title, ...)                             \
    row_##name:                                                                                    \
    {                                                                                              \
        const enum op op = OP_##name;                                                              \
        (void)op;                                                                                  \
        __VA_ARGS__;                                                                               \
        TRY(name, 0);                                                                              \
        NEXT;                                                                                      \
    }
#define AMO_ROW(...)
#include "isa/insn.def"

    /* Jumps that stay in their page: the immediate counts entries. */
#undef LINK_GOTO
#undef BRANCH
#define GOTO_NEAR                                                                                  \
    horizon += (intptr_t)(int32_t)e->imm - (intptr_t)sizeof *e;                                    \
    e = (struct entry *)((char *)e + (int32_t)e->imm);                                             \
    start = e;                                                                                     \
    if (IS_SCARCE) {                                                                               \
        goto nearly;                                                                               \
    }                                                                                              \
    DISPATCH
#define LINK_GOTO(to)                                                                              \
    x[e->rd] = PC + 4;                                                                             \
    x[0] = 0;                                                                                      \
    if (MODEL == TIME_UNITS) {                                                                     \
        CHARGE(jump);                                                                              \
    }                                                                                              \
    if (MODEL == TIME_PIPELINE && !likely && e->imm != sizeof *e) {                                \
        CHARGE(mispredict);                                                                        \
    }                                                                                              \
    GOTO_NEAR
#define BRANCH(condition)                                                                          \
    if (MODEL == TIME_UNITS) {                                                                     \
        CHARGE(branch);                                                                            \
    }                                                                                              \
    if (condition) {                                                                               \
        if (MODEL == TIME_PIPELINE && !likely && e->imm != sizeof *e) {                            \
            CHARGE(mispredict);                                                                    \
        }                                                                                          \
        GOTO_NEAR;                                                                                 \
    }                                                                                              \
    if (MODEL == TIME_PIPELINE && likely) {                                                        \
        CHARGE(mispredict);                                                                        \
    }                                                                                              \
    NEXT
#define OPCODE(name, code)
#define ROW(name, format, encoding, class, unit, variants, title, ...)                             \
    near_##name : __attribute__((unused));                                                         \
    {                                                                                              \
        const bool likely = false;                                                                 \
        (void)likely;                                                                              \
        __VA_ARGS__;                                                                               \
        goto plain;                                                                                \
    }                                                                                              \
    likely_##name : __attribute__((unused));                                                       \
    {                                                                                              \
        const bool likely = true;                                                                  \
        (void)likely;                                                                              \
        __VA_ARGS__;                                                                               \
        goto plain;                                                                                \
    }
#define AMO_ROW(...)
#include "isa/insn.def"

#define PAIR(first, kind, second)                                                                  \
    pair_##first##_##kind##_##second:                                                              \
    {                                                                                              \
        TRY(first, 0);                                                                             \
        LAST_##kind(second, 1);                                                                    \
    }
#define TRIPLE(first, second, kind, third)                                                         \
    triple_##first##_##second##_##kind##_##third:                                                  \
    {                                                                                              \
        TRY(first, 0);                                                                             \
        TRY(second, 1);                                                                            \
        LAST_##kind(third, 2);                                                                     \
    }
#include "machine/pairs.def"

nothing:
    NEXT;
undecoded:
    fast_decode(m, c, (uint32_t)(e - c->entry));
    goto *actions[c->action[e - c->entry]];
fetch: /* it may take long: if an event may come before, the plain core fetches */
    if (MODEL != TIME_PIPELINE || LEFT < longest + (intptr_t)(COST_MAX * sizeof *e)) {
        goto plain;
    }
    timing_fetch(m, RAM_BASE + (c->page << PAGE_SHIFT) + 4 * (uint32_t)(e - c->entry));
    BILL;
    fetched = e;
    goto *actions[c->action[e - c->entry]];
predict:
    if (MODEL != TIME_PIPELINE) {
        goto plain;
    }
    target = predicted_jump(m, c, (uint32_t)(e - c->entry), PC);
    if (target & 1) {
        goto plain;
    }
    BILL;
    goto far;
leave_page: /* the entry after the last is no instruction */
    target = PC;
    left = LEFT;
    goto enter;
far:
    left = LEFT - (intptr_t)sizeof *e;
enter:
    m->hart.pc = target;
    {
        const struct code_mapping *map = &f->fetch[slot_of(target)];
        c = map->tag == KEY(target, PAGE_SIZE, 4) ? map->code : fast_find_code(m, target);
    }
    if (!c) {
        goto account;
    }
    base = target & PAGE_FRAME;
    e = &c->entry[(target & PAGE_OFFSET) / 4];
    start = e;
    horizon = (intptr_t)e + left - longest;
    if (IS_SCARCE) {
        goto nearly;
    }
    DISPATCH;
plain:
    if (MODEL == TIME_PIPELINE && e == fetched && !m->timing.icache.lines) {
        horizon += (intptr_t)(timing_unfetch(m) * sizeof *e);
    }
    left = LEFT;
    m->hart.pc = PC;
    if (MODEL == TIME_PIPELINE && e != start) {
        uint8_t rd = loaded_before(m, c, (uint32_t)(e - c->entry));
        m->timing.loaded = rd;
        if (rd) { /* what it was charged for is still to come */
            left += e[-1].rs2;
            f->load_use -= e[-1].rs2;
        }
    }
account:
    fast_lift_stop(f);
    left /= (intptr_t)sizeof *e;
    account(m, since, stalls, budget - (uint64_t)left);
    return actions;
}

#undef MODEL
#undef run_stretches
#undef JOINED
#undef OF_MODEL
#undef S
#undef A
#undef B
#undef IMM
#undef UIMM
#undef PC
#undef KEY
#undef CHARGE
#undef BILL
#undef LEFT
#undef IS_SCARCE
#undef DISPATCH
#undef NEXT
#undef TRY
#undef SET
#undef LOAD
#undef STORE
#undef LR
#undef SC
#undef CSR
#undef SYS
#undef TRAP
#undef LINK_GOTO
#undef BRANCH
#undef GOTO_NEAR
#undef LAST_row
#undef LAST_near
#undef LAST_likely
