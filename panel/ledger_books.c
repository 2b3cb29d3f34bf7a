/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over a ledger, copies of ledgers, and ledgers in snapshots. */
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "ledger.h"

uint64_t ledger_traps(const struct ledger *l)
{
    uint64_t sum = 0;
    for (unsigned i = 1; i < l->party_count; i++) {
        sum += l->parties[i].traps;
    }
    return sum;
}

uint64_t ledger_trap_cycles(const struct ledger *l)
{
    uint64_t sum = 0;
    for (unsigned i = 1; i < l->party_count; i++) {
        const struct party *p = &l->parties[i];
        uint64_t own = party_spent(p, SPENT_USER) + party_spent(p, SPENT_SUPERVISOR) +
                       party_spent(p, SPENT_INTERPRET);
        sum += party_busy_cycles(p) - own;
    }
    return sum;
}

static void meter_archive(struct archive *a, struct meter *t)
{
    archive_u64(a, &t->cycles);
    archive_u64(a, &t->instructions);
    archive_u64(a, &t->idle);
}

void ledger_archive(struct archive *a, struct ledger *l)
{
    uint32_t last_cost = l->last_cost;
    for (unsigned i = 0; i < l->party_count; i++) {
        party_archive(a, &l->parties[i]);
    }
    archive_below(a, &l->current, l->party_count);
    archive_bool(a, &l->in_monitor);
    archive_u32(a, &l->trap_cause);
    archive_u32(a, &l->trap_call);
    archive_below(a, &last_cost, SPENT_COUNT);
    l->last_cost = (enum cause_of_cost)last_cost;
    archive_below(a, &l->last_row, PARTY_ROWS);
    meter_archive(a, &l->mark);
    archive_bool(a, &l->returning);
    archive_bool(a, &l->aside);
    archive_u64(a, &l->deferred_cycles);
    archive_u64(a, &l->deferred_instructions);
    archive_u32(a, &l->heard);
    archive_u32(a, &l->stop_code);
    archive_u32(a, &l->inspect);
    for (unsigned i = 0; i < l->party_count; i++) {
        if (l->inner[i]) {
            ledger_archive(a, l->inner[i]);
        }
    }
}

static void *copy_of(const void *bytes, size_t size)
{
    return memcpy(xmalloc(size), bytes, size);
}

void ledger_copy(struct ledger *to, const struct ledger *l)
{
    *to = *l;
    to->listeners = NULL;
    to->parties = copy_of(l->parties, l->party_count * sizeof *l->parties);
    to->inner = copy_of(l->inner, l->party_count * sizeof *l->inner);
    for (unsigned i = 0; i < l->party_count; i++) {
        if (l->inner[i]) {
            to->inner[i] = xmalloc(sizeof *to->inner[i]);
            ledger_copy(to->inner[i], l->inner[i]);
            to->inner[i]->whole = &to->parties[i];
        }
    }
}

void ledger_free(struct ledger *l)
{
    for (unsigned i = 0; i < l->party_count; i++) {
        if (l->inner[i]) {
            ledger_free(l->inner[i]);
            free(l->inner[i]);
        }
    }
    free(l->inner);
    free(l->parties);
    l->parties = NULL;
}
