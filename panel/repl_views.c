/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `info csr`: three views of a VM's control registers side by side. */
#include <stdio.h>
#include <string.h>

#include "csr_fields.h"
#include "isa/cause.h"
#include "repl_look.h"

/* What the VM believes, what its monitor has noted, what each hardware below has: the last real. */
struct views {
    struct priv at[CONFIG_LEVELS + 2];
    unsigned layer[CONFIG_LEVELS + 2];
    unsigned count;
    bool behind, other; /* a legend is due */
};

enum { VIRTUAL, SHADOW, REAL };

static bool open_views(struct repl *r, unsigned layer, struct views *v)
{
    const struct session *s = &r->debugger->session;
    struct claims c;
    if (!repl_claims_of(r, &c, layer) || !debug_priv(r->debugger, layer, &v->at[VIRTUAL])) {
        return false;
    }
    claims_priv(&c, layer, &v->at[SHADOW]);
    v->layer[VIRTUAL] = v->layer[SHADOW] = layer;
    v->count = REAL;
    while ((layer = claims_monitor(s, layer)) != LAYER_MONITOR) {
        v->layer[v->count] = layer;
        if (!debug_priv(r->debugger, layer, &v->at[v->count++])) {
            return false;
        }
    }
    v->layer[v->count] = LAYER_MACHINE;
    return debug_priv(r->debugger, LAYER_MACHINE, &v->at[v->count++]);
}

static char mark(struct views *v, bool behind, bool other)
{
    v->behind |= behind;
    v->other |= other && !behind;
    return behind ? '~' : other ? '*' : ' ';
}

/* What the real one has in other fields than the VM's. */
static void put_differing(FILE *out, uint32_t number, uint32_t virtual, uint32_t real)
{
    unsigned count = 0;
    for (const struct csr_field *f = csr_fields; f->name; f++) {
        if (f->csr == number && csr_field_value(f, virtual) != csr_field_value(f, real)) {
            fputs(count++ == 0 ? "  (real: " : " ", out);
            repl_put_field(out, f, real);
        }
    }
    if (number == CSR_mcause && virtual != real) {
        fprintf(out, "%s%s", count++ == 0 ? "  (real: " : " ", cause_text(real));
    }
    fputs(count > 0 ? ")" : "", out);
}

static void put_row(struct repl *r, struct views *v, uint32_t number)
{
    const struct session *s = &r->debugger->session;
    uint32_t value[CONFIG_LEVELS + 2];
    char name[CSR_NAME_SIZE];
    for (unsigned i = 0; i < v->count; i++) {
        priv_csr_read(&v->at[i], number, &value[i]);
    }
    uint32_t real = value[v->count - 1];
    isa_csr_name(number, name);
    fprintf(r->out, "%c %-13s", mark(v, value[SHADOW] != value[VIRTUAL], real != value[VIRTUAL]),
            name);
    for (unsigned i = 0; i < v->count; i++) {
        fprintf(r->out, " %08x", value[i]);
    }
    repl_put_fields(r->out, number, value[VIRTUAL]);
    repl_put_symbol(r->out, layer_image(s, v->layer[VIRTUAL]), number, value[VIRTUAL]);
    put_differing(r->out, number, value[VIRTUAL], real);
    putc('\n', r->out);
}

static const char *short_mode(uint32_t mode)
{
    return mode == MODE_SUPERVISOR ? "super" : "user";
}

static void put_modes(struct repl *r, struct views *v)
{
    uint32_t real = v->at[v->count - 1].mode;
    fprintf(r->out, "%c %-13s",
            mark(v, v->at[SHADOW].mode != v->at[VIRTUAL].mode, real != v->at[VIRTUAL].mode),
            "mode");
    for (unsigned i = 0; i + 1 < v->count; i++) {
        fprintf(r->out, " %-8s", short_mode(v->at[i].mode));
    }
    fprintf(r->out, " %s\n", short_mode(real));
}

