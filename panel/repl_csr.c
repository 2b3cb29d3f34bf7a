/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control registers by named fields: the hart's, and those that a VM believes to have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "csr_fields.h"
#include "isa/cause.h"
#include "repl_look.h"

const uint16_t repl_shown_csrs[] = {
    CSR_mstatus,  CSR_mtvec, CSR_mepc,    CSR_mcause,    CSR_mtval,    CSR_mie, CSR_mip,
    CSR_mscratch, CSR_matp,  CSR_mtlbidx, CSR_mtlbwired, CSR_mtlbrand, 0};

const uint16_t repl_all_csrs[] = {
#define CSR(number, name, ...) CSR_##name,
#define CSR_RANGE(first, last, name, ...)
#include "isa/csr.def"
    0};

/* --- one CSR --- */

void repl_put_field(FILE *out, const struct csr_field *f, uint32_t value)
{
    uint32_t v = csr_field_value(f, value);
    if (f->words) {
        fprintf(out, "%s=%s", f->name, f->words[v]);
    } else {
        fprintf(out, "%s=%u", f->name, v);
    }
}

void repl_put_fields(FILE *out, uint32_t number, uint32_t value)
{
    for (const struct csr_field *f = csr_fields; f->name; f++) {
        if (f->csr == number) {
            fputs("  ", out);
            repl_put_field(out, f, value);
        }
    }
    if (number == CSR_mcause) {
        fprintf(out, "  %s", cause_text(value));
    }
}

void repl_put_symbol(FILE *out, const struct image *image, uint32_t number, uint32_t value)
{
    if (number == CSR_mepc || number == CSR_mtvec) {
        fprintf(out, "%s", symbol_text(image, value & ~3u).text);
    }
}

static void put_csr(FILE *out, const struct image *image, uint32_t number, uint32_t value)
{
    char name[CSR_NAME_SIZE];
    isa_csr_name(number, name);
    fprintf(out, "  %-12s 0x%08x", name, value);
    repl_put_fields(out, number, value);
    repl_put_symbol(out, image, number, value);
    putc('\n', out);
}

bool repl_csr_value(struct repl *r, uint32_t number, uint32_t *value)
{
    machine_count(r->debugger->session.machine);
    return priv_csr_read(&r->debugger->session.machine->hart.priv, number, value);
}

/* The monitor, if there is one, takes all traps (mtvec), and takes them from VMs (mepc). */
static const struct image *hart_image(const struct session *s, uint32_t number)
{
    bool own = number == CSR_mtvec && s->monitored;
    return layer_image(s, own ? LAYER_MONITOR : s->ledger.current);
}

/* --- one view --- */

/* number -1: those that are shown. */
static bool put_view(struct repl *r, unsigned layer, int number)
{
    const struct session *s = &r->debugger->session;
    bool hart = layer == LAYER_MACHINE;
    struct priv p;
    uint32_t value;
    if (!debug_priv(r->debugger, layer, &p)) {
        return false;
    }
    if (number >= 0) {
        uint32_t n = (uint32_t)number;
        bool there = priv_csr_read(&p, n, &value);
        if (there) {
            put_csr(r->out, hart ? hart_image(s, n) : layer_image(s, layer), n, value);
        }
        return true;
    }
    fprintf(r->out, "  %-12s %s\n", "mode", repl_mode(p.mode == MODE_SUPERVISOR));
    for (size_t i = 0; repl_shown_csrs[i]; i++) {
        uint32_t n = repl_shown_csrs[i];
        priv_csr_read(&p, n, &value);
        put_csr(r->out, hart ? hart_image(s, n) : layer_image(s, layer), n, value);
    }
    return true;
}

bool repl_put_hart_csrs(struct repl *r, int number, bool all)
{
    for (size_t i = 0; all && repl_all_csrs[i]; i++) {
        put_view(r, LAYER_MACHINE, repl_all_csrs[i]);
    }
    return all || put_view(r, LAYER_MACHINE, number);
}

static bool no_csr(struct repl *r, const char *name)
{
    struct nearest n = nearest_to(name);
    for (size_t i = 0; repl_all_csrs[i]; i++) {
        char known[CSR_NAME_SIZE];
        isa_csr_name(repl_all_csrs[i], known);
        nearest_offer(&n, known);
        if (n.best == known) {
            return repl_error(r, "no CSR `%s`; did you mean `%s`?", excerpt(name).text, known);
        }
    }
    return repl_error(r, "no CSR `%s`", excerpt(name).text);
}

/* [VM:][NAME]. */
bool repl_parse_csr(struct repl *r, char *word, unsigned *layer, int *number)
{
    char *colon = word ? strchr(word, ':') : NULL;
    const char *name = colon ? colon + 1 : word;
    if (colon) {
        *colon = '\0';
        if (!repl_vm(r, word, layer)) {
            return false;
        }
    }
    if (name && *name != '\0') {
        *number = isa_csr_number(name);
        return *number >= 0 || no_csr(r, name);
    }
    return true;
}

bool repl_csr(struct repl *r, char *args)
{
    char *word = repl_word(&args);
    unsigned layer = LAYER_MACHINE;
    int number = -1;
    return repl_no_more(r, args) && repl_parse_csr(r, word, &layer, &number) &&
           put_view(r, layer, number);
}
