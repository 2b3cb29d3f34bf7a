/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debug_cycle.h"

#include "debug_run.h"

enum {
    BEFORE = 32,      /* steps that fill the pipeline */
    AHEAD = 16,       /* steps ahead: by then all that is in it has been seen */
    LONGEST = 100000, /* steps from base on */
};

const char *const stage_names[STAGE_COUNT] = {"IF", "ID", "EX", "MEM", "WB"};

static const char *const stall_words[] = {
#define STALL(name, ...) #name,
#include "machine/stall.def"
};

/* What an instruction may wait for in a stage. */
static const uint32_t stage_stalls[STAGE_COUNT] = {
    [STAGE_F] = 1u << STALL_icache,
    [STAGE_D] = 1u << STALL_load_use,
    [STAGE_X] = 1u << STALL_alu | 1u << STALL_mul | 1u << STALL_div | 1u << STALL_load |
                1u << STALL_store | 1u << STALL_amo | 1u << STALL_branch | 1u << STALL_jump |
                1u << STALL_fence | 1u << STALL_fence_i | 1u << STALL_csr | 1u << STALL_tlb,
    [STAGE_M] =
        1u << STALL_misaligned | 1u << STALL_dcache | 1u << STALL_write | 1u << STALL_device,
};

static uint64_t steps_now(const struct debugger *d)
{
    return position_steps(debug_now(d));
}

static void begin_anew(struct debugger *d)
{
    uint64_t now = steps_now(d);
    uint64_t first = position_steps(d->history.checkpoints[0]->at);
    struct position here = debug_now(d);
    debug_be_at_step(d, now - first > BEFORE ? now - BEFORE : first);
    d->cycling = (struct cycling){.base = debug_now(d), .at = here};
    debug_be_at(d, here);
}

/* Follow the pipeline from the base up to a little ahead of where d is, and be there again. */
static void follow(struct debugger *d, struct pipeline *p)
{
    struct position here = debug_now(d);
    struct option_window window = {true, d->cycling.base.instructions, UINT64_MAX};
    debug_be_at(d, d->cycling.base);
    pipeline_want(p, &d->session, &window);
    pipeline_advance(p);
    debug_advance(d, here);
    d->history.peeking = true;
    for (int i = 0; i < AHEAD; i++) {
        struct position next = debug_now(d);
        next.traps++;
        if (debug_advance(d, next) != HALT_DONE) {
            break;
        }
    }
    d->history.peeking = false;
    pipeline_end(p);
    debug_be_at(d, here);
}

/* --- looking at a cycle --- */

static const char *wait_of(const struct pipeline_entry *e, enum pipeline_stage stage)
{
    for (unsigned i = 0; i < STALL_COUNT; i++) {
        if ((stage_stalls[stage] >> i & 1) && e->stalls[i] > 0) {
            return stall_words[i];
        }
    }
    return NULL;
}

static void fill(const struct pipeline *p, const struct pipeline_entry *e, struct stage_view *v,
                 enum pipeline_stage stage, bool waits)
{
    *v = (struct stage_view){.filled = true,
                             .waits = waits ? wait_of(e, stage) : NULL,
                             .what = pipeline_what(p, e),
                             .who = pipeline_who(p, e),
                             .where = pipeline_where(p, e),
                             .pc = e->pc};
}

/* The view of a cycle; and the entry that was fetched last by then. */
static size_t view_at(const struct pipeline *p, uint64_t cycle, struct cycle_view *v)
{
    struct pipeline_walk w = pipeline_walk(p);
    struct pipeline_times t;
    size_t fetched = 0;
    *v = (struct cycle_view){.cycle = cycle};
    for (size_t i = 0; pipeline_next(&w, &t); i++) {
        fetched = t.at[STAGE_F] <= cycle ? i : fetched;
        for (int s = 0; s < STAGE_COUNT; s++) {
            if (t.at[s] <= cycle && cycle < t.at[s + 1]) {
                fill(p, &p->entries[i], &v->stage[s], (enum pipeline_stage)s,
                     t.at[s + 1] - t.at[s] > 1);
            }
        }
    }
    return fetched;
}

/* The cycle in which entry `index` is fetched. */
static uint64_t fetch_of(const struct pipeline *p, uint64_t index)
{
    struct pipeline_walk w = pipeline_walk(p);
    struct pipeline_times t = {.at = {0}};
    for (uint64_t i = 0; i <= index && pipeline_next(&w, &t); i++) {
    }
    return t.at[STAGE_F];
}

static bool is_begun(const struct debugger *d)
{
    const struct cycling *c = &d->cycling;
    return c->some && position_compare(c->at, debug_now(d)) == 0 &&
           steps_now(d) - position_steps(c->base) < LONGEST;
}

static enum halt one_cycle(struct debugger *d, enum direction way, struct cycle_view *v)
{
    struct pipeline p;
    bool begun = is_begun(d);
    if (!begun) {
        begin_anew(d);
    }
    struct cycling *c = &d->cycling;
    uint64_t base = position_steps(c->base);
    follow(d, &p);
    c->cycle = begun ? c->cycle : fetch_of(&p, steps_now(d) - base);
    c->some = true;
    bool first = way == BACKWARD && c->cycle <= p.start;
    c->cycle += way == FORWARD ? 1 : first ? 0 : UINT64_MAX;
    uint64_t to = base + view_at(&p, c->cycle, v);
    pipeline_free(&p);
    if (to != steps_now(d)) {
        enum halt halt = debug_steps(d, to > steps_now(d) ? FORWARD : BACKWARD,
                                     to > steps_now(d) ? to - steps_now(d) : steps_now(d) - to);
        if (halt != HALT_DONE) {
            c->some = false;
            return halt;
        }
    }
    c->at = debug_now(d);
    return first ? HALT_BEGINNING : HALT_DONE;
}

enum halt debug_cycles(struct debugger *d, enum direction way, uint64_t count, struct cycle_view *v)
{
    enum halt halt = HALT_DONE;
    d->points.hit = 0;
    for (uint64_t i = 0; i < count && halt == HALT_DONE; i++) {
        halt = one_cycle(d, way, v);
    }
    return halt;
}
