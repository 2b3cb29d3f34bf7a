/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the machine stands, what it is about to do, and what has changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "isa/cause.h"
#include "repl.h"

enum { CHANGES_SHOWN = 8 };

const char *repl_mode(bool supervisor)
{
    return supervisor ? "supervisor" : "user";
}

bool repl_supervisor(const struct repl *r)
{
    const struct session *s = &r->debugger->session;
    return s->monitored ? layer_supervisor(s) : s->machine->hart.priv.mode == MODE_SUPERVISOR;
}

/* The source line that the pc is in; nothing where it is not known. */
static void put_source(struct repl *r)
{
    const struct session *s = &r->debugger->session;
    struct source_line line;
    if (!debug_source_line(r->debugger, layer_running(s), s->machine->hart.pc, &line)) {
        return;
    }
    const char *text = debug_source_text(r->debugger, &line);
    unsigned width = repl_width(r);
    const char *slash = width > 0 ? strrchr(line.file, '/') : NULL;
    char *said = xformat("  at %s:%u%s%s", slash ? slash + 1 : line.file, line.line,
                         text ? ": " : "", text ? text : "");
    bool cut = width > 0 && utf8_columns(said) > width;
    fprintf(r->out, "%.*s%s\n", (int)(cut ? utf8_fitting(said, width - 3) : strlen(said)), said,
            cut ? "..." : "");
    free(said);
}

/* A process is known by its address space, as far as that goes. */
static void put_address_space(struct repl *r, unsigned layer, struct line *l)
{
    struct priv p;
    if (!repl_supervisor(r) && debug_priv(r->debugger, layer, &p) && p.matp & MATP_TE) {
        line_put(l, ", ", "ASID %u", p.matp & MATP_ASID);
    }
}

void repl_put_place(struct repl *r)
{
    const struct session *s = &r->debugger->session;
    unsigned layer = layer_running(s);
    uint32_t pc = s->machine->hart.pc;
    struct line l = line_begin(r);
    line_put(&l, "", "%s", layer_name(s, layer));
    if (layer != LAYER_MONITOR) {
        line_put(&l, ", ", "%s", repl_mode(repl_supervisor(r)));
        put_address_space(r, layer, &l);
    } else if (s->ledger.current != LEDGER_MONITOR) {
        line_put(&l, ", ", "for %s", layer_name(s, s->ledger.current));
    }
    line_put(&l, ", ", "at 0x%08x%s", pc, symbol_text(layer_image(s, layer), pc).text);
    line_end(&l);
    put_source(r);
}

/* What the next instruction will read, and what it will come to. */
static void put_operands(struct repl *r, const struct insn *in, struct line *l)
{
    const struct hart *h = &r->debugger->session.machine->hart;
    const char *syntax = isa_format_syntax[isa_rows[in->op].format];
    char name[CSR_NAME_SIZE];
    uint32_t value;
    if (strchr(syntax, 's') && in->rs1 != 0) {
        line_put(l, "  ", "%s=0x%08x", isa_register_names[in->rs1], h->x[in->rs1]);
    }
    if (strchr(syntax, 't') && in->rs2 != 0 && in->rs2 != in->rs1) {
        line_put(l, "  ", "%s=0x%08x", isa_register_names[in->rs2], h->x[in->rs2]);
    }
    if (strchr(syntax, 'c') && isa_csr_name(insn_csr(in), name) &&
        repl_csr_value(r, insn_csr(in), &value)) {
        line_put(l, "  ", "%s=0x%08x", name, value);
    }
    struct effect e = isa_execute(in, h->pc, h->x[in->rs1], h->x[in->rs2]);
    if (e.kind == EFFECT_MEM) {
        line_put(l, "  ", "[0x%08x]", e.addr);
    } else if (isa_rows[in->op].unit == UNIT_BRANCH) {
        line_put(l, "  ", "(%s)", e.next_pc != h->pc + 4 ? "taken" : "not taken");
    }
}

static uint32_t word_of(const uint8_t *bytes, unsigned size)
{
    uint32_t v = 0;
    for (unsigned i = 0; i < size; i++) {
        v |= (uint32_t)bytes[i] << 8 * i;
    }
    return v;
}

/* What the next instruction is about to access: nothing unless that is memory. */
static struct access_ahead look_ahead(struct repl *r)
{
    struct machine *m = r->debugger->session.machine;
    const struct hart *h = &m->hart;
    struct access_ahead a = {.instructions = m->instructions};
    uint32_t pa;
    const uint8_t *code = NULL;
    if (machine_translate(m, h->pc, ACCESS_FETCH, &pa) == 0) {
        code = machine_ram(m, pa, 4);
    }
    struct insn in = isa_decode(code ? machine_word(code) : 0, m->config.variant);
    struct effect e = isa_execute(&in, h->pc, h->x[in.rs1], h->x[in.rs2]);
    if (e.kind != EFFECT_MEM || machine_translate(m, e.addr, ACCESS_LOAD, &a.machine) != 0) {
        return a;
    }
    const uint8_t *bytes = machine_ram(m, a.machine, e.size);
    if (bytes) {
        a.address = e.addr;
        a.size = e.size;
        a.value = word_of(bytes, e.size);
    }
    return a;
}

