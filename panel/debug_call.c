/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a call was made, however long ago: found at full speed, as the last time that the
 * instruction before a return address was executed with the stack pointer that the caller had.
 */
#include <stdio.h>
#include <stdlib.h>

#include "debug_frame.h"
#include "debug_run.h"

enum { REGISTER_SP = 2, CONDITION_SIZE = 128 };

/* All points but the new one are asleep meanwhile. */
static bool *put_to_sleep(struct points *p)
{
    bool *were = xmalloc(p->count + 1);
    for (unsigned i = 0; i < p->count; i++) {
        were[i] = p->item[i].enabled;
        p->item[i].enabled = false;
    }
    return were;
}

static void wake(struct points *p, bool *were)
{
    for (unsigned i = 0; i < p->count; i++) {
        p->item[i].enabled = were[i];
    }
    free(were);
}

/* The last time before now that what runs in context `c` executed `pc` under a condition. */
static bool find(struct debugger *d, const struct context *c, uint32_t pc, const char *condition,
                 struct position *at)
{
    struct position here = debug_now(d);
    struct place place = {.layer = c->layer, .address = pc};
    bool *were = put_to_sleep(&d->points);
    if (c->space) {
        place.space = SPACE_ASID;
        place.asid = c->space & MATP_ASID;
    }
    struct point *p = debug_break(d, &place, condition);
    enum halt halt = p ? debug_go_back(d, NULL) : HALT_BEGINNING;
    if (p) {
        debug_delete(d, p->number);
    }
    d->points.last -= p != NULL; /* its number is nobody's */
    wake(&d->points, were);
    d->points.hit = 0;
    *at = debug_now(d);
    debug_be_at(d, here);
    if (halt == HALT_KEY) {
        debug_interrupt(d); /* whoever asked for this is to end, too */
    }
    return halt == HALT_POINT;
}

/*
 * A caller's frame is above what it calls; only one without a frame shares its stack pointer, and
 * that calls nobody.
 */
bool debug_caller(struct debugger *d, const struct context *c, struct position *at)
{
    struct frame frames[FRAMES_MOST];
    const struct hart *h = &d->session.machine->hart;
    const struct image *image = layer_image(&d->session, c->layer);
    const struct symbol *s = image ? image_symbol_at(image, h->pc) : NULL;
    char condition[CONDITION_SIZE];
    if (debug_backtrace(d, frames) < 2 || frames[1].layer != c->layer ||
        (frames[1].kind != FRAME_CALLER && frames[1].kind != FRAME_GUESSED)) {
        return false;
    }
    snprintf(condition, sizeof condition, "$sp > 0x%xu || ($sp == 0x%xu && $pc - 0x%xu >= %uu)",
             h->x[REGISTER_SP], h->x[REGISTER_SP], s ? s->address : 0, s ? s->size : 0);
    return find(d, c, frames[1].pc - 4, condition, at);
}

/* What has returned to here was called just before here, by this very frame. */
bool debug_call_before(struct debugger *d, const struct context *c, struct position *at)
{
    const struct hart *h = &d->session.machine->hart;
    char condition[CONDITION_SIZE];
    snprintf(condition, sizeof condition, "$sp == 0x%xu", h->x[REGISTER_SP]);
    return find(d, c, h->pc - 4, condition, at);
}
