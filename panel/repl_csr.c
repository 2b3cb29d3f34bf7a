/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control registers by named fields: the hart's, and those that a VM believes to have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "csr_fields.h"
#include "isa/cause.h"
#include "repl.h"

const uint16_t repl_shown_csrs[] = {
    CSR_mstatus,  CSR_mtvec, CSR_mepc,    CSR_mcause,    CSR_mtval,    CSR_mie, CSR_mip,
    CSR_mscratch, CSR_matp,  CSR_mtlbidx, CSR_mtlbwired, CSR_mtlbrand, 0};

static const struct {
    uint16_t number;
    enum inspect_field field;
} claimed[] = {
    {CSR_mstatus, INSPECT_mstatus}, {CSR_mtvec, INSPECT_mtvec}, {CSR_mepc, INSPECT_mepc},
    {CSR_mcause, INSPECT_mcause},   {CSR_mtval, INSPECT_mtval}, {CSR_mie, INSPECT_mie},
    {CSR_mip, INSPECT_mip},         {CSR_matp, INSPECT_matp},   {CSR_mscratch, INSPECT_mscratch},
};

enum { CLAIMED = sizeof claimed / sizeof claimed[0] };

static void put_fields(FILE *out, uint32_t number, uint32_t value)
{
    for (const struct csr_field *f = csr_fields; f->name; f++) {
        if (f->csr == number) {
            uint32_t v = csr_field_value(f, value);
            if (f->words) {
                fprintf(out, "  %s=%s", f->name, f->words[v]);
            } else {
                fprintf(out, "  %s=%u", f->name, v);
            }
        }
    }
    if (number == CSR_mcause) {
        fprintf(out, "  %s", cause_text(value));
    }
}

static void put_csr(FILE *out, const struct image *image, uint32_t number, uint32_t value)
{
    char name[CSR_NAME_SIZE];
    isa_csr_name(number, name);
    fprintf(out, "  %-12s 0x%08x", name, value);
    put_fields(out, number, value);
    if (number == CSR_mepc || number == CSR_mtvec) {
        fprintf(out, "%s", symbol_text(image, value & ~3u).text);
    }
    putc('\n', out);
}

bool repl_csr_value(struct repl *r, uint32_t number, uint32_t *value)
{
    machine_count(r->debugger->session.machine);
    return priv_csr_read(&r->debugger->session.machine->hart.priv, number, value);
}

/* The monitor, if there is one, takes all traps (mtvec), and takes them from VMs (mepc). */
static void put_hart_csr(struct repl *r, uint32_t number)
{
    uint32_t value;
    if (repl_csr_value(r, number, &value)) {
        const struct session *s = &r->debugger->session;
        bool own = number == CSR_mtvec && s->monitored;
        put_csr(r->out, layer_image(s, own ? LAYER_MONITOR : s->ledger.current), number, value);
    }
}

static bool put_hart_csrs(struct repl *r, int number)
{
    if (number >= 0) {
        put_hart_csr(r, (uint32_t)number);
        return true;
    }
    fprintf(r->out, "  %-12s %s\n", "mode",
            repl_mode(r->debugger->session.machine->hart.priv.mode == MODE_SUPERVISOR));
    for (size_t i = 0; repl_shown_csrs[i]; i++) {
        put_hart_csr(r, repl_shown_csrs[i]);
    }
    return true;
}

/* number -1: all that the monitor shows. */
static bool put_claimed_csrs(struct repl *r, unsigned layer, int number)
{
    struct claims c;
    unsigned found = 0;
    if (!repl_claims(r, &c)) {
        return false;
    }
    for (unsigned i = 0; i < CLAIMED; i++) {
        uint32_t value;
        if ((number < 0 || claimed[i].number == number) &&
            claims_word(&c, layer, claimed[i].field, 0, &value)) {
            put_csr(r->out, layer_image(&r->debugger->session, layer), claimed[i].number, value);
            found++;
        }
    }
    return found > 0 || repl_error(r, "the monitor does not show that CSR of %s",
                                   layer_name(&r->debugger->session, layer));
}

static bool no_csr(struct repl *r, const char *name)
{
    struct nearest n = nearest_to(name);
    for (size_t i = 0; repl_shown_csrs[i]; i++) {
        char known[CSR_NAME_SIZE];
        isa_csr_name(repl_shown_csrs[i], known);
        nearest_offer(&n, known);
        if (n.best == known) {
            return repl_error(r, "no CSR `%s`; did you mean `%s`?", excerpt(name).text, known);
        }
    }
    return repl_error(r, "no CSR `%s`", excerpt(name).text);
}

bool repl_csr(struct repl *r, char *args)
{
    char *word = repl_word(&args);
    char *colon = word ? strchr(word, ':') : NULL;
    const char *name = colon ? colon + 1 : word;
    unsigned layer = LAYER_NONE;
    int number = -1;
    if (!repl_no_more(r, args)) {
        return false;
    }
    if (colon) {
        *colon = '\0';
        if (!repl_vm(r, word, &layer)) {
            return false;
        }
    }
    if (name && *name != '\0') {
        number = isa_csr_number(name);
        if (number < 0) {
            return no_csr(r, name);
        }
    }
    return layer == LAYER_NONE ? put_hart_csrs(r, number) : put_claimed_csrs(r, layer, number);
}
