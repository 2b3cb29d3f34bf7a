/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_scenes.h"

#include <string.h>

#include "isa/disasm.h"

const struct hold holds[HOLDS] = {
    {CSR_mstatus, MSTATUS_TW, true, "mstatus.TW"},
    {CSR_mcounteren, COUNTER_CYCLE, false, "mcounteren.CY"},
    {CSR_mcounteren, COUNTER_TIME, false, "mcounteren.TM"},
    {CSR_mcounteren, COUNTER_INSTRET, false, "mcounteren.IR"},
};

/* --- random numbers: splitmix32, from a seed that says what they are for --- */

struct draw {
    uint32_t state;
};

static uint32_t next(struct draw *d)
{
    uint32_t z = d->state += 0x9e3779b9u;
    z = (z ^ z >> 16) * 0x21f0aaadu;
    z = (z ^ z >> 15) * 0x735a2d97u;
    return z ^ z >> 15;
}

static uint32_t below(struct draw *d, uint32_t n)
{
    return (uint32_t)((uint64_t)next(d) * n >> 32);
}

static struct draw draw_for(unsigned scene, const char *what)
{
    struct draw d = {scene * 0x01000193u + 0x811c9dc5u};
    for (; *what; what++) {
        d.state = (d.state ^ (uint8_t)*what) * 0x01000193u;
    }
    return d;
}

/* --- settings --- */

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

/* A word as registers have them: anything, a little, a bit or all of them. */
static uint32_t any_word(struct draw *d)
{
    switch (below(d, 4)) {
    case 0:
        return below(d, 12);
    case 1:
        return 1u << below(d, 32);
    default:
        return next(d);
    }
}

