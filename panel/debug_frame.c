/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debug_frame.h"

#include "debug.h"
#include "debug_source_parts.h"

/* A frame, and what its registers were there, if that is known. */
struct walk {
    struct debugger *d;
    struct frame at;
    struct registers r;
    bool known;    /* r is */
    bool returned; /* pc is a return address: the call is before it */
};

static bool is_code(const struct walk *w, uint32_t pc)
{
    const struct image *image = layer_image(&w->d->session, w->at.layer);
    for (size_t i = 0; image && i < image->code_count; i++) {
        if (pc - image->code[i].address < image->code[i].size) {
            return pc % 4 == 0;
        }
    }
    return false;
}

/* Whether a function begins behind `from` and up to `to`. */
static bool function_between(const struct image *image, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < image->symbol_count; i++) {
        const struct symbol *s = &image->symbols[i];
        if (s->code && s->size > 0 && s->address > from && s->address <= to) {
            return true;
        }
    }
    return false;
}

/* Whether ra is behind a call of what begins behind `from` and contains the innermost pc. */
static bool is_called(struct walk *w, uint32_t from)
{
    struct place at = {.layer = w->at.layer, .address = w->r.x[1] - 4};
    uint32_t word;
    if (w->at.kind != FRAME_NOW || !w->known || !is_code(w, at.address) ||
        debug_read(w->d, &at, ACCESS_FETCH, 4, &word) > READ_IMAGE) {
        return false;
    }
    struct insn in = isa_decode(word, w->d->session.machine->config.variant);
    uint32_t target = at.address + in.imm;
    return in.op == OP_jal && in.rd == 1 && target > from && target <= w->at.pc;
}

/* Whether the frame is in the code that the layer's traps enter at. */
static bool is_handler(struct walk *w)
{
    enum { REACH = 4096 };
    uint32_t vector;
    unsigned layer = w->at.layer == LAYER_MONITOR ? LAYER_MACHINE : w->at.layer;
    const struct image *image = layer_image(&w->d->session, w->at.layer);
    if (!image || !debug_csr(w->d, layer, CSR_mtvec, &vector)) {
        return false;
    }
    vector &= ~3u;
    return is_code(w, vector) && w->at.pc - vector < REACH &&
           !function_between(image, vector, w->at.pc) && !is_called(w, vector);
}

/* The VM that the monitor works for. */
static bool cross_to_vm(struct walk *w)
{
    const struct session *s = &w->d->session;
    unsigned layer = s->ledger.current;
    bool entering = w->at.kind == FRAME_NOW;
    uint32_t pc;
    if (layer == LAYER_MONITOR || !debug_csr(w->d, LAYER_MACHINE, CSR_mepc, &pc)) {
        return false;
    }
    w->known = !entering && debug_registers(w->d, layer, &w->r); /* it has put them there by now */
    w->at = (struct frame){FRAME_TRAPPED, layer, w->known ? w->r.pc : pc};
    w->returned = false;
    return true;
}

/* What the handler's trap has interrupted. Its registers are still there before it has begun. */
static bool cross_trap(struct walk *w)
{
    uint32_t pc, vector;
    if (w->at.layer == LAYER_MONITOR) {
        return cross_to_vm(w);
    }
    if (!debug_csr(w->d, w->at.layer, CSR_mepc, &pc) ||
        !debug_csr(w->d, w->at.layer, CSR_mtvec, &vector)) {
        return false;
    }
    w->known = w->known && w->at.kind == FRAME_NOW && w->at.pc == (vector & ~3u);
    w->at.kind = FRAME_INTERRUPTED;
    w->at.pc = pc;
    w->r.pc = pc;
    w->returned = false;
    return true;
}

/* Nothing describes the frame: if it has called nobody yet, ra is where it returns to. */
static bool guess(struct walk *w)
{
    bool innermost = !w->returned && w->known;
    if (!innermost || !is_code(w, w->r.x[1]) || w->r.x[1] == w->at.pc) {
        return false;
    }
    w->at.kind = FRAME_GUESSED;
    w->at.pc = w->r.pc = w->r.x[1];
    w->returned = true;
    return true;
}

static bool read_word(void *context, uint32_t address, uint32_t *value)
{
    struct walk *w = context;
    struct place at = {.layer = w->at.layer, .address = address};
    return debug_read(w->d, &at, ACCESS_LOAD, 4, value) <= READ_CLAIMED;
}

static bool go_to_caller(struct walk *w)
{
    struct registers before = w->r;
    struct source_dwarf *dwarf = debug_source_dwarf(w->d, w->at.layer);
    uint32_t pc = w->at.pc - (w->returned ? 1 : 0);
    if (!w->known || !dwarf || !source_unwind(dwarf, pc, &w->r, read_word, w)) {
        return guess(w);
    }
    if (!is_code(w, w->r.pc) || (w->r.pc == before.pc && w->r.x[2] == before.x[2])) {
        return false;
    }
    w->at.kind = FRAME_CALLER;
    w->at.pc = w->r.pc;
    w->returned = true;
    return true;
}

unsigned debug_backtrace(struct debugger *d, struct frame frames[FRAMES_MOST])
{
    struct walk w = {.d = d};
    w.at.layer = layer_running(&d->session);
    w.at.pc = d->session.machine->hart.pc;
    w.known = debug_registers(d, w.at.layer, &w.r);
    unsigned count = 0, traps = 0;
    bool more = true;
    while (more && count < FRAMES_MOST) {
        frames[count++] = w.at;
        bool handler = traps < 2 && is_handler(&w);
        traps += handler;
        more = handler ? cross_trap(&w) : go_to_caller(&w);
        if (!more && w.at.layer == LAYER_MONITOR) {
            more = cross_to_vm(&w); /* whom it works for, however it has got here */
        }
    }
    return count;
}
