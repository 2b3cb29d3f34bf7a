/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What begins with $: registers, CSRs and their fields, values that were printed. */
#include <ctype.h>
#include <string.h>

#include "claims.h"
#include "csr_fields.h"
#include "debug_expression_parts.h"

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* --- registers and CSRs --- */

static bool is_address_register(unsigned number)
{
    return number >= 1 && number <= 4; /* ra sp gp tp */
}

/* Whose registers are meant: those in the hart, unless a layer is bound. */
static unsigned whose(const struct evaluation *e)
{
    bool bound = e->bound && e->place.layer != LAYER_MACHINE;
    return bound ? e->place.layer : layer_running(&e->d->session);
}

static struct term register_term(const struct evaluation *e, unsigned number)
{
    bool address = number == REGISTER_PC || is_address_register(number);
    return (struct term){.kind = TERM_REGISTER,
                         .type = {4, !address, 0},
                         .placed = e->bound || address,
                         .place = e->place,
                         .layer = whose(e),
                         .number = number};
}

static struct term csr_term(const struct evaluation *e, uint32_t number)
{
    return (struct term){.kind = TERM_CSR,
                         .type = {4, false, 0},
                         .placed = e->bound,
                         .place = e->place,
                         .layer = e->bound ? e->place.layer : LAYER_MACHINE,
                         .number = number,
                         .mask = UINT32_MAX};
}

/* e->name as a register or CSR. */
bool evaluate_register(const struct evaluation *e, struct term *t)
{
    int number = strcmp(e->name, "pc") == 0 ? REGISTER_PC : isa_register_number(e->name);
    if (number >= 0) {
        *t = register_term(e, (unsigned)number);
        return true;
    }
    number = isa_csr_number(e->name);
    if (number >= 0) {
        *t = csr_term(e, (uint32_t)number);
    }
    return number >= 0;
}

/* --- values, modes, fields --- */

/* $ is the last value, $$ the one before it, $$N the Nth before the last, $N the one so numbered.
 */
static bool read_value(struct evaluation *e, struct term *t)
{
    const struct values *v = &e->d->values;
    const char *start = e->at - 1;
    bool back = *e->at == '$';
    e->at += back;
    struct term number = term_of(back, true);
    if (isdigit((unsigned char)*e->at) && !evaluate_number(e, &number)) {
        return false;
    }
    bool counted = !back && e->at > start + 1;
    uint32_t index = counted ? number.bits - 1 : v->count - 1 - (back ? number.bits : 0);
    if (index >= v->count) {
        return debug_error(e->d, "`%s`: %u values have been printed so far", excerpt(start).text,
                           v->count);
    }
    const struct value *kept = &v->item[index];
    *t = term_of(kept->bits, kept->is_signed);
    t->placed = kept->placed;
    t->place = kept->place;
    return true;
}

/* The virtual mode of a VM that does not run: its monitor's word. */
static bool claimed_mode(struct evaluation *e, unsigned layer, uint32_t *mode)
{
    struct claims c;
    const char *why_not = claims_open(&c, &e->d->session);
    *mode = why_not ? 0 : claims_value(&c, layer, INSPECT_mode, 0);
    return !why_not || debug_error(e->d, "%s", why_not);
}

static bool read_mode(struct evaluation *e, struct term *t)
{
    const struct session *s = &e->d->session;
    uint32_t mode = s->machine->hart.priv.mode;
    unsigned layer = whose(e);
    bool real =
        layer == LAYER_MONITOR || !s->monitored || (e->bound && e->place.layer == LAYER_MACHINE);
    if (!real && layer != layer_running(s)) {
        if (!e->idle && !claimed_mode(e, layer, &mode)) {
            return false;
        }
    } else if (!real) {
        mode = layer_supervisor(s) ? MODE_SUPERVISOR : MODE_USER;
    }
    *t = term_of(mode, true);
    return true;
}

/* .MPP behind the name of a CSR. */
static bool read_field(struct evaluation *e, struct term *t)
{
    char csr[CSR_NAME_SIZE];
    isa_csr_name(t->number, csr);
    e->at++;
    if (!evaluate_name(e, is_word)) {
        return false;
    }
    const struct csr_field *f = csr_field(t->number, e->name);
    if (f) {
        t->mask = f->mask;
        return true;
    }
    struct nearest n = nearest_to(e->name);
    for (f = csr_fields; f->name; f++) {
        if (f->csr == t->number) {
            nearest_offer(&n, f->name);
        }
    }
    return debug_error(e->d, "%s has no field `%s`%s%s", csr, excerpt(e->name).text,
                       n.count ? ": " : "", n.count ? nearest_advice(&n) : "");
}

bool evaluate_dollar(struct evaluation *e, struct term *t)
{
    char c = *++e->at;
    if (c == '$' || !is_word(c) || isdigit((unsigned char)c)) {
        return read_value(e, t);
    }
    if (!evaluate_name(e, is_word)) {
        return false;
    }
    if (strcmp(e->name, "mode") == 0) {
        return read_mode(e, t);
    }
    if (strcmp(e->name, "instructions") == 0 || strcmp(e->name, "cycles") == 0) {
        const struct machine *m = e->d->session.machine;
        *t = term_of((uint32_t)(*e->name == 'i' ? m->instructions : m->cycles), false);
        return true;
    }
    if (!evaluate_register(e, t)) {
        return debug_error(e->d, "no register or CSR `%s`", excerpt(e->name).text);
    }
    return t->kind != TERM_CSR || *e->at != '.' || read_field(e, t);
}