void repl_remember(struct repl *r)
{
    r->before = r->debugger->session.machine->hart;
    r->ahead = look_ahead(r);
}

static void put_instruction(struct repl *r)
{
    struct machine *m = r->debugger->session.machine;
    struct place at = {.layer = layer_running(&r->debugger->session), .address = m->hart.pc};
    uint32_t word, pa;
    uint32_t cause = machine_translate(m, m->hart.pc, ACCESS_FETCH, &pa);
    if (cause != 0 || debug_read(r->debugger, &at, ACCESS_FETCH, 4, &word) != READ_MEMORY) {
        fprintf(r->out, "  %08x: cannot be fetched: %s\n", m->hart.pc,
                cause_text(cause ? cause : CAUSE_fetch_access));
        return;
    }
    struct insn in = isa_decode(word, m->config.variant);
    const struct image *image = layer_image(&r->debugger->session, at.layer);
    struct line l = line_begin(r);
    line_put(&l, "", "  %08x: %08x", m->hart.pc, word);
    line_put(&l, "  ", "%s", insn_text(image, word, m->hart.pc, m->config.variant).text);
    if (in.op != OP_illegal) {
        put_operands(r, &in, &l);
    }
    line_end(&l);
}

/* What comes before that instruction, or instead of it. */
static void put_expected(const struct repl *r)
{
    const struct machine *m = r->debugger->session.machine;
    uint32_t interrupt = priv_interrupt(&m->hart.priv);
    if (interrupt) {
        fprintf(r->out, "  but first: %s\n", cause_text(interrupt));
    } else if (m->waiting) {
        fputs("  but first: waits for an interrupt (wfi)\n", r->out);
    }
}

/* Changes that are being told of. */
struct changes {
    struct line line;
    unsigned count;
};

static void put_change(struct changes *c, const char *name, uint32_t before, uint32_t now)
{
    if (before == now) {
        return;
    }
    if (c->count == 0) {
        line_put(&c->line, "", "  changed:");
    }
    if (c->count < CHANGES_SHOWN) {
        line_put(&c->line, c->count ? ", " : " ", "%s 0x%x -> 0x%x", name, before, now);
    }
    c->count++;
}

/* The memory that the instruction before was about to access, if it alone has been executed. */
static void put_memory_change(struct repl *r, struct changes *c)
{
    const struct machine *m = r->debugger->session.machine;
    const struct access_ahead *a = &r->ahead;
    const uint8_t *now = a->size > 0 ? machine_ram(m, a->machine, a->size) : NULL;
    if (now && m->instructions == a->instructions + 1) {
        char name[sizeof "[0x00000000]"];
        snprintf(name, sizeof name, "[0x%08x]", a->address);
        put_change(c, name, a->value, word_of(now, a->size));
    }
}

static void put_changes(struct repl *r)
{
    const struct hart *now = &r->debugger->session.machine->hart;
    struct changes c = {.line = line_begin(r)};
    put_memory_change(r, &c);
    for (unsigned i = 1; i < 32; i++) {
        put_change(&c, isa_register_names[i], r->before.x[i], now->x[i]);
    }
    for (size_t i = 0; repl_shown_csrs[i]; i++) {
        char name[CSR_NAME_SIZE];
        uint32_t old = 0, value = 0;
        isa_csr_name(repl_shown_csrs[i], name);
        priv_csr_read(&r->before.priv, repl_shown_csrs[i], &old);
        priv_csr_read(&now->priv, repl_shown_csrs[i], &value);
        put_change(&c, name, old, value);
    }
    if (c.count > CHANGES_SHOWN) {
        line_put(&c.line, ", ", "and %u more", c.count - CHANGES_SHOWN);
    }
    if (c.count > 0) {
        line_end(&c.line);
    }
}

void repl_show_stop(struct repl *r)
{
    if (position_compare(r->trap_at, debug_now(r->debugger)) == 0) {
        fprintf(r->out, "trap: %s, mtval 0x%x\n", cause_text(r->trap_cause), r->trap_value);
    }
    repl_put_place(r);
    put_instruction(r);
    put_expected(r);
    put_changes(r);
    repl_put_displays(r);
    repl_remember(r);
}

bool repl_where(struct repl *r, char *args)
{
    const struct machine *m = r->debugger->session.machine;
    uint32_t matp = m->hart.priv.matp;
    repl_put_place(r);
    fprintf(r->out, "  %llu instructions, %llu cycles; the hart is in %s mode, translation is ",
            (unsigned long long)m->instructions, (unsigned long long)m->cycles,
            repl_mode(m->hart.priv.mode == MODE_SUPERVISOR));
    if (matp & MATP_TE) {
        fprintf(r->out, "on, ASID %u\n", matp & MATP_ASID);
    } else {
        fputs("off\n", r->out);
    }
    put_instruction(r);
    put_expected(r);
    return repl_no_more(r, args);
}
