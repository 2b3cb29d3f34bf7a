/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_states.h"

#include <string.h>

#include "isa/cause.h"

const struct csr_row csr_rows[CSR_ROWS] = {
#define CSR(number, name, class, vars, title, read, write)                                         \
    {number, CLASS_##class, VARIANTS_##vars, title},
#define CSR_RANGE(first, last, name, class, vars, title, read, write)                              \
    {first, CLASS_##class, VARIANTS_##vars, title},
#include "isa/csr.def"
};

/* --- R: what is shown where --- */

bool state_relocates(const struct state *s, bool effective)
{
    return effective ? priv_relocates(&s->priv) : s->priv.matp & MATP_TE;
}

uint32_t state_frame(const struct state *s, bool effective, uint32_t va)
{
    if (!state_relocates(s, effective)) {
        return va;
    }
    for (unsigned i = 0; i < STEPPER_TLB; i++) {
        const struct tlb_entry *e = &s->tlb[i];
        if ((e->lo & TLB_LO_V) && tlb_serves(e->hi, va, s->priv.matp & MATP_ASID)) {
            return (e->lo & PAGE_FRAME) | (va & PAGE_OFFSET);
        }
    }
    return NOWHERE;
}

uint32_t state_window(const struct state *s, bool effective, uint32_t pa)
{
    if (!state_relocates(s, effective)) {
        return pa;
    }
    for (unsigned i = 0; i < STEPPER_TLB; i++) {
        const struct tlb_entry *e = &s->tlb[i];
        if ((e->lo & TLB_LO_V) && ((e->lo ^ pa) & PAGE_FRAME) == 0 &&
            tlb_serves(e->hi, e->hi, s->priv.matp & MATP_ASID)) {
            return (e->hi & PAGE_FRAME) | (pa & PAGE_OFFSET);
        }
    }
    return NOWHERE;
}

/* --- CSRs --- */

uint32_t state_csr(const struct state *s, enum csr_index k)
{
    uint32_t value = 0;
    priv_csr_read(&s->priv, csr_rows[k].number, &value);
    return value;
}

/* Time and pending interrupts come from outside the hart; the counters' shadows are no state. */
bool state_set_csr(struct state *s, enum csr_index k, uint32_t value)
{
    struct priv *p = &s->priv;
    switch ((int)k) {
    case CSR_INDEX_mip:
        p->mip = value & IRQ_LINES;
        break;
    case CSR_INDEX_time:
        p->time = p->time >> 32 << 32 | value;
        break;
    case CSR_INDEX_timeh:
        p->time = (uint64_t)value << 32 | (uint32_t)p->time;
        break;
    default:
        priv_csr_write(p, csr_rows[k].number, value);
        p->counters_written = 0;
    }
    return state_csr(s, k) == value;
}

bool csr_moves(enum csr_index k)
{
    uint32_t group = csr_rows[k].number & 0xf60;
    return group == CSR_mcycle || group == CSR_cycle;
}

bool csr_changed(enum csr_index k, uint32_t before, uint32_t after)
{
    return after != before && !(csr_moves(k) && after - before == 1);
}

/* --- filling a machine --- */

static void put_word(struct machine *m, uint32_t pa, uint32_t word)
{
    uint8_t *at = machine_ram_write(m, pa, 4);
    for (unsigned i = 0; at && i < 4; i++) {
        at[i] = (uint8_t)(word >> 8 * i);
    }
}

static void fill_storage(struct machine *m, const struct view *v, const struct state *s,
                         bool effective)
{
    uint8_t *ram = machine_ram_write(m, RAM_BASE, STEPPER_RAM);
    memcpy(ram, s->outside, STEPPER_RAM);
    for (unsigned i = 0; i < WINDOW_PAGES; i++) {
        uint32_t frame = state_frame(s, effective, WINDOW_BASE + i * PAGE_SIZE) - RAM_BASE;
        if (frame <= STEPPER_RAM - PAGE_SIZE) {
            memcpy(ram + frame, v->seen + i * PAGE_SIZE, PAGE_SIZE);
        }
    }
}

/* A kernel's code is where its pc says with TE = 0, too: so the word stands there in any case. */
static void fill_code(struct machine *m, const struct view *v, const struct state *s,
                      bool effective)
{
    put_word(m, v->pc, v->elsewhere);
    put_word(m, state_frame(s, effective, v->pc), v->word);
}

static void fill_hart(struct machine *m, const struct view *v, const struct state *s,
                      bool effective)
{
    struct hart *h = &m->hart;
    memcpy(h->x, v->x, sizeof h->x);
    h->pc = v->pc;
    uint32_t entries = h->priv.tlb_entries;
    h->priv = s->priv;
    h->priv.tlb_entries = entries;
    tlb_reset(&h->tlb, entries);
    memcpy(h->tlb.entry, s->tlb, sizeof s->tlb);
    h->reserved = v->reservation != NOWHERE;
    h->reservation = h->reserved ? state_frame(s, effective, v->reservation) : 0;
    m->counted_cycles = m->cycles;
    m->counted_instructions = m->instructions;
    m->clint.offset = s->priv.time - machine_now(m);
    m->waiting = false;
    m->traps_in_a_row = 0;
    m->next_event = NEVER_CYCLE; /* pending interrupts are the state's, not a device's */
}

void state_fill(struct machine *m, const struct view *v, const struct state *s, bool effective)
{
    fill_storage(m, v, s, effective);
    fill_code(m, v, s, effective);
    fill_hart(m, v, s, effective);
}

/* --- one step --- */

static enum trapped kind_of(uint32_t cause)
{
    switch (cause) {
    case CAUSE_fetch_misaligned:
    case CAUSE_fetch_access:
    case CAUSE_load_misaligned:
    case CAUSE_load_access:
    case CAUSE_store_misaligned:
    case CAUSE_store_access:
    case CAUSE_fetch_forbidden:
    case CAUSE_load_forbidden:
    case CAUSE_store_forbidden:
    case CAUSE_fetch_miss:
    case CAUSE_load_miss:
    case CAUSE_store_miss:
        return TRAPPED_MEMORY;
    default:
        return cause & MCAUSE_INTERRUPT ? TRAPPED_INTERRUPT : TRAPPED_OTHER;
    }
}

static void saw_trap(void *context, struct machine *m, uint32_t cause, uint32_t tval)
{
    struct step_outcome *o = ((struct stepper *)context)->outcome;
    (void)m;
    o->trapped = kind_of(cause);
    o->cause = cause;
    o->tval = tval;
}

bool stepper_open(struct stepper *t, enum variant v, bool effective)
{
    const struct machine_config config = {
        .variant = v, .ram_size = STEPPER_RAM, .tlb_entries = STEPPER_TLB};
    memset(t, 0, sizeof *t);
    t->m = machine_new(&config);
    t->effective = effective;
    t->watch = (struct observer){.context = t, .trap = saw_trap};
    if (t->m) {
        observer_add(t->m, &t->watch);
    }
    return t->m != NULL;
}

void stepper_close(struct stepper *t)
{
    if (t->placed.page) {
        page_set_free(&t->placed);
    }
    machine_free(t->m);
}

void stepper_place(struct stepper *t, const struct view *v, const struct state *s)
{
    fill_storage(t->m, v, s, t->effective);
    if (t->placed.page) {
        page_set_free(&t->placed);
    }
    pages_take(&t->m->ram, &t->placed);
    memcpy(t->image, t->m->ram.bytes, sizeof t->image);
}

/* In order of addresses, the first of them if there are too many: frames have an order of their
 * own. */
static void add_change(struct change *list, uint32_t *count, struct change new)
{
    for (uint32_t i = 0; i < CHANGES && i < *count; i++) {
        if (new.address < list[i].address) {
            struct change other = list[i];
            list[i] = new;
            new = other;
        }
    }
    if (*count < CHANGES) {
        list[*count] = new;
    }
    ++*count;
}

static void find_changes(struct stepper *t, const struct state *s, uint32_t page)
{
    const uint8_t *now = t->m->ram.bytes + page, *before = t->image + page;
    struct step_outcome *o = t->outcome;
    for (uint32_t i = 0; i < PAGE_SIZE; i += 4) {
        if (memcmp(now + i, before + i, 4) != 0) {
            uint32_t pa = RAM_BASE + page + i;
            uint32_t va = state_window(s, t->effective, pa);
            bool seen = va != NOWHERE;
            add_change(seen ? o->visible.change : o->change,
                       seen ? &o->visible.changes : &o->changes,
                       (struct change){seen ? va : pa, machine_word(now + i)});
        }
    }
}

static void read_storage(struct stepper *t, const struct state *s)
{
    struct pages *ram = &t->m->ram;
    for (uint32_t i = 0; i < STEPPER_FRAMES; i++) {
        uint32_t page = i * PAGE_SIZE;
        if (ram->dirty[i] && memcmp(ram->bytes + page, t->image + page, PAGE_SIZE) != 0) {
            find_changes(t, s, page);
        }
    }
}

static void read_hart(struct stepper *t, const struct state *s)
{
    const struct hart *h = &t->m->hart;
    struct step_outcome *o = t->outcome;
    machine_count(t->m);
    memcpy(o->visible.x, h->x, sizeof h->x);
    o->visible.pc = h->pc;
    o->visible.reservation = h->reserved ? state_window(s, t->effective, h->reservation) : NOWHERE;
    o->mode = h->priv.mode;
    memcpy(o->tlb, h->tlb.entry, sizeof o->tlb);
    for (unsigned k = 0; k < CSR_ROWS; k++) {
        priv_csr_read(&h->priv, csr_rows[k].number, &o->csr[k]);
    }
    o->waiting = t->m->waiting;
}

void stepper_run(struct stepper *t, const struct view *v, const struct state *s,
                 struct step_outcome *o)
{
    struct machine *m = t->m;
    memset(o, 0, sizeof *o);
    t->outcome = o;
    m->cycles = m->instructions = 0;
    fill_code(m, v, s, t->effective);
    for (uint32_t i = 0; i < STEPPER_FRAMES; i++) {
        if (m->ram.dirty[i]) {
            memcpy(t->image + i * PAGE_SIZE, m->ram.bytes + i * PAGE_SIZE, PAGE_SIZE);
        }
    }
    fill_hart(m, v, s, t->effective);
    m->stop = STOP_NONE;
    o->stopped = machine_step(m) != STOP_LIMIT;
    read_hart(t, s);
    read_storage(t, s);
    pages_put_back(&m->ram, &t->placed);
}

bool outcome_controls(const struct step_outcome *o, const struct state *s)
{
    bool changed = o->mode != s->priv.mode || o->waiting || o->stopped || o->changes > 0 ||
                   memcmp(o->tlb, s->tlb, sizeof o->tlb) != 0;
    for (unsigned k = 0; k < CSR_ROWS && !changed; k++) {
        changed = csr_changed((enum csr_index)k, state_csr(s, (enum csr_index)k), o->csr[k]);
    }
    return changed;
}
