/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace_picture.h"

#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "isa/cause.h"

/* Why control is handed over, in a word or two. */
static struct trace_text why(const struct trace *t, const struct stay *s,
                             const struct trace_record *r)
{
    struct trace_text text = {""};
    const struct flow_event *e = &r->e;
    struct insn_text insn = trace_instruction(t, r);
    bool privileged = e->kind == FLOW_TRAP && e->cause == CAUSE_illegal && insn.text[0];
    if (privileged) {
        snprintf(text.text, sizeof text.text, "%.*s", (int)strcspn(insn.text, " "), insn.text);
    } else if (e->kind == FLOW_TRAP) {
        snprintf(text.text, sizeof text.text, "%s", cause_name(e->cause));
    } else if (e->kind == FLOW_RETURN) {
        snprintf(text.text, sizeof text.text, "%s", s->does ? flow_names[s->did.e.kind] : "mret");
    }
    return text;
}

static void take(void *context, const struct stay *s, const struct trace_record *r)
{
    struct picture *p = context;
    if (s->to == s->from) {
        return;
    }
    if (p->count == PICTURE_MOST) {
        p->overflown = true;
        return;
    }
    if (p->count == p->capacity) {
        p->capacity = p->capacity ? 2 * p->capacity : 64;
        p->item = xrealloc(p->item, p->capacity * sizeof *p->item);
    }
    p->item[p->count] = (struct picture_stay){.stay = *s};
    if (r) {
        p->item[p->count].why = why(p->trace, s, r);
        p->item[p->count].trapped = r->e.kind == FLOW_TRAP;
    }
    p->count++;
}

void picture_open(struct picture *p, const struct trace *t)
{
    *p = (struct picture){.trace = t};
    stays_open(&p->stays, t, take, p);
}

void picture_free(struct picture *p)
{
    free(p->item);
    *p = (struct picture){.item = NULL};
}

bool picture_event(struct picture *p, const struct trace_record *r)
{
    stays_event(&p->stays, r);
    return !p->overflown;
}

void picture_end(struct picture *p)
{
    stays_close(&p->stays);
}

void picture_episode(struct picture *p, const struct trace *t, const struct episode *e)
{
    const struct flow_event *first = &e->records[0].e;
    const struct flow_event *last = &e->records[e->count - 1].e;
    uint64_t margin = (last->cycles - first->cycles) / 8 + 2;
    *p = (struct picture){.trace = t};
    episode_stays(e, t, &p->stays, take, p);
    p->stays.open.to = e->sequel_cycles;
    take(p, &p->stays.open, NULL);
    uint64_t from = first->cycles > margin ? first->cycles - margin : 0;
    if (p->count > 0 && p->item[0].stay.from < from && p->item[0].stay.to > from) {
        p->item[0].stay.from = from;
    }
}
