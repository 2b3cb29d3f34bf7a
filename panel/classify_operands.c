/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instructions to be tried in a scene, and operands that have them do something. */
#include <string.h>

#include "classify_draw.h"
#include "classify_scenes.h"
#include "isa/disasm.h"

static uint32_t with_field(uint32_t word, unsigned shift, uint32_t value)
{
    return (word & ~(31u << shift)) | value << shift;
}

static uint32_t draw_csr_word(struct draw *d, const struct subject *u)
{
    uint32_t word = isa_rows[u->op].match | csr_rows[u->csr].number << 20;
    bool register_0 = u->form == FORM_WRITE || (u->form == FORM_READ && draw_below(d, 8) == 0);
    word = with_field(word, 7, register_0 ? 0 : 1 + draw_below(d, 31));
    bool writes = u->form != FORM_READ;
    return with_field(word, 15, writes ? 1 + draw_below(d, 31) : 0);
}

/* Any encoding with the property that makes it the subject's. */
static uint32_t draw_word(struct draw *d, const struct subject *u, enum variant v)
{
    char ignored[CSR_NAME_SIZE];
    for (;;) {
        uint32_t r = draw_next(d);
        uint32_t word = r;
        if (u->kind == SUBJECT_CSR) {
            return draw_csr_word(d, u);
        }
        if (u->kind == SUBJECT_UNDEFINED) {
            word = draw_below(d, 2)
                       ? (r & ~0x7fu) | (isa_rows[draw_below(d, OP_COUNT)].match & 0x7f)
                       : r;
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
    switch (draw_below(d, 8)) {
    case 0:
        return WINDOW_BASE + PAGE_MORE * PAGE_SIZE -
               draw_below(d, 4); /* may cross into the next page */
    case 1:
        return WINDOW_BASE + PAGE_CONST * PAGE_SIZE - draw_below(d, 8);
    case 2:
        return WINDOW_BASE + PAGE_ABSENT * PAGE_SIZE - draw_below(d, 8);
    case 3:
        return WINDOW_BASE + draw_below(d, WINDOW_SIZE - 64);
    case 4:
        return draw_below(d, 4096);
    default:
        return WINDOW_BASE + PAGE_DATA * PAGE_SIZE + 4 * draw_below(d, 2048);
    }
}

/* An operand of any instruction: an address, a word of a TLB entry, an index, bits of a CSR. */
static uint32_t draw_operand(struct draw *d, const struct scene *s)
{
    const struct state *from = &s->state[draw_below(d, SCENE_STATES)];
    switch (draw_below(d, 8)) {
    case 0:
        return from->tlb[draw_below(d, STEPPER_TLB)].hi;
    case 1:
        return from->tlb[draw_below(d, STEPPER_TLB)].lo;
    case 2:
        return draw_below(d, STEPPER_TLB + 4);
    case 3:
        return draw_next(d) & (MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP | MSTATUS_TW | IRQ_LINES);
    case 4:
        return ~0u;
    case 5:
        return draw_next(d) | 0x90000000u;
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
    bool aimed = draw_below(d, 4) != 0;
    v->x[in.rs2] = draw_operand(d, s);
    v->x[in.rs1] = aimed ? target : draw_operand(d, s);
    v->x[0] = 0;
    struct effect e = isa_execute(&in, v->pc, v->x[in.rs1], v->x[in.rs2]);
    if (e.kind == EFFECT_MEM && aimed && in.rs1 != 0) {
        v->x[in.rs1] += target - e.addr;
    }
    if (draw_below(d, 2)) {
        uint32_t page = draw_below(d, WINDOW_PAGES - 1) * PAGE_SIZE;
        bool there = target - WINDOW_BASE < (WINDOW_PAGES - 1) * PAGE_SIZE;
        v->reservation = there ? target & ~3u : WINDOW_BASE + page + 4 * draw_below(d, 1024);
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
    v->elsewhere = u->kind == SUBJECT_FETCH ? v->word ^ (1 + draw_below(&d, 0xfff)) << 20 : v->word;
}
