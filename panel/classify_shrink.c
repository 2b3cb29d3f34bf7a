/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the states in which a property was found to a minimal witness: whatever can be set to what
 * it is at reset, or made the same in both states, is, as long as the property still shows.
 */
#include <string.h>

#include "classify_changes.h"

struct shrinking {
    struct bench *b;
    struct witness *w;
    bool placed; /* storage is in the machines as the witness has it */
    bool progress;
    uint8_t kept[STEPPER_RAM]; /* of storage, while it is tried without */
};

static bool holds_still(struct shrinking *k)
{
    bool holds_ = witness_try(k->b, k->w, !k->placed);
    k->placed = true;
    return holds_;
}

/* Try a change that may move storage (or not): it stays if the property does. */
static bool attempt(struct shrinking *k, change_fn *change, unsigned i, unsigned s, bool moves)
{
    struct view view;
    struct state state[2];
    const size_t header = offsetof(struct view, seen);
    memcpy(&view, &k->w->view, header);
    memcpy(state, k->w->state, sizeof state);
    change(k->w, i, s);
    if (memcmp(&view, &k->w->view, header) == 0 && memcmp(state, k->w->state, sizeof state) == 0) {
        return true;
    }
    k->placed = k->placed && !moves;
    if (holds_still(k)) {
        k->progress = true;
        return true;
    }
    memcpy(&k->w->view, &view, header);
    memcpy(k->w->state, state, sizeof state);
    k->placed = k->placed && !moves;
    return false;
}

/* --- the view --- */

static void shrink_view(struct shrinking *k)
{
    attempt(k, change_clear_reservation, 0, 0, false);
    attempt(k, change_clear_elsewhere, 0, 0, false);
    attempt(k, change_clear_pc, 0, 0, false);
    if (!attempt(k, change_clear_registers, 0, 0, false)) {
        for (unsigned i = 1; i < 32; i++) {
            attempt(k, change_clear_register, i, 0, false);
        }
    }
    for (unsigned i = 32; i < 32 * 32; i++) {
        attempt(k, change_clear_register_bit, i, 0, false);
    }
}

/* --- CSRs --- */

/* In both states; if they may differ, what differs first, and then each alone. */
static void shrink_by(struct shrinking *k, change_fn *reset, change_fn *equal, unsigned i,
                      bool moves)
{
    if (attempt(k, reset, i, 2, moves) || k->w->states == 1 || witness_tied(k->w)) {
        return;
    }
    if (equal && !attempt(k, equal, i, 0, moves)) {
        attempt(k, equal, i, 1, moves);
    }
    attempt(k, reset, i, 0, moves);
    attempt(k, reset, i, 1, moves);
}

static void shrink_csrs(struct shrinking *k)
{
    bool two = k->w->states == 2 && !witness_tied(k->w);
    shrink_by(k, change_reset_csr, change_equal_csr, CSR_INDEX_matp, true);
    shrink_by(k, change_clear_csr_bit, NULL, CSR_INDEX_matp * 32 + 30, false); /* OTE */
    if (attempt(k, change_reset_csrs, 0, 2, false)) {
        return;
    }
    if (two) {
        attempt(k, change_equal_csrs, 0, 0, false);
    }
    for (unsigned i = 0; i < CSR_ROWS * 33; i++) { /* each, and then each bit of each */
        unsigned bit = i - CSR_ROWS;
        if (i < CSR_ROWS && i != CSR_INDEX_matp) {
            shrink_by(k, change_reset_csr, change_equal_csr, i, false);
        } else if (i >= CSR_ROWS && bit / 32 != CSR_INDEX_matp) {
            shrink_by(k, change_clear_csr_bit, NULL, bit, false);
        }
    }
}

/* --- R --- */

static void shrink_entries(struct shrinking *k)
{
    for (unsigned i = 0; i < STEPPER_TLB; i++) {
        shrink_by(k, change_reset_entry, NULL, i, true);
    }
    for (unsigned i = 0; i < STEPPER_TLB * 64; i++) {
        shrink_by(k, change_clear_entry_bit, NULL, i, true);
    }
}

static void shrink_relocation(struct shrinking *k)
{
    bool two = k->w->states == 2 && !witness_tied(k->w);
    if (two) {
        attempt(k, change_equal_tlb, 0, 0, true);
    }
    for (unsigned page = 0; page < WINDOW_PAGES; page++) {
        attempt(k, change_remove_page, page, 2, true);
        shrink_by(k, change_identity_page, NULL, page, true);
        if (two) {
            attempt(k, change_align_page, page, 0, true);
        }
    }
    shrink_by(k, change_clear_asid, NULL, 0, true);
}

/* --- storage --- */

static void zero_storage(struct shrinking *k, uint8_t *bytes, uint32_t from, uint32_t size)
{
    memcpy(k->kept, bytes + from, size);
    memset(bytes + from, 0, size);
    k->placed = false;
    if (memcmp(k->kept, bytes + from, size) != 0 && !holds_still(k)) {
        memcpy(bytes + from, k->kept, size);
        k->placed = false;
    }
}

static void shrink_storage(struct shrinking *k, uint8_t *bytes, uint32_t size)
{
    zero_storage(k, bytes, 0, size);
    for (uint32_t part = PAGE_SIZE; part >= 4; part /= 2) {
        for (uint32_t from = 0; from < size; from += part) {
            bool any = bytes[from] != 0 || memcmp(bytes + from, bytes + from + 1, part - 1) != 0;
            if (any) {
                zero_storage(k, bytes, from, part);
            }
        }
    }
}

/* --- all of it --- */

static void shrink(struct shrinking *k)
{
    struct witness *w = k->w;
    shrink_storage(k, w->outside[0], STEPPER_RAM);
    shrink_storage(k, w->outside[1], STEPPER_RAM);
    shrink_storage(k, w->view.seen, WINDOW_SIZE);
    for (unsigned round = 0; round < 4; round++) {
        k->progress = false;
        shrink_relocation(k);
        shrink_csrs(k);
        shrink_view(k);
        shrink_entries(k);
        if (!k->progress) {
            break;
        }
    }
    holds_still(k);
}

/* The property's evidence, as it was found. */
static void take(struct bench *b, const struct subject *s, const struct evidence *e,
                 struct witness *w)
{
    scene_make(&b->scene, b->variant, false, e->scene);
    scene_draw(&b->scene, s, &w->view);
    memcpy(w->view.seen, b->scene.view.seen, WINDOW_SIZE);
    w->states = e->second < SCENE_STATES ? 2 : 1;
    for (unsigned n = 0; n < w->states; n++) {
        w->state[n] = b->scene.state[n ? e->second : e->first];
        memcpy(w->outside[n], w->state[n].outside, STEPPER_RAM);
        for (unsigned page = 0; page < WINDOW_PAGES;
             page++) { /* what it does not show is no view */
            if (state_frame(&w->state[n], false, WINDOW_BASE + page * PAGE_SIZE) == NOWHERE) {
                memset(w->view.seen + page * PAGE_SIZE, 0, PAGE_SIZE);
            }
        }
    }
}

void witness_find(struct bench *b, const struct subject *s, const struct finding *f,
                  enum property p, struct witness *w)
{
    struct shrinking k = {.b = b, .w = w};
    witness_clear(w, b->variant);
    w->shows = p;
    w->rank = f->evidence[p].rank;
    subject_name(s, w->name);
    take(b, s, &f->evidence[p], w);
    shrink(&k);
}
