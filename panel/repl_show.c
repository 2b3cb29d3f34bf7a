/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the machine stands, what it is about to do, and what has changed. */
#include <stdio.h>
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

void repl_put_place(const struct repl *r)
{
    const struct session *s = &r->debugger->session;
    unsigned layer = layer_running(s);
    uint32_t pc = s->machine->hart.pc;
    const char *name = layer_name(s, layer);
    if (layer != LAYER_MONITOR) {
        fprintf(r->out, "%s, %s", name, repl_mode(repl_supervisor(r)));
    } else if (s->ledger.current != LEDGER_MONITOR) {
        fprintf(r->out, "%s, for %s", name, layer_name(s, s->ledger.current));
    } else {
        fprintf(r->out, "%s", name);
    }
    fprintf(r->out, ", at 0x%08x%s\n", pc, symbol_text(layer_image(s, layer), pc).text);
}

/* What the next instruction will read, and what it will come to. */
static void put_operands(struct repl *r, const struct insn *in)
{
    const struct hart *h = &r->debugger->session.machine->hart;
    const char *syntax = isa_format_syntax[isa_rows[in->op].format];
    char name[CSR_NAME_SIZE];
    uint32_t value;
    if (strchr(syntax, 's') && in->rs1 != 0) {
        fprintf(r->out, "  %s=0x%08x", isa_register_names[in->rs1], h->x[in->rs1]);
    }
    if (strchr(syntax, 't') && in->rs2 != 0 && in->rs2 != in->rs1) {
        fprintf(r->out, "  %s=0x%08x", isa_register_names[in->rs2], h->x[in->rs2]);
    }
    if (strchr(syntax, 'c') && isa_csr_name(insn_csr(in), name) &&
        repl_csr_value(r, insn_csr(in), &value)) {
        fprintf(r->out, "  %s=0x%08x", name, value);
    }
    struct effect e = isa_execute(in, h->pc, h->x[in->rs1], h->x[in->rs2]);
    if (e.kind == EFFECT_MEM) {
        fprintf(r->out, "  [0x%08x]", e.addr);
    } else if (isa_rows[in->op].unit == UNIT_BRANCH) {
        fprintf(r->out, "  (%s)", e.next_pc != h->pc + 4 ? "taken" : "not taken");
    }
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
    fprintf(
        r->out, "  %08x: %08x  %s", m->hart.pc, word,
        insn_text(layer_image(&r->debugger->session, at.layer), word, m->hart.pc, m->config.variant)
            .text);
    if (in.op != OP_illegal) {
        put_operands(r, &in);
    }
    putc('\n', r->out);
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

static void put_change(FILE *out, unsigned *count, const char *name, uint32_t before, uint32_t now)
{
    if (before == now) {
        return;
    }
    if (*count < CHANGES_SHOWN) {
        fprintf(out, "%s %s 0x%x -> 0x%x", *count ? "," : "  changed:", name, before, now);
    }
    (*count)++;
}

static void put_changes(struct repl *r)
{
    const struct hart *now = &r->debugger->session.machine->hart;
    unsigned count = 0;
    for (unsigned i = 1; i < 32; i++) {
        put_change(r->out, &count, isa_register_names[i], r->before.x[i], now->x[i]);
    }
    for (size_t i = 0; repl_shown_csrs[i]; i++) {
        char name[CSR_NAME_SIZE];
        uint32_t old = 0, value = 0;
        isa_csr_name(repl_shown_csrs[i], name);
        priv_csr_read(&r->before.priv, repl_shown_csrs[i], &old);
        priv_csr_read(&now->priv, repl_shown_csrs[i], &value);
        put_change(r->out, &count, name, old, value);
    }
    if (count > CHANGES_SHOWN) {
        fprintf(r->out, ", and %u more", count - CHANGES_SHOWN);
    }
    if (count > 0) {
        putc('\n', r->out);
    }
}

void repl_show_stop(struct repl *r)
{
    if (r->traps) {
        fprintf(r->out, "trap: %s, mtval 0x%x\n", cause_text(r->trap_cause), r->trap_value);
    }
    repl_put_place(r);
    put_instruction(r);
    put_expected(r);
    put_changes(r);
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
