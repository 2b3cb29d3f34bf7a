/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_scenes.h"

#include <string.h>

#include "classify_draw.h"

const struct hold holds[HOLDS] = {
    {CSR_mstatus, MSTATUS_TW, true, "mstatus.TW"},
    {CSR_mcounteren, COUNTER_CYCLE, false, "mcounteren.CY"},
    {CSR_mcounteren, COUNTER_TIME, false, "mcounteren.TM"},
    {CSR_mcounteren, COUNTER_INSTRET, false, "mcounteren.IR"},
};

void state_hold(struct state *s, unsigned open)
{
    for (unsigned i = 0; i < HOLDS; i++) {
        uint32_t value;
        priv_csr_read(&s->priv, holds[i].csr, &value);
        bool set = holds[i].held != (open >> i & 1);
        value = set ? value | holds[i].bit : value & ~holds[i].bit;
        priv_csr_write(&s->priv, holds[i].csr, value);
    }
    s->priv.counters_written = 0;
}

void state_reset(struct state *s, enum variant v)
{
    memset(s, 0, sizeof *s);
    priv_reset(&s->priv, STEPPER_TLB, v);
    state_hold(s, 0);
}

/* A word as registers have them: anything, a little, a bit or all of them. */
static uint32_t any_word(struct draw *d)
{
    switch (draw_below(d, 4)) {
    case 0:
        return draw_below(d, 12);
    case 1:
        return 1u << draw_below(d, 32);
    default:
        return draw_next(d);
    }
}

static void draw_csrs(struct draw *d, struct state *s)
{
    for (unsigned k = 0; k < CSR_ROWS; k++) {
        uint32_t value = any_word(d);
        if (draw_below(d, 4) != 0) {
            state_set_csr(s, (enum csr_index)k, value);
        }
    }
    s->priv.mip &= ~s->priv.mie; /* no interrupt comes between: there are none in the model */
    state_hold(s, 0);
}

/* What a page may be used for, in each scene; the last of the window is never there. */
static uint32_t draw_permission(struct draw *d, unsigned page)
{
    static const uint8_t usual[] = {TLB_LO_X | TLB_LO_R, TLB_LO_R | TLB_LO_W, TLB_LO_R | TLB_LO_W,
                                    TLB_LO_R, 0};
    uint32_t p = usual[page];
    if (page != PAGE_ABSENT && draw_below(d, 4) == 0) {
        p = (draw_next(d) & (TLB_LO_R | TLB_LO_W | TLB_LO_X)) | (p & TLB_LO_X);
    }
    return p;
}

/* An entry at a place that is free, unless it would be a second match. */
static void add_entry(struct draw *d, struct state *s, uint32_t hi, uint32_t lo)
{
    unsigned i = draw_below(d, STEPPER_TLB);
    while (s->tlb[i].lo & TLB_LO_V) {
        i = (i + 1) % STEPPER_TLB;
    }
    s->tlb[i] = (struct tlb_entry){hi, lo};
    if (!state_sound(s)) {
        s->tlb[i].lo = 0;
    }
}

/* Pages of the window, each in a frame and an entry of its own; then entries of other ASIDs. */
static void draw_map(struct draw *d, struct state *s, const uint32_t *permission, bool identity)
{
    uint32_t asid = s->priv.matp & MATP_ASID;
    uint32_t first = WINDOW_PAGES + draw_below(d, STEPPER_FRAMES - WINDOW_PAGES);
    for (unsigned i = 0; i < WINDOW_PAGES - 1; i++) {
        uint32_t frame = WINDOW_PAGES + (first + 2 * i) % (STEPPER_FRAMES - WINDOW_PAGES);
        uint32_t global = draw_below(d, 8) == 0 ? TLB_HI_G : 0;
        add_entry(d, s, (WINDOW_BASE + i * PAGE_SIZE) | global | asid,
                  (RAM_BASE + (identity ? i : frame) * PAGE_SIZE) | permission[i] | TLB_LO_V);
    }
    for (unsigned i = 0; i < 3; i++) {
        uint32_t va = WINDOW_BASE + draw_below(d, WINDOW_PAGES) * PAGE_SIZE;
        uint32_t other = (asid + 1 + draw_below(d, 255)) & TLB_HI_ASID;
        add_entry(d, s, va | other,
                  (RAM_BASE + draw_below(d, STEPPER_FRAMES) * PAGE_SIZE) | (draw_next(d) & 15) |
                      TLB_LO_V);
    }
}

