/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * When: in closed form, since the pipeline moves in lockstep. A slot is what lies between two of
 * its moves. Entry i is in IF from slot F[i], in ID from D[i], in EX from X[i], then in MEM and in
 * WB a slot each:
 *
 *   F[i] = D[i-1], or X[i-1] - 1 + b if there are b > 0 bubbles between the two
 *   D[i] = F[i] + 1, or X[i-1] if that is later
 *   X[i] = D[i] + 1 + the bubbles that it waits for what is being loaded
 *
 * so that each leaves WB 1 + b slots (and those bubbles) after the one before it. A slot takes a
 * cycle, and what those wait who enter IF, EX and MEM in it. What was in flight as the window
 * opened and what followed it as it closed is not there, and nobody waits for it.
 */
#include "pipeline.h"

static const enum stall waits_in_execute[] = {STALL_alu,   STALL_mul,     STALL_div,    STALL_load,
                                              STALL_store, STALL_amo,     STALL_branch, STALL_jump,
                                              STALL_fence, STALL_fence_i, STALL_csr,    STALL_tlb};
static const enum stall waits_in_access[] = {STALL_misaligned, STALL_dcache, STALL_write,
                                             STALL_device};

static uint64_t execute_wait(const struct pipeline_entry *e)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < sizeof waits_in_execute / sizeof waits_in_execute[0]; i++) {
        sum += e->stalls[waits_in_execute[i]];
    }
    return sum;
}

static uint64_t access_wait(const struct pipeline_entry *e)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < sizeof waits_in_access / sizeof waits_in_access[0]; i++) {
        sum += e->stalls[waits_in_access[i]];
    }
    return sum;
}

/* A trap's stall has a cycle of the entry's own. */
uint64_t pipeline_bubbles(const struct pipeline_entry *e)
{
    uint64_t trap = e->stalls[STALL_trap];
    return e->stalls[STALL_mispredict] + e->stalls[STALL_mret] + (trap ? trap - 1 : 0) + e->idle;
}

static uint64_t decode_slot(const struct pipeline_entry *e)
{
    return e->slot + e->slots_fetching;
}

static uint64_t execute_slot(const struct pipeline_entry *e)
{
    return decode_slot(e) + e->slots_decoding;
}

static void follow(struct pipeline_entry *e, const struct pipeline_entry *before)
{
    uint64_t bubbles = pipeline_bubbles(before);
    uint64_t decode = execute_slot(before);
    e->slot = bubbles ? decode - 1 + bubbles : decode_slot(before);
    e->slots_fetching = decode > e->slot ? (uint8_t)(decode - e->slot) : 1;
}

void pipeline_lay_out(struct pipeline *p)
{
    for (size_t i = 0; i < p->count; i++) {
        struct pipeline_entry *e = &p->entries[i];
        e->slots_fetching = 1;
        if (i > 0) {
            follow(e, e - 1);
        }
        e->slots_decoding = (uint8_t)(1 + e->stalls[STALL_load_use]);
    }
}

/* The cycle in which a slot begins; no earlier one than c was asked for before. */
static uint64_t begin_of(const struct pipeline *p, struct pipeline_cursor *c, uint64_t slot)
{
    const struct pipeline_entry *e = p->entries;
    for (; c->fetch < p->count && e[c->fetch].slot < slot; c->fetch++) {
        c->waits += e[c->fetch].stalls[STALL_icache];
    }
    for (; c->execute < p->count && execute_slot(&e[c->execute]) < slot; c->execute++) {
        c->waits += execute_wait(&e[c->execute]);
    }
    for (; c->access < p->count && execute_slot(&e[c->access]) + 1 < slot; c->access++) {
        c->waits += access_wait(&e[c->access]);
    }
    return p->start + slot + c->waits;
}

struct pipeline_walk pipeline_walk(const struct pipeline *p)
{
    return (struct pipeline_walk){.pipeline = p};
}

bool pipeline_next(struct pipeline_walk *w, struct pipeline_times *times)
{
    const struct pipeline *p = w->pipeline;
    if (w->next == p->count) {
        return false;
    }
    const struct pipeline_entry *e = &p->entries[w->next++];
    uint64_t x = execute_slot(e);
    const uint64_t slots[STAGE_COUNT + 1] = {e->slot, decode_slot(e), x, x + 1, x + 2, x + 3};
    for (int i = 0; i <= STAGE_COUNT; i++) {
        times->at[i] = begin_of(p, &w->cursors[i], slots[i]);
    }
    return true;
}
