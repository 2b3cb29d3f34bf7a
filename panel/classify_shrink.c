/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the states in which a property was found to a minimal witness: whatever can be set to what
 * it is at reset, or made the same in both states, is, as long as the property still shows.
 */
#include <string.h>

#include "classify_witness.h"

struct shrinking {
    struct bench *b;
    struct witness *w;
    bool placed; /* storage is in the machines as the witness has it */
    bool progress;
    uint8_t kept[TRIAL_RAM]; /* of storage, while it is tried without */
};

/* A change to try: of cell i in state s; s = 2: in both. */
typedef void change_fn(struct witness *w, unsigned i, unsigned s);

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

static void clear_register(struct witness *w, unsigned i, unsigned s)
{
    (void)s;
    w->view.x[i] = 0;
}

static void clear_registers(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    (void)s;
    memset(w->view.x, 0, sizeof w->view.x);
}

static void clear_register_bit(struct witness *w, unsigned i, unsigned s)
{
    (void)s;
    w->view.x[i / 32] &= ~(1u << i % 32);
}

static void clear_reservation(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    (void)s;
    w->view.reservation = NOWHERE;
}

static void clear_elsewhere(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    (void)s;
    w->view.elsewhere = w->view.word;
}

static void clear_pc(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    (void)s;
    w->view.pc = WINDOW_BASE;
}

static void shrink_view(struct shrinking *k)
{
    attempt(k, clear_reservation, 0, 0, false);
    attempt(k, clear_elsewhere, 0, 0, false);
    attempt(k, clear_pc, 0, 0, false);
    if (!attempt(k, clear_registers, 0, 0, false)) {
        for (unsigned i = 1; i < 32; i++) {
            attempt(k, clear_register, i, 0, false);
        }
    }
    for (unsigned i = 32; i < 32 * 32; i++) {
        attempt(k, clear_register_bit, i, 0, false);
    }
}

/* --- CSRs --- */

/* Bits that a monitor holds stay as it holds them. */
static void put_csr(struct state *s, unsigned k, uint32_t value)
{
    state_set_csr(s, (enum csr_index)k, value);
    state_hold(s, 0);
}

static void reset_csr(struct witness *w, unsigned i, unsigned s)
{
    struct state fresh = {.outside = NULL};
    priv_reset(&fresh.priv, TRIAL_TLB, w->variant);
    for (unsigned n = 0; n < w->states; n++) {
        if (s == 2 || s == n) {
            put_csr(&w->state[n], i, state_csr(&fresh, (enum csr_index)i));
        }
    }
}

/* All of them, but for R. */
static void reset_csrs(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned c = 0; c < CSR_ROWS; c++) {
        if (c != CSR_INDEX_matp) {
            reset_csr(w, c, s);
        }
    }
    (void)i;
}

static void equal_csr(struct witness *w, unsigned i, unsigned s)
{
    put_csr(&w->state[1 - s], i, state_csr(&w->state[s], (enum csr_index)i));
}

static void equal_csrs(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned c = 0; c < CSR_ROWS; c++) {
        if (c != CSR_INDEX_matp) {
            equal_csr(w, c, s);
        }
    }
    (void)i;
}

static void clear_csr_bit(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned n = 0; n < w->states; n++) {
        if (s == 2 || s == n) {
            uint32_t value = state_csr(&w->state[n], (enum csr_index)(i / 32));
            put_csr(&w->state[n], i / 32, value & ~(1u << i % 32));
        }
    }
}

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
    shrink_by(k, reset_csr, equal_csr, CSR_INDEX_matp, true);
    shrink_by(k, clear_csr_bit, NULL, CSR_INDEX_matp * 32 + 30, false); /* OTE */
    if (attempt(k, reset_csrs, 0, 2, false)) {
        return;
    }
    if (two) {
        attempt(k, equal_csrs, 0, 0, false);
    }
    for (unsigned i = 0; i < CSR_ROWS * 33; i++) { /* each, and then each bit of each */
        unsigned bit = i - CSR_ROWS;
        if (i < CSR_ROWS && i != CSR_INDEX_matp) {
            shrink_by(k, reset_csr, equal_csr, i, false);
        } else if (i >= CSR_ROWS && bit / 32 != CSR_INDEX_matp) {
            shrink_by(k, clear_csr_bit, NULL, bit, false);
        }
    }
}

