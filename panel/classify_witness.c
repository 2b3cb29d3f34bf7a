/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_witness.h"

#include <stdlib.h>
#include <string.h>

const char *const property_keys[PROPERTIES] = {
    [CONTROL_SUPERVISOR] = "control-supervisor",
    [CONTROL_USER] = "control-user",
    [LOCATION_SUPERVISOR] = "location-supervisor",
    [LOCATION_USER] = "location-user",
    [MODE] = "mode",
    [JOINT] = "joint",
    [UNPRIVILEGED] = "unprivileged",
};

const char *const property_words[PROPERTIES] = {
    [CONTROL_SUPERVISOR] = "control-sensitive in supervisor mode",
    [CONTROL_USER] = "control-sensitive in user mode",
    [LOCATION_SUPERVISOR] = "location-sensitive in supervisor mode",
    [LOCATION_USER] = "location-sensitive in user mode",
    [MODE] = "mode-sensitive",
    [JOINT] = "sensitive to location and mode together",
    [UNPRIVILEGED] = "not privileged",
};

struct bench *bench_new(enum variant v)
{
    struct bench *b = calloc(1, sizeof *b);
    if (b && stepper_open(&b->stepper[0], v, false) && stepper_open(&b->stepper[1], v, false)) {
        b->variant = v;
        return b;
    }
    bench_free(b);
    return NULL;
}

void bench_free(struct bench *b)
{
    for (unsigned i = 0; b && i < 2; i++) {
        stepper_close(&b->stepper[i]);
    }
    free(b);
}

bool witness_tied(const struct witness *w)
{
    return w->shows == MODE || w->shows == UNPRIVILEGED;
}

/* Each page that a shows b shows, for the same accesses. */
static bool shows_no_more(const struct state *a, const struct state *b)
{
    for (unsigned i = 0; i < STEPPER_TLB; i++) {
        const struct tlb_entry *e = &a->tlb[i];
        bool found = !(e->lo & TLB_LO_V) || !tlb_serves(e->hi, e->hi, a->priv.matp & MATP_ASID);
        for (unsigned j = 0; j < STEPPER_TLB && !found; j++) {
            const struct tlb_entry *o = &b->tlb[j];
            found = ((e->lo ^ o->lo) & PAGE_OFFSET) == 0 &&
                    tlb_serves(o->hi, e->hi, b->priv.matp & MATP_ASID);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

/* Whether R shows the pages in which the view has something: the instruction, storage. */
static bool shows_view(const struct witness *w, const struct state *s)
{
    static const uint8_t nothing[PAGE_SIZE];
    bool shown = state_frame(s, false, w->view.pc) != NOWHERE;
    for (unsigned i = 0; i < WINDOW_PAGES && shown; i++) {
        uint32_t page = i * PAGE_SIZE;
        bool needed = memcmp(w->view.seen + page, nothing, PAGE_SIZE) != 0 ||
                      (w->view.reservation != NOWHERE &&
                       ((w->view.reservation ^ (WINDOW_BASE + page)) & PAGE_FRAME) == 0);
        shown = !needed || state_frame(s, false, WINDOW_BASE + page) != NOWHERE;
    }
    return shown;
}

/* Whether two states are a pair: with relocation in both, they show the same pages. */
static bool is_pair(const struct witness *w)
{
    const struct state *a = &w->state[0], *b = &w->state[1];
    for (unsigned i = 0; i < w->states; i++) {
        if (!state_sound(&w->state[i]) || !shows_view(w, &w->state[i])) {
            return false;
        }
    }
    bool both = state_relocates(a, false) && state_relocates(b, false);
    return w->states == 1 || !both || (shows_no_more(a, b) && shows_no_more(b, a));
}

/* Without relocation R shows all of RAM, and nothing is outside of it. */
static void set_outside(struct witness *w, unsigned n)
{
    static const uint8_t nothing[STEPPER_RAM];
    struct state *s = &w->state[n];
    s->outside = state_relocates(s, false) ? w->outside[witness_tied(w) ? 0 : n] : nothing;
}

bool witness_try(struct bench *b, struct witness *w, bool place)
{
    if (!is_pair(w)) {
        return false;
    }
    for (unsigned n = 0; n < w->states; n++) {
        set_outside(w, n);
        if (place) {
            stepper_place(&b->stepper[n], &w->view, &w->state[n]);
        }
        stepper_run(&b->stepper[n], &w->view, &w->state[n], &w->outcome[n]);
    }
    const struct step_outcome *second = w->states == 2 ? &w->outcome[1] : NULL;
    return outcomes_show(w->shows, &w->state[0], &w->outcome[0], second) &&
           outcomes_rank(w->shows, &w->state[0], &w->outcome[0], second) <= w->rank;
}

void witness_fill(const struct witness *w, unsigned which, struct machine *m)
{
    state_fill(m, &w->view, &w->state[which], false);
}

void witness_clear(struct witness *w, enum variant v)
{
    memset(w, 0, sizeof *w);
    w->variant = v;
    w->rank = UINT32_MAX;
    w->states = 1;
    w->view.pc = WINDOW_BASE;
    w->view.reservation = NOWHERE;
    for (unsigned n = 0; n < 2; n++) {
        state_reset(&w->state[n], v);
        set_outside(w, n);
    }
}
