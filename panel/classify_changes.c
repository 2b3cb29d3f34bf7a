/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_changes.h"

#include <string.h>

void change_clear_register(struct witness *w, unsigned i, unsigned s)
{
    (void)s;
    w->view.x[i] = 0;
}

void change_clear_registers(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    (void)s;
    memset(w->view.x, 0, sizeof w->view.x);
}

void change_clear_register_bit(struct witness *w, unsigned i, unsigned s)
{
    (void)s;
    w->view.x[i / 32] &= ~(1u << i % 32);
}

void change_clear_reservation(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    (void)s;
    w->view.reservation = NOWHERE;
}

void change_clear_elsewhere(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    (void)s;
    w->view.elsewhere = w->view.word;
}

void change_clear_pc(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    (void)s;
    w->view.pc = WINDOW_BASE;
}

/* Bits that a monitor holds while a guest runs stay so in user mode, and in what is compared with
 * it. */
static void put_csr(struct witness *w, unsigned n, unsigned k, uint32_t value)
{
    state_set_csr(&w->state[n], (enum csr_index)k, value);
    bool user = w->state[0].priv.mode == MODE_USER ||
                (w->states == 2 && w->state[1].priv.mode == MODE_USER);
    if (user) {
        state_hold(&w->state[n], 0);
    }
}

void change_reset_csr(struct witness *w, unsigned i, unsigned s)
{
    struct state fresh;
    state_reset(&fresh, w->variant);
    for (unsigned n = 0; n < w->states; n++) {
        if (s == 2 || s == n) {
            put_csr(w, n, i, state_csr(&fresh, (enum csr_index)i));
        }
    }
}

/* All of them, but for R. */
void change_reset_csrs(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned c = 0; c < CSR_ROWS; c++) {
        if (c != CSR_INDEX_matp) {
            change_reset_csr(w, c, s);
        }
    }
    (void)i;
}

void change_equal_csr(struct witness *w, unsigned i, unsigned s)
{
    put_csr(w, 1 - s, i, state_csr(&w->state[s], (enum csr_index)i));
}

void change_equal_csrs(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned c = 0; c < CSR_ROWS; c++) {
        if (c != CSR_INDEX_matp) {
            change_equal_csr(w, c, s);
        }
    }
    (void)i;
}

/* A bit that reset sets is no simpler if it is clear. */
void change_clear_csr_bit(struct witness *w, unsigned i, unsigned s)
{
    struct state fresh;
    state_reset(&fresh, w->variant);
    uint32_t bit = 1u << i % 32 & ~state_csr(&fresh, (enum csr_index)(i / 32));
    for (unsigned n = 0; n < w->states; n++) {
        if (s == 2 || s == n) {
            uint32_t value = state_csr(&w->state[n], (enum csr_index)(i / 32));
            put_csr(w, n, i / 32, value & ~bit);
        }
    }
}

/* The entry of a page of the window, by page; null if there is none. */
static struct tlb_entry *entry_of(struct state *s, unsigned page)
{
    for (unsigned i = 0; i < STEPPER_TLB; i++) {
        struct tlb_entry *e = &s->tlb[i];
        if ((e->lo & TLB_LO_V) &&
            tlb_serves(e->hi, WINDOW_BASE + page * PAGE_SIZE, s->priv.matp & MATP_ASID)) {
            return e;
        }
    }
    return NULL;
}

void change_remove_page(struct witness *w, unsigned page, unsigned s)
{
    (void)s;
    for (unsigned n = 0; n < w->states; n++) {
        struct tlb_entry *e = entry_of(&w->state[n], page);
        if (e) {
            *e = (struct tlb_entry){0, 0};
        }
    }
}

void change_reset_entry(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned n = 0; n < w->states; n++) {
        if (s == 2 || s == n) {
            w->state[n].tlb[i] = (struct tlb_entry){0, 0};
        }
    }
}

void change_equal_tlb(struct witness *w, unsigned i, unsigned s)
{
    (void)i;
    memcpy(w->state[1 - s].tlb, w->state[s].tlb, sizeof w->state[s].tlb);
    state_set_csr(&w->state[1 - s], CSR_INDEX_matp, w->state[s].priv.matp);
}

/* The page's entry at the same index as in the other state. */
void change_align_page(struct witness *w, unsigned page, unsigned s)
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

void change_identity_page(struct witness *w, unsigned page, unsigned s)
{
    for (unsigned n = 0; n < w->states; n++) {
        struct tlb_entry *e = s == 2 || s == n ? entry_of(&w->state[n], page) : NULL;
        if (e) {
            e->lo = (e->lo & PAGE_OFFSET) | (RAM_BASE + page * PAGE_SIZE);
        }
    }
}

void change_clear_asid(struct witness *w, unsigned i, unsigned s)
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

void change_clear_entry_bit(struct witness *w, unsigned i, unsigned s)
{
    for (unsigned n = 0; n < w->states; n++) {
        struct tlb_entry *e = &w->state[n].tlb[i / 64];
        if (s == 2 || s == n) {
            *(i & 32 ? &e->hi : &e->lo) &= ~(1u << i % 32);
        }
    }
}