/* --- R --- */

/* The entry of a page of the window, by page; null if there is none. */
static struct tlb_entry *entry_of(struct state *s, unsigned page)
{
    for (unsigned i = 0; i < TRIAL_TLB; i++) {
        struct tlb_entry *e = &s->tlb[i];
        if ((e->lo & TLB_LO_V) &&
            tlb_serves(e->hi, WINDOW_BASE + page * PAGE_SIZE, s->priv.matp & MATP_ASID)) {
            return e;
        }
    }
    return NULL;
}

static void remove_page(struct witness *w, unsigned page, unsigned s)
{
    (void)s;
    for (unsigned n = 0; n < w->states; n++) {
        struct tlb_entry *e = entry_of(&w->state[n], page);
        if (e) {
            *e = (struct tlb_entry){0, 0};
        }
    }
}

static void reset_entry(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned n = 0; n < w->states; n++) {
        if (s == 2 || s == n) {
            w->state[n].tlb[i] = (struct tlb_entry){0, 0};
        }
    }
}

static void equal_tlb(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    memcpy(w->state[1 - s].tlb, w->state[s].tlb, sizeof w->state[s].tlb);
    state_set_csr(&w->state[1 - s], CSR_INDEX_matp, w->state[s].priv.matp);
}

/* The page's entry at the same index as in the other state. */
static void align_page(struct witness *w, unsigned page, unsigned s)
{
    struct tlb_entry *here = entry_of(&w->state[s], page);
    struct tlb_entry *there = entry_of(&w->state[1 - s], page);
    if (here && there) {
        struct tlb_entry *to = &w->state[1 - s].tlb[here - w->state[s].tlb];
        struct tlb_entry other = *to;
        *to = *there;
        *there = other;
    }
}

static void identity_page(struct witness *w, unsigned page, unsigned s)
{
    for (unsigned n = 0; n < w->states; n++) {
        struct tlb_entry *e = s == 2 || s == n ? entry_of(&w->state[n], page) : NULL;
        if (e) {
            e->lo = (e->lo & PAGE_OFFSET) | (RAM_BASE + page * PAGE_SIZE);
        }
    }
}

static void clear_asid(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    for (unsigned n = 0; n < w->states; n++) {
        struct state *state = &w->state[n];
        for (unsigned page = 0; (s == 2 || s == n) && page < WINDOW_PAGES; page++) {
            struct tlb_entry *e = entry_of(state, page);
            if (e) {
                e->hi &= ~TLB_HI_ASID;
            }
        }
        state->priv.matp &= s == 2 || s == n ? ~MATP_ASID : ~0u;
    }
}

static void clear_entry_bit(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned n = 0; n < w->states; n++) {
        struct tlb_entry *e = &w->state[n].tlb[i / 64];
        if (s == 2 || s == n) {
            *(i & 32 ? &e->hi : &e->lo) &= ~(1u << i % 32);
        }
    }
}

static void shrink_entries(struct shrinking *k)
{
    for (unsigned i = 0; i < TRIAL_TLB; i++) {
        shrink_by(k, reset_entry, NULL, i, true);
    }
    for (unsigned i = 0; i < TRIAL_TLB * 64; i++) {
        shrink_by(k, clear_entry_bit, NULL, i, true);
    }
}

static void shrink_relocation(struct shrinking *k)
{
    bool two = k->w->states == 2 && !witness_tied(k->w);
    if (two) {
        attempt(k, equal_tlb, 0, 0, true);
    }
    for (unsigned page = 0; page < WINDOW_PAGES; page++) {
        attempt(k, remove_page, page, 2, true);
        shrink_by(k, identity_page, NULL, page, true);
        if (two) {
            attempt(k, align_page, page, 0, true);
        }
    }
    shrink_by(k, clear_asid, NULL, 0, true);
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
    shrink_storage(k, w->outside[0], TRIAL_RAM);
    shrink_storage(k, w->outside[1], TRIAL_RAM);
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
        memcpy(w->outside[n], w->state[n].outside, TRIAL_RAM);
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
