/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a witness, by name: what it begins with, and what became of it. */
#include <stdio.h>
#include <string.h>

#include "classify_witness.h"
#include "isa/disasm.h"

struct name {
    char text[40];
};

static struct name at(const char *what, uint32_t where)
{
    struct name n;
    snprintf(n.text, sizeof n.text, "%s[0x%08x]", what, where);
    return n;
}

static struct name tlb_name(unsigned i, bool hi)
{
    struct name n;
    snprintf(n.text, sizeof n.text, "TLB[%u].%s", i, hi ? "hi" : "lo");
    return n;
}

static void csr_name(unsigned k, struct name *n)
{
    char text[CSR_NAME_SIZE];
    isa_csr_name(csr_rows[k].number, text);
    snprintf(n->text, sizeof n->text, "%s", text);
}

static void put_words(const char *what, const uint8_t *bytes, uint32_t size, witness_field *put,
                      void *context)
{
    for (uint32_t i = 0; i < size; i += 4) {
        if (machine_word(bytes + i) != 0) {
            put(context, at(what, RAM_BASE + i).text, machine_word(bytes + i));
        }
    }
}

void witness_view_fields(const struct witness *w, witness_field *put, void *context)
{
    const struct view *v = &w->view;
    for (unsigned i = 1; i < 32; i++) {
        if (v->x[i]) {
            put(context, isa_register_names[i], v->x[i]);
        }
    }
    if (v->reservation != NOWHERE) {
        put(context, "reservation", v->reservation);
    }
    if (v->elsewhere != v->word) {
        put(context, "elsewhere", v->elsewhere);
    }
    put_words("storage", v->seen, WINDOW_SIZE, put, context);
}

/* Counters' shadows show what other fields say; so does matp, which is shown in parts. */
static bool is_shadow(unsigned k)
{
    struct state probe = {.outside = NULL};
    return k == CSR_INDEX_matp ||
           (!state_set_csr(&probe, (enum csr_index)k, 1) && csr_moves((enum csr_index)k));
}

/* The parts of matp that are not 0, or that differ from those of another value. */
static void put_matp(uint32_t matp, uint32_t from, witness_field *put, void *context)
{
    if ((matp ^ from) & MATP_TE) {
        put(context, "TE", (matp & MATP_TE) != 0);
    }
    if ((matp ^ from) & MATP_OTE) {
        put(context, "OTE", (matp & MATP_OTE) != 0);
    }
    if ((matp ^ from) & MATP_ASID) {
        put(context, "ASID", matp & MATP_ASID);
    }
}

void witness_state_fields(const struct witness *w, unsigned which, witness_field *put,
                          void *context)
{
    const struct state *s = &w->state[which];
    struct state fresh;
    state_reset(&fresh, w->variant);
    put_matp(s->priv.matp, 0, put, context);
    for (unsigned k = 0; k < CSR_ROWS; k++) {
        uint32_t value = state_csr(s, (enum csr_index)k);
        struct name n;
        if (value != state_csr(&fresh, (enum csr_index)k) && !is_shadow(k)) {
            csr_name(k, &n);
            put(context, n.text, value);
        }
    }
    for (unsigned i = 0; i < 2 * STEPPER_TLB; i++) {
        uint32_t value = i % 2 ? s->tlb[i / 2].lo : s->tlb[i / 2].hi;
        if (value) {
            put(context, tlb_name(i / 2, i % 2 == 0).text, value);
        }
    }
    if (state_relocates(s, false)) {
        put_words("outside", w->outside[witness_tied(w) ? 0 : which], STEPPER_RAM, put, context);
    }
}

/* A word of the window after the step. */
static uint32_t word_after(const struct witness *w, unsigned which, uint32_t va)
{
    const struct visible *v = &w->outcome[which].visible;
    for (unsigned i = 0; i < v->changes && i < CHANGES; i++) {
        if (v->change[i].address == va) {
            return v->change[i].value;
        }
    }
    if ((va ^ w->view.pc) < 4) {
        return w->view.word;
    }
    uint32_t offset = va - WINDOW_BASE;
    return offset < WINDOW_SIZE ? machine_word(w->view.seen + offset) : 0;
}