bool state_sound(const struct state *s)
{
    uint32_t asid = s->priv.matp & MATP_ASID;
    for (unsigned i = 0; i < STEPPER_TLB; i++) {
        const struct tlb_entry *a = &s->tlb[i];
        bool mine = tlb_serves(a->hi, a->hi, asid);
        if ((a->lo & TLB_LO_V) && mine && (a->lo & PAGE_FRAME) - RAM_BASE >= STEPPER_RAM) {
            return false;
        }
        for (unsigned j = 0; (a->lo & TLB_LO_V) && j < i; j++) {
            const struct tlb_entry *b = &s->tlb[j];
            bool both = mine && tlb_serves(b->hi, b->hi, asid);
            bool shared = both && ((a->lo ^ b->lo) & PAGE_FRAME) == 0;
            if ((b->lo & TLB_LO_V) && (shared || tlb_overlap(a->hi, b->hi))) {
                return false;
            }
        }
    }
    return true;
}

/* What R shows without relocation is all of RAM: nothing is outside, so all such states are alike.
 */
static void set_mode(const struct scene *scene, struct state *s, enum mode mode,
                     const uint8_t *outside)
{
    static const uint8_t nothing[STEPPER_RAM];
    s->priv.mode = mode;
    s->outside = state_relocates(s, scene->effective) ? outside : nothing;
}

static void draw_setting(struct scene *scene, unsigned n, const uint32_t *permission)
{
    struct draw d = draw_for(scene->number * SETTINGS + n, "setting");
    struct state *s = &scene->state[2 * n];
    memset(s, 0, sizeof *s);
    priv_reset(&s->priv, STEPPER_TLB, scene->variant);
    draw_csrs(&d, s);
    bool bare = n == SETTING_BARE || n == SETTING_BARE_2;
    uint32_t matp = draw_next(&d) & (MATP_OTE | MATP_ASID);
    state_set_csr(s, CSR_INDEX_matp, matp | (bare ? 0 : MATP_TE));
    draw_map(&d, s, permission, n == SETTING_IDENTITY);
    if (n == SETTING_PENDING) {
        s->priv.mip = s->priv.mie = IRQ_LINES & (MIE_TIMER | draw_next(&d));
        s->priv.mstatus &= ~MSTATUS_MIE;
        state_hold(s, draw_next(&d)); /* no guest runs: the bits that a monitor holds are free */
    }
    for (uint32_t i = 0; i < STEPPER_RAM; i += 4) {
        uint32_t word = draw_next(&d);
        memcpy(scene->outside[n] + i, &word, 4);
    }
    scene->state[2 * n + 1] = *s;
    set_mode(scene, &scene->state[2 * n], MODE_SUPERVISOR, scene->outside[n]);
    set_mode(scene, &scene->state[2 * n + 1], MODE_USER, scene->outside[n]);
}

void scene_make(struct scene *s, enum variant v, bool effective, unsigned number)
{
    struct draw d = draw_for(number, "scene");
    uint32_t permission[WINDOW_PAGES];
    s->variant = v;
    s->effective = effective;
    s->number = number;
    for (unsigned i = 0; i < WINDOW_PAGES; i++) {
        permission[i] = draw_permission(&d, i);
    }
    s->view = (struct view){.pc = WINDOW_BASE + PAGE_CODE * PAGE_SIZE + 4 * draw_below(&d, 1024),
                            .reservation = NOWHERE};
    for (unsigned i = 1; i < 32; i++) {
        s->view.x[i] = draw_next(&d) | 0x90000000u; /* no address of anything */
    }
    for (uint32_t i = 0; i < WINDOW_SIZE; i += 4) {
        uint32_t word = draw_next(&d);
        memcpy(s->view.seen + i, &word, 4);
    }
    for (unsigned n = 0; n < SETTINGS; n++) {
        draw_setting(s, n, permission);
    }
}
