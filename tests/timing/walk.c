/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/timing/walk.h"

#include <string.h>

bool walk_new(struct walk *w, const struct timing_config *config)
{
    *w = (struct walk){.config = *config};
    bool caches = walk_cache_new(&w->icache, &config->icache);
    caches = walk_cache_new(&w->dcache, &config->dcache) && caches;
    return walk_predictor_new(&w->predictor, &config->predictor) && caches;
}

void walk_free(struct walk *w)
{
    walk_cache_free(&w->icache);
    walk_cache_free(&w->dcache);
    walk_predictor_free(&w->predictor);
}

/* --- who pays --- */

static struct walk_cost *cost_of(struct walk *w, uint64_t number)
{
    return &w->cost[number % WALK_IN_FLIGHT];
}

static void charge(struct walk *w, uint64_t number, enum stall cause)
{
    struct walk_cost *cost = cost_of(w, number);
    cost->cycles++;
    cost->stalls[cause]++;
}

/* Nothing more can come to the records below `number`. */
static void settle(struct walk *w, uint64_t number)
{
    for (; w->settled_count < number; w->settled_count++) {
        struct walk_cost *cost = cost_of(w, w->settled_count);
        w->total.cycles += cost->cycles;
        for (int i = 0; i < STALL_COUNT; i++) {
            w->total.stalls[i] += cost->stalls[i];
        }
        *cost = (struct walk_cost){.cycles = 0};
        if (w->settled) {
            w->settled(w->context, w->settled_count, &w->total);
        }
    }
}

/* --- what the stages do with what enters them --- */

static void hold(struct walk_slot *s, enum stall cause, uint32_t cycles)
{
    s->wait[cause] += cycles;
    s->waits += cycles;
}

static void owe(struct walk *w, const struct walk_slot *s, enum stall cause, uint32_t bubbles)
{
    w->owed = (struct walk_slot){.content = WALK_BUBBLE, .owner = s->owner, .cause = cause};
    w->owed_count = bubbles;
}

/*
 * What follows `s` in place of the next instruction. It is known here, though it turns out later:
 * what a pipeline fetches meanwhile changes nothing, and is as good as a bubble.
 */
static void owe_bubbles(struct walk *w, const struct walk_slot *s, bool mispredicted)
{
    const struct walk_record *r = &s->record;
    switch (r->outcome) {
    case WALK_EXCEPTION:
        owe(w, s, STALL_trap, w->config.unit[UNIT_TRAP] - 1);
        break;
    case WALK_INTERRUPT:
        owe(w, s, STALL_trap, w->config.interrupt - 1);
        break;
    case WALK_RETIRED:
        if (r->unit == UNIT_MRET) {
            owe(w, s, STALL_mret, w->config.unit[UNIT_MRET] - 1);
        } else if (mispredicted) {
            owe(w, s, STALL_mispredict, w->config.mispredict);
        }
        break;
    }
}

/*
 * Instructions ask the predictor and the caches in their order: each finds what all before it have
 * left. So a branch teaches the predictor before the next one asks, and what follows a fence.i is
 * looked up in the cache that it has emptied, where they stand in the pipeline notwithstanding.
 */
static void enter_fetch(struct walk *w, struct walk_slot *s)
{
    const struct walk_record *r = &s->record;
    bool mispredicted = false;
    if (r->fetched && r->outcome != WALK_INTERRUPT) {
        hold(s, STALL_icache,
             walk_cache_access(&w->icache, r->pa, false).fetches * w->config.icache.miss);
    }
    if (r->outcome == WALK_RETIRED && r->flow != WALK_STRAIGHT) {
        mispredicted = walk_predict(&w->predictor, r->flow, r->pc, r->offset) != r->next;
        walk_learn(&w->predictor, r->flow, r->pc, r->next);
        w->mispredicted += mispredicted;
    }
    if (r->outcome == WALK_RETIRED && r->unit == UNIT_FENCE_I && w->config.fence_i_empties) {
        walk_cache_forget(&w->icache);
    }
    owe_bubbles(w, s, mispredicted);
}

/* `before` is what the stage after this one holds now. */
static void enter_decode(struct walk *w, const struct walk_slot *s, const struct walk_slot *before)
{
    const struct walk_record *r = &before->record;
    bool loads = before->content == WALK_RECORD && r->outcome == WALK_RETIRED && r->loads != 0;
    if (loads && s->record.outcome != WALK_INTERRUPT && (s->record.reads >> r->loads & 1)) {
        w->gap = w->config.load_use;
    }
}

static void enter_execute(const struct walk *w, struct walk_slot *s)
{
    if (s->record.outcome != WALK_RETIRED) {
        return;
    }
    switch (s->record.unit) {
    case UNIT_MUL:
        hold(s, STALL_mul, w->config.unit[UNIT_MUL] - 1);
        break;
    case UNIT_DIV:
        hold(s, STALL_div, w->config.unit[UNIT_DIV] - 1);
        break;
    case UNIT_CSR:
        hold(s, STALL_csr, w->config.unit[UNIT_CSR] - 1);
        break;
    case UNIT_TLB:
        hold(s, STALL_tlb, w->config.unit[UNIT_TLB] - 1);
        break;
    case UNIT_AMO:
        hold(s, STALL_amo, w->config.unit[UNIT_AMO] - 1);
        break;
    case UNIT_FENCE_I:
        hold(s, STALL_fence_i, w->config.unit[UNIT_FENCE_I] - 1);
        break;
    default:
        break;
    }
}