static void put_storage(const struct witness *w, unsigned which, witness_field *put, void *context)
{
    for (unsigned n = 0; n < 2; n++) {
        const struct visible *v = &w->outcome[n].visible;
        for (unsigned i = 0; i < v->changes && i < CHANGES; i++) {
            uint32_t va = v->change[i].address;
            bool again = n == 1 && word_after(w, 0, va) != word_after(w, 1, va) &&
                         w->outcome[0].visible.changes > i &&
                         w->outcome[0].visible.change[i].address == va;
            if (word_after(w, 0, va) != word_after(w, 1, va) && !again) {
                put(context, at("storage", va).text, word_after(w, which, va));
            }
        }
    }
}

/* What the program sees, as far as the two differ. */
static void put_visible(const struct witness *w, unsigned which, witness_field *put, void *context)
{
    const struct visible *a = &w->outcome[0].visible, *b = &w->outcome[1].visible;
    const struct visible *v = which ? b : a;
    if (a->pc != b->pc) {
        put(context, "pc", v->pc);
    }
    for (unsigned i = 1; i < 32; i++) {
        if (a->x[i] != b->x[i]) {
            put(context, isa_register_names[i], v->x[i]);
        }
    }
    if (a->reservation != b->reservation) {
        put(context, "reservation", v->reservation);
    }
    put_storage(w, which, put, context);
}

/* Whether a CSR changed in any of the states. */
static bool csr_shows(const struct witness *w, unsigned k)
{
    bool changed = false;
    for (unsigned n = 0; n < w->states; n++) {
        changed = changed ||
                  csr_changed((enum csr_index)k, state_csr(&w->state[n], k), w->outcome[n].csr[k]);
    }
    return changed && !is_shadow(k);
}

static bool entry_shows(const struct witness *w, unsigned i, bool hi)
{
    bool changed = false;
    for (unsigned n = 0; n < w->states; n++) {
        const struct tlb_entry *a = &w->state[n].tlb[i], *b = &w->outcome[n].tlb[i];
        changed = changed || (hi ? a->hi != b->hi : a->lo != b->lo);
    }
    return changed;
}

/* M, R and other resources, as far as the step changed them. */
static void put_resources(const struct witness *w, unsigned which, witness_field *put,
                          void *context)
{
    const struct step_outcome *o = &w->outcome[which];
    struct name n;
    if (o->mode != w->state[which].priv.mode) {
        put(context, "mode", o->mode);
    }
    put_matp(o->csr[CSR_INDEX_matp], w->state[which].priv.matp, put, context);
    for (unsigned k = 0; k < CSR_ROWS; k++) {
        if (csr_shows(w, k)) {
            csr_name(k, &n);
            put(context, n.text, o->csr[k]);
        }
    }
    for (unsigned i = 0; i < 2 * STEPPER_TLB; i++) {
        if (entry_shows(w, i / 2, i % 2 == 0)) {
            put(context, tlb_name(i / 2, i % 2 == 0).text,
                i % 2 ? o->tlb[i / 2].lo : o->tlb[i / 2].hi);
        }
    }
    for (unsigned i = 0; i < o->changes && i < CHANGES; i++) {
        put(context, at("outside", o->change[i].address).text, o->change[i].value);
    }
    if (o->waiting || o->stopped) {
        put(context, o->waiting ? "waiting" : "stopped", 1);
    }
}

void witness_outcome_fields(const struct witness *w, unsigned which, witness_field *put,
                            void *context)
{
    const struct step_outcome *o = &w->outcome[which];
    bool completes = o->trapped == TRAPPED_NOT;
    put(context, "trap", completes ? NOWHERE : o->cause);
    if (w->states == 2 && completes && w->outcome[1 - which].trapped == TRAPPED_NOT) {
        put_visible(w, which, put, context);
    }
    if (completes && (w->states == 1 || w->shows == UNPRIVILEGED)) {
        put_resources(w, which, put, context);
    }
}
