/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A window in the format Kanata 0004, which Konata shows: lines of tab-separated fields, in the
 * order of time. C=, C: cycles. I: an entry appears (its id in the file, instructions before it,
 * who ran). L: its label on the left (0), what is shown over it (1). S, E: a stage of it begins,
 * ends. W: it waited for another's result. R: it retired, or (1) did not.
 */
#include <inttypes.h>

#include "isa/cause.h"
#include "pipeline.h"

/* A stage each at most, and one that has just left WB. */
enum { FLYING_MOST = STAGE_COUNT + 1 };

struct flying {
    size_t index;
    struct pipeline_times times;
    int next; /* stage that it enters next; STAGE_COUNT: it leaves */
};

struct writer {
    const struct pipeline *p;
    FILE *out;
    struct pipeline_walk walk;
    struct flying flying[FLYING_MOST]; /* the oldest first */
    unsigned count;
    struct flying waiting; /* the next one to be fetched, if there is one */
    bool more;
    uint64_t cycle, retired;
};

static const char stage_letters[] = "FDXMW";

static void put_labels(const struct writer *w, size_t i)
{
    const struct pipeline *p = w->p;
    const struct pipeline_entry *e = &p->entries[i];
    fprintf(w->out, "L\t%zu\t0\t%08x%s: %s\n", i, e->pc, pipeline_where(p, e).text,
            pipeline_what(p, e).text);
    fprintf(w->out, "L\t%zu\t1\t%s", i, pipeline_who(p, e).text);
    for (int s = 0; s < STALL_COUNT; s++) {
        if (e->stalls[s]) {
            fprintf(w->out, "\\n%s: %u", stall_texts[s], e->stalls[s]);
        }
    }
    if (e->idle) {
        fprintf(w->out, "\\nidle: %" PRIu64, e->idle);
    }
    if (e->kind == PIPELINE_EXCEPTION) {
        fprintf(w->out, "\\n%s", cause_text(e->cause));
    }
    const char *name = pipeline_register(p, e);
    if (name) {
        fprintf(w->out, "\\n%s = 0x%08x", name, e->value);
    }
    fputc('\n', w->out);
}

static void put_appearance(const struct writer *w, size_t i)
{
    const struct pipeline_entry *e = &w->p->entries[i];
    fprintf(w->out, "I\t%zu\t%" PRIu64 "\t%u\n", i, e->number, e->layer);
    put_labels(w, i);
}

static void put_departure(struct writer *w, size_t i)
{
    bool retired = w->p->entries[i].kind == PIPELINE_INSTRUCTION;
    fprintf(w->out, "R\t%zu\t%" PRIu64 "\t%d\n", i, w->retired, !retired);
    w->retired += retired;
}

/* Into the next stage, or out of the last. */
static void move(struct writer *w, struct flying *f)
{
    int stage = f->next++;
    if (stage > STAGE_F) {
        fprintf(w->out, "E\t%zu\t0\t%c\n", f->index, stage_letters[stage - 1]);
    } else {
        put_appearance(w, f->index);
    }
    if (stage == STAGE_COUNT) {
        put_departure(w, f->index);
        return;
    }
    fprintf(w->out, "S\t%zu\t0\t%c\n", f->index, stage_letters[stage]);
    if (stage == STAGE_X && f->index > 0 && w->p->entries[f->index].stalls[STALL_load_use]) {
        fprintf(w->out, "W\t%zu\t%zu\t0\n", f->index, f->index - 1);
    }
}

static void put_time(struct writer *w, uint64_t cycle)
{
    if (cycle > w->cycle) {
        fprintf(w->out, "C\t%" PRIu64 "\n", cycle - w->cycle);
        w->cycle = cycle;
    }
}

/* The cycle in which something happens next; false if nothing does. */
static bool next_cycle(const struct writer *w, uint64_t *cycle)
{
    *cycle = w->more ? w->waiting.times.at[STAGE_F] : UINT64_MAX;
    for (unsigned i = 0; i < w->count; i++) {
        uint64_t at = w->flying[i].times.at[w->flying[i].next];
        *cycle = at < *cycle ? at : *cycle;
    }
    return w->more || w->count > 0;
}

static void await(struct writer *w)
{
    w->waiting = (struct flying){.index = w->walk.next};
    w->more = pipeline_next(&w->walk, &w->waiting.times);
}

static void put_cycle(struct writer *w, uint64_t cycle)
{
    unsigned left = 0;
    put_time(w, cycle);
    if (w->more && w->waiting.times.at[STAGE_F] == cycle) {
        w->flying[w->count++] = w->waiting;
        await(w);
    }
    for (unsigned i = 0; i < w->count; i++) {
        struct flying f = w->flying[i];
        if (f.times.at[f.next] == cycle) {
            move(w, &f);
        }
        if (f.next <= STAGE_COUNT) {
            w->flying[left++] = f;
        }
    }
    w->count = left;
}

void pipeline_kanata(const struct pipeline *p, FILE *out)
{
    struct writer w = {.p = p, .out = out, .walk = pipeline_walk(p), .cycle = p->start};
    uint64_t cycle;
    fprintf(out, "Kanata\t0004\nC=\t%" PRIu64 "\n", p->start);
    await(&w);
    while (next_cycle(&w, &cycle)) {
        put_cycle(&w, cycle);
    }
    if (p->count) {
        put_time(&w, w.cycle + pipeline_bubbles(&p->entries[p->count - 1]));
    }
}