static void draw_csrs(struct draw *d, struct state *s)
{
    for (unsigned k = 0; k < CSR_ROWS; k++) {
        uint32_t value = any_word(d);
        if (below(d, 4) != 0) {
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
    if (page != PAGE_ABSENT && below(d, 4) == 0) {
        p = (next(d) & (TLB_LO_R | TLB_LO_W | TLB_LO_X)) | (p & TLB_LO_X);
    }
    return p;
}

/* An entry at a place that is free, unless it would be a second match. */
static void add_entry(struct draw *d, struct state *s, uint32_t hi, uint32_t lo)
{
    unsigned i = below(d, TRIAL_TLB);
    while (s->tlb[i].lo & TLB_LO_V) {
        i = (i + 1) % TRIAL_TLB;
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
    uint32_t first = WINDOW_PAGES + below(d, TRIAL_FRAMES - WINDOW_PAGES);
    for (unsigned i = 0; i < WINDOW_PAGES - 1; i++) {
        uint32_t frame = WINDOW_PAGES + (first + 2 * i) % (TRIAL_FRAMES - WINDOW_PAGES);
        uint32_t global = below(d, 8) == 0 ? TLB_HI_G : 0;
        add_entry(d, s, (WINDOW_BASE + i * PAGE_SIZE) | global | asid,
                  (RAM_BASE + (identity ? i : frame) * PAGE_SIZE) | permission[i] | TLB_LO_V);
    }
    for (unsigned i = 0; i < 3; i++) {
        uint32_t va = WINDOW_BASE + below(d, WINDOW_PAGES) * PAGE_SIZE;
        uint32_t other = (asid + 1 + below(d, 255)) & TLB_HI_ASID;
        add_entry(d, s, va | other,
                  (RAM_BASE + below(d, TRIAL_FRAMES) * PAGE_SIZE) | (next(d) & 15) | TLB_LO_V);
    }
}

bool state_sound(const struct state *s)
{
    uint32_t asid = s->priv.matp & MATP_ASID;
    for (unsigned i = 0; i < TRIAL_TLB; i++) {
        const struct tlb_entry *a = &s->tlb[i];
        bool mine = tlb_serves(a->hi, a->hi, asid);
        if ((a->lo & TLB_LO_V) && mine && (a->lo & PAGE_FRAME) - RAM_BASE >= TRIAL_RAM) {
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
    static const uint8_t nothing[TRIAL_RAM];
    s->priv.mode = mode;
    s->outside = state_relocates(s, scene->effective) ? outside : nothing;
}

static void draw_setting(struct scene *scene, unsigned n, const uint32_t *permission)
{
    struct draw d = draw_for(scene->number * SETTINGS + n, "setting");
    struct state *s = &scene->state[2 * n];
    memset(s, 0, sizeof *s);
    priv_reset(&s->priv, TRIAL_TLB, scene->variant);
    draw_csrs(&d, s);
    bool bare = n == SETTING_BARE || n == SETTING_BARE_2;
    uint32_t matp = next(&d) & (MATP_OTE | MATP_ASID);
    state_set_csr(s, CSR_INDEX_matp, matp | (bare ? 0 : MATP_TE));
    draw_map(&d, s, permission, n == SETTING_IDENTITY);
    if (n == SETTING_PENDING) {
        s->priv.mip = s->priv.mie = IRQ_LINES & (MIE_TIMER | next(&d));
        s->priv.mstatus &= ~MSTATUS_MIE;
    }
    for (uint32_t i = 0; i < TRIAL_RAM; i += 4) {
        uint32_t word = next(&d);
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
    s->view = (struct view){.pc = WINDOW_BASE + PAGE_CODE * PAGE_SIZE + 4 * below(&d, 1024),
                            .reservation = NOWHERE};
    for (unsigned i = 1; i < 32; i++) {
        s->view.x[i] = next(&d) | 0x90000000u; /* no address of anything */
    }
    for (uint32_t i = 0; i < WINDOW_SIZE; i += 4) {
        uint32_t word = next(&d);
        memcpy(s->view.seen + i, &word, 4);
    }
    for (unsigned n = 0; n < SETTINGS; n++) {
        draw_setting(s, n, permission);
    }
}

/* --- instructions and their operands --- */

static uint32_t with_field(uint32_t word, unsigned shift, uint32_t value)
{
    return (word & ~(31u << shift)) | value << shift;
}

static uint32_t draw_csr_word(struct draw *d, const struct subject *u)
{
    uint32_t word = isa_rows[u->op].match | csr_rows[u->csr].number << 20;
    bool register_0 = u->form == FORM_WRITE || (u->form == FORM_READ && below(d, 8) == 0);
    word = with_field(word, 7, register_0 ? 0 : 1 + below(d, 31));
    bool writes = u->form != FORM_READ;
    return with_field(word, 15, writes ? 1 + below(d, 31) : 0);
}

/* Any encoding with the property that makes it the subject's. */
static uint32_t draw_word(struct draw *d, const struct subject *u, enum variant v)
{
    char ignored[CSR_NAME_SIZE];
    for (;;) {
        uint32_t r = next(d);
        uint32_t word = r;
        if (u->kind == SUBJECT_CSR) {
            return draw_csr_word(d, u);
        }
        if (u->kind == SUBJECT_UNDEFINED) {
            word = below(d, 2) ? (r & ~0x7fu) | (isa_rows[below(d, OP_COUNT)].match & 0x7f) : r;
        } else {
            const struct row *row = &isa_rows[u->op];
            word = row->match | (r & ~row->mask);
        }
        bool there = u->kind == SUBJECT_UNDEFINED_CSR && isa_csr_name(word >> 20, ignored);
        if (isa_decode(word, v).op == u->op && !there) {
            return word;
        }
    }
}

/* An address of the window where something happens, or one where nothing is. */
static uint32_t draw_address(struct draw *d)
{
    switch (below(d, 8)) {
    case 0:
        return WINDOW_BASE + PAGE_MORE * PAGE_SIZE - below(d, 4); /* may cross into the next page */
    case 1:
        return WINDOW_BASE + PAGE_CONST * PAGE_SIZE - below(d, 8);
    case 2:
        return WINDOW_BASE + PAGE_ABSENT * PAGE_SIZE - below(d, 8);
    case 3:
        return WINDOW_BASE + below(d, WINDOW_SIZE - 64);
    case 4:
        return below(d, 4096);
    default:
        return WINDOW_BASE + PAGE_DATA * PAGE_SIZE + 4 * below(d, 2048);
    }
}

/* An operand of any instruction: an address, a word of a TLB entry, an index, bits of a CSR. */
static uint32_t draw_operand(struct draw *d, const struct scene *s)
{
    const struct state *from = &s->state[below(d, SCENE_STATES)];
    switch (below(d, 8)) {
    case 0:
        return from->tlb[below(d, TRIAL_TLB)].hi;
    case 1:
        return from->tlb[below(d, TRIAL_TLB)].lo;
    case 2:
        return below(d, TRIAL_TLB + 4);
    case 3:
        return next(d) & (MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP | MSTATUS_TW | IRQ_LINES);
    case 4:
        return ~0u;
    case 5:
        return next(d) | 0x90000000u;
    default:
        return draw_address(d);
    }
}

/* Operands in registers; if the instruction goes to memory, often to an address that is of
 * interest. */
static void draw_operands(struct draw *d, const struct scene *s, struct view *v)
{
    struct insn in = isa_decode(v->word, s->variant);
    uint32_t target = draw_address(d);
    bool aimed = below(d, 4) != 0;
    v->x[in.rs2] = draw_operand(d, s);
    v->x[in.rs1] = aimed ? target : draw_operand(d, s);
    v->x[0] = 0;
    struct effect e = isa_execute(&in, v->pc, v->x[in.rs1], v->x[in.rs2]);
    if (e.kind == EFFECT_MEM && aimed && in.rs1 != 0) {
        v->x[in.rs1] += target - e.addr;
    }
    if (below(d, 2)) {
        uint32_t page = below(d, WINDOW_PAGES - 1) * PAGE_SIZE;
        bool there = target - WINDOW_BASE < (WINDOW_PAGES - 1) * PAGE_SIZE;
        v->reservation = there ? target & ~3u : WINDOW_BASE + page + 4 * below(d, 1024);
    }
}

void scene_draw(const struct scene *s, const struct subject *u, struct view *v)
{
    char name[SUBJECT_NAME_SIZE];
    subject_name(u, name);
    struct draw d = draw_for(s->number, name);
    memcpy(v, &s->view, offsetof(struct view, seen));
    v->word = draw_word(&d, u, s->variant);
    draw_operands(&d, s, v);
    /* Another addi to another register's place: what a fetch finds that does not go through R. */
    v->elsewhere = u->kind == SUBJECT_FETCH ? v->word ^ (1 + below(&d, 0xfff)) << 20 : v->word;
}
