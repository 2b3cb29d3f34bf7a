/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What monitors in VMs did, and what a trap costs at each level. */
#include "table.h"

/* The ledger of guest i's own VMs, if it is a monitor. */
static const struct ledger *inner_ledger(const struct session *s, unsigned i)
{
    const struct guest *g = &s->guests[i];
    return g->kin->count > 0 ? ledger_inner(session_ledger(s, i), g->kin->index) : NULL;
}

void report_inner(const struct report *r, FILE *out, void (*put)(struct table *t))
{
    const struct session *s = r->session;
    for (unsigned i = 0; i < s->guest_count; i++) {
        const struct config_kin *k = s->guests[i].kin;
        const struct ledger *l = inner_ledger(s, i);
        if (l) {
            struct table t = {
                .report = r, .out = out, .ledger = l, .first = k->first, .count = k->count};
            fprintf(out,
                    "\nlevel %u: the VMs of the monitor in %s, of whose cycles these are parts\n",
                    k->level + 1, guest_path(&s->guests[i]));
            put(&t);
        }
    }
}

static void put_level(struct table *t, const char *name, unsigned level, const struct ledger *l)
{
    char label[TABLE_CELL];
    char cell[TABLE_CELL];
    uint64_t traps = ledger_traps(l);
    snprintf(label, sizeof label, "%u: %.*s", level, TABLE_LABEL - 3, name);
    table_label(t, label);
    table_number(t, traps);
    table_number(t, ledger_trap_cycles(l));
    snprintf(cell, sizeof cell, "%.1f",
             traps ? (double)ledger_trap_cycles(l) / (double)traps : 0.0);
    table_cell(t, cell);
    fputc('\n', t->out);
}

/* Only where there is more than one. */
void report_levels(const struct report *r, FILE *out)
{
    const struct session *s = r->session;
    struct table t = {.report = r, .out = out};
    if (s->guest_count == s->top_count) {
        return;
    }
    fputc('\n', out);
    fprintf(out, "%-*s", TABLE_LABEL + 2, "traps of each monitor's VMs, by level");
    table_cell(&t, "traps");
    table_cell(&t, "cycles for them");
    table_cell(&t, "for one");
    fputc('\n', out);
    put_level(&t, "the machine's monitor", 0, &s->ledger);
    for (unsigned i = 0; i < s->guest_count; i++) {
        const struct ledger *l = inner_ledger(s, i);
        if (l) {
            put_level(&t, guest_path(&s->guests[i]), s->guests[i].kin->level + 1, l);
        }
    }
}
