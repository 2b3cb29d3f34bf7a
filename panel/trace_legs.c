/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "trace_rows.h"

/* --- stays --- */

static void take(void *context, const struct stay *s, const struct trace_record *r)
{
    struct legs *g = context;
    size_t end = r ? (size_t)(r - g->episode->records) + 1 : g->next;
    if (g->count == g->capacity) {
        g->capacity = g->capacity ? 2 * g->capacity : 64;
        g->item = xrealloc(g->item, g->capacity * sizeof *g->item);
    }
    end = end < g->next ? g->next : end;
    g->item[g->count++] = (struct leg){*s, g->next, end - g->next};
    g->next = end;
}

void legs_find(struct legs *g, const struct trace *t, const struct episode *e)
{
    struct stays stays;
    *g = (struct legs){.episode = e};
    episode_stays(e, t, &stays, take, g);
}

/* --- whose a stay is --- */

/* Whether `layer` is a monitor that the VM is in, at some depth. */
static bool is_above(const struct session *s, unsigned layer, unsigned vm)
{
    unsigned guest = vm - 1;
    while (s->guests[guest].kin->level > 0) {
        guest = s->guests[guest].kin->parent;
        if (guest + 1 == layer) {
            return true;
        }
    }
    return false;
}

bool leg_is_monitors(const struct figure_rows *r, const struct leg *g)
{
    return g->stay.layer == LAYER_MONITOR ||
           is_above(r->trace->session, g->stay.layer, r->episode->layer);
}

bool leg_is_system(const struct figure_rows *r, const struct leg *g)
{
    return g->stay.layer == r->episode->layer && g->stay.supervisor;
}

/* The event that ended it, if a trap did. */
const struct trace_record *leg_trap(const struct figure_rows *r, const struct leg *g)
{
    const struct trace_record *last =
        g->count > 0 ? &r->episode->records[g->first + g->count - 1] : NULL;
    return last && last->e.kind == FLOW_TRAP ? last : NULL;
}

const struct trace_record *leg_return(const struct figure_rows *r, const struct leg *g)
{
    const struct trace_record *last =
        g->count > 0 ? &r->episode->records[g->first + g->count - 1] : NULL;
    return last && last->e.kind == FLOW_RETURN && last->e.level == 0 ? last : NULL;
}

/* --- what is summed up --- */

/* Whether a stay of the machine's monitor only helps the one before it to get on. */
static bool is_minor(const struct figure_rows *r, const struct leg *g, const struct leg *end)
{
    bool between = g + 1 < end && g->stay.layer == LAYER_MONITOR;
    if (r->full || !between || g[-1].stay.layer != g[1].stay.layer ||
        g[-1].stay.supervisor != g[1].stay.supervisor || !g[-1].stay.supervisor) {
        return false;
    }
    for (size_t i = g->first; i < g->first + g->count; i++) {
        const struct flow_event *e = &r->episode->records[i].e;
        bool its_write = e->cost == SPENT_TLB_WRITE && e->layer == r->episode->layer;
        if (e->level > 0 || e->kind == FLOW_REFLECT || e->kind == FLOW_INTERRUPT ||
            e->kind == FLOW_SWITCH || e->kind == FLOW_STOP || its_write) {
            return false;
        }
    }
    return true;
}

/* The last stay of those that begin at g and are one row: the same VM, helped on its way. */
const struct leg *leg_run(const struct figure_rows *r, const struct leg *g, const struct leg *end)
{
    while (g + 2 < end && is_minor(r, g + 1, end)) {
        g += 2;
    }
    return g;
}