static void put_space(FILE *out, bool relocated, uint32_t asid, bool last)
{
    char text[12];
    snprintf(text, sizeof text, "ASID %u", asid);
    fprintf(out, last ? " %s\n" : " %-8s", relocated ? text : "physical");
}

/* R, in one line: the address space that the VM is in, and the ASID that stands for it below. */
static void put_spaces(struct repl *r, const struct views *v)
{
    struct claims c;
    unsigned layer = v->layer[VIRTUAL];
    if (claims_open_of(&c, &r->debugger->session, layer)) {
        return;
    }
    uint32_t key = claims_value(&c, layer, INSPECT_key, 0) & MATP_ASID;
    fprintf(r->out, "  %-13s", "address space");
    put_space(r->out, claims_relocates(&c, layer), v->at[VIRTUAL].matp & MATP_ASID, false);
    if (key == 0) {
        fprintf(r->out, " %-8s", "none");
    } else {
        put_space(r->out, true, key, false);
    }
    for (unsigned i = REAL; i < v->count; i++) {
        const struct priv *p = &v->at[i];
        put_space(r->out, p->matp & MATP_TE, p->matp & MATP_ASID, i + 1 == v->count);
    }
}

static void put_heading(struct repl *r, const struct views *v)
{
    const struct session *s = &r->debugger->session;
    fprintf(r->out,
            "%s's control registers: as it believes (virtual), as its monitor has noted them\n"
            "(shadow), both by the monitor's account, and the hart's (real), while %s runs\n",
            layer_name(s, v->layer[VIRTUAL]), layer_name(s, layer_running(s)));
    fprintf(r->out, "  %-13s %-8s %-8s", "", "virtual", "shadow");
    for (unsigned i = REAL; i + 1 < v->count; i++) {
        fprintf(r->out, " %-8.8s", layer_name(s, v->layer[i]));
    }
    fputs(" real\n", r->out);
}

static bool is_relevant(const struct views *v, uint32_t number)
{
    bool always = number <= CSR_mip && number != CSR_mscratch;
    bool any = always || number == CSR_matp;
    for (unsigned i = 0; i < v->count && !any; i++) {
        uint32_t value;
        any = priv_csr_read(&v->at[i], number, &value) && value != 0;
    }
    return any;
}

static bool put_views(struct repl *r, unsigned layer, int number, bool all)
{
    struct views v = {.count = 0};
    const uint16_t *shown = all ? repl_all_csrs : repl_shown_csrs;
    if (!open_views(r, layer, &v)) {
        return false;
    }
    put_heading(r, &v);
    if (number >= 0) {
        put_row(r, &v, (uint32_t)number);
    } else {
        put_modes(r, &v);
        put_spaces(r, &v);
        for (size_t i = 0; shown[i]; i++) {
            if (all || is_relevant(&v, shown[i])) {
                put_row(r, &v, shown[i]);
            }
        }
    }
    fputs(v.behind ? "~ its monitor brings its note up to date when it is next entered\n" : "",
          r->out);
    fputs(v.other ? "* the hardware holds something else than the VM believes\n" : "", r->out);
    return true;
}

/* [VM] [NAME|all], or VM:NAME. */
bool repl_info_csr(struct repl *r, char *args)
{
    const struct session *s = &r->debugger->session;
    char *word = repl_word(&args);
    unsigned layer = s->monitored ? repl_current(r) : LAYER_MACHINE;
    int number = -1;
    if (word && layer_named(s, word, strlen(word)) != LAYER_NONE) {
        if (!repl_vm(r, word, &layer)) {
            return false;
        }
        word = repl_word(&args);
    }
    bool all = word && strcmp(word, "all") == 0;
    if (!repl_no_more(r, args) || (!all && !repl_parse_csr(r, word, &layer, &number))) {
        return false;
    }
    if (s->monitored && layer != LAYER_NONE) {
        return put_views(r, layer, number, all);
    }
    return repl_put_hart_csrs(r, number, all);
}