static void enter_memory(struct walk *w, struct walk_slot *s)
{
    const struct walk_record *r = &s->record;
    for (unsigned i = 0; i < r->accesses; i++) {
        if (r->access[i].device) {
            hold(s, STALL_device, w->config.device);
            continue;
        }
        struct walk_memory memory =
            walk_cache_access(&w->dcache, r->access[i].pa, r->access[i].write);
        hold(s, STALL_dcache, memory.fetches * w->config.dcache.miss);
        hold(s, STALL_write, memory.writes * w->config.dcache.write);
    }
    if (r->misaligned) {
        hold(s, STALL_misaligned, w->config.misaligned);
    }
}

/* --- the lockstep --- */

/* What is in WB leaves it: with it goes a cycle. */
static void leave(struct walk *w)
{
    const struct walk_slot *s = &w->stage[WALK_WB];
    if (s->content == WALK_BUBBLE) {
        charge(w, s->owner, s->cause);
    } else if (s->content == WALK_RECORD) {
        settle(w, s->owner);
        w->left++;
        if (s->record.outcome == WALK_RETIRED) {
            cost_of(w, s->owner)->cycles++;
        } else {
            charge(w, s->owner, STALL_trap);
        }
    }
}

static void move(struct walk_slot *to, const struct walk_slot *from)
{
    *to = *from;
    memset(to->wait, 0, sizeof to->wait);
    to->waits = 0;
}

static void fetch(struct walk *w)
{
    struct walk_slot *s = &w->stage[WALK_IF];
    if (w->owed_count > 0) {
        *s = w->owed;
        w->owed_count--;
    } else if (w->next) {
        *s = (struct walk_slot){.content = WALK_RECORD, .owner = w->put++, .record = *w->next};
        w->next = NULL;
        enter_fetch(w, s);
    } else {
        *s = (struct walk_slot){.content = WALK_EMPTY};
    }
}

static void put_gap(struct walk *w)
{
    w->gap--;
    w->stage[WALK_EX] = (struct walk_slot){
        .content = WALK_BUBBLE, .owner = w->stage[WALK_ID].owner, .cause = STALL_load_use};
}

/* All stages hand on what they hold; but ID, and IF behind it, while a bubble goes in between. */
static void hand_on(struct walk *w)
{
    leave(w);
    move(&w->stage[WALK_WB], &w->stage[WALK_MEM]);
    move(&w->stage[WALK_MEM], &w->stage[WALK_EX]);
    if (w->stage[WALK_MEM].content == WALK_RECORD) {
        enter_memory(w, &w->stage[WALK_MEM]);
    }
    if (w->gap > 0) {
        put_gap(w);
        return;
    }
    move(&w->stage[WALK_EX], &w->stage[WALK_ID]);
    if (w->stage[WALK_EX].content == WALK_RECORD) {
        enter_execute(w, &w->stage[WALK_EX]);
    }
    move(&w->stage[WALK_ID], &w->stage[WALK_IF]);
    if (w->stage[WALK_ID].content == WALK_RECORD) {
        enter_decode(w, &w->stage[WALK_ID], &w->stage[WALK_EX]);
    }
    fetch(w);
}

/* The stage that holds the pipeline: of several, the one whose instruction is the oldest. */
static struct walk_slot *holder(struct walk *w)
{
    for (int i = WALK_STAGES - 1; i >= 0; i--) {
        if (w->stage[i].waits > 0) {
            return &w->stage[i];
        }
    }
    return NULL;
}

static bool is_empty(const struct walk *w)
{
    for (int i = 0; i < WALK_STAGES; i++) {
        if (w->stage[i].content != WALK_EMPTY) {
            return false;
        }
    }
    return true;
}

static void wait_one(struct walk *w, struct walk_slot *s)
{
    for (int i = 0; i < STALL_COUNT; i++) {
        if (s->wait[i] > 0) {
            s->wait[i]--;
            s->waits--;
            charge(w, s->owner, (enum stall)i);
            return;
        }
    }
}

void walk_cycle(struct walk *w)
{
    struct walk_slot *s = holder(w);
    w->clock += !is_empty(w);
    if (s) {
        wait_one(w, s);
    } else {
        hand_on(w);
    }
}

/* --- the other two models: no pipeline, a table --- */

static uint32_t cost_in_table(const struct walk *w, const struct walk_record *r)
{
    bool units = w->config.model == TIME_UNITS;
    switch (r->outcome) {
    case WALK_EXCEPTION:
        return units ? w->config.unit[UNIT_TRAP] : 1;
    case WALK_INTERRUPT:
        return units ? w->config.interrupt : 0;
    default:
        return units ? w->config.unit[r->unit] : 1;
    }
}

static void put_in_table(struct walk *w, const struct walk_record *r)
{
    uint32_t cycles = cost_in_table(w, r);
    struct walk_cost *cost = cost_of(w, w->put++);
    bool retires = r->outcome == WALK_RETIRED;
    cost->cycles = cycles;
    cost->stalls[retires ? (enum stall)r->unit : STALL_trap] = retires ? cycles - 1 : cycles;
    settle(w, w->put);
}

/* --- what users call --- */

void walk_put(struct walk *w, const struct walk_record *record)
{
    if (w->config.model != TIME_PIPELINE) {
        put_in_table(w, record);
        return;
    }
    w->next = record;
    while (w->next) {
        walk_cycle(w);
    }
}

void walk_drain(struct walk *w)
{
    while (w->owed_count > 0 || !is_empty(w)) {
        walk_cycle(w);
    }
    settle(w, w->put);
}
