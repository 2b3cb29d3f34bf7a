/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What expressions are for: values, addresses, assignments, and the values that were printed. */
#include <stdlib.h>
#include <string.h>

#include "debug_expression_parts.h"

static struct evaluation begin(struct debugger *d, const char *text, unsigned first)
{
    struct evaluation e = {.d = d, .at = text, .first = first};
    e.place = (struct place){.layer = layer_running(&d->session)};
    d->values.compared.operation = NULL;
    return e;
}

static bool at_end(struct debugger *d, const char *at)
{
    return *at == '\0' || debug_error(d, "expected an operator at `%s`", excerpt(at).text);
}

bool debug_evaluate_part(struct debugger *d, const char **text, unsigned first, struct value *v)
{
    struct evaluation e = begin(d, *text, first);
    struct term t;
    if (!evaluate_expression(&e, &t) || !evaluate_load(&e, &t)) {
        return false;
    }
    evaluate_blanks(&e);
    *text = e.at;
    bool is_signed = t.type.is_signed && !t.type.pointers;
    *v = (struct value){t.bits, is_signed, t.placed, t.place};
    v->place.address = t.bits;
    return true;
}

bool debug_evaluate(struct debugger *d, const char *text, unsigned first, struct value *v)
{
    return debug_evaluate_part(d, &text, first, v) && at_end(d, text);
}

bool debug_address_part(struct debugger *d, const char **text, unsigned first, struct place *at)
{
    struct value v;
    if (!debug_evaluate_part(d, text, first, &v)) {
        return false;
    }
    *at = v.place;
    if (!v.placed) {
        *at = (struct place){.layer = layer_running(&d->session), .address = v.bits};
    }
    return true;
}

bool debug_address(struct debugger *d, const char *text, unsigned first, struct place *at)
{
    return debug_address_part(d, &text, first, at) && at_end(d, text);
}

/* --- assignments --- */

static bool assign_register(struct debugger *d, const struct term *left, uint32_t value)
{
    if (left->number == 0) {
        return debug_error(d, "x0 is always 0");
    }
    if (left->number == REGISTER_PC && value % 4 != 0) {
        return debug_error(d, "0x%08x is not aligned: instructions are at multiples of 4", value);
    }
    return debug_set_register(d, left->layer, left->number, value);
}

static bool assign_csr(struct debugger *d, const struct term *left, uint32_t value)
{
    uint32_t unit = left->mask & (0u - left->mask), old = 0;
    if (value > left->mask / unit) {
        return debug_error(d, "%u does not fit: expected 0 to %u", value, left->mask / unit);
    }
    if (left->mask != UINT32_MAX && !debug_csr(d, left->layer, left->number, &old)) {
        return false;
    }
    return debug_set_csr(d, left->layer, left->number, (old & ~left->mask) | value * unit);
}

static bool assign_memory(struct debugger *d, const struct term *left, uint32_t value)
{
    uint8_t bytes[4];
    for (unsigned i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
    return debug_write(d, &left->place, bytes, left->type.pointers ? 4 : left->type.size);
}

static bool assign(struct debugger *d, const struct term *left, uint32_t value)
{
    switch (left->kind) {
    case TERM_REGISTER:
        return assign_register(d, left, value);
    case TERM_CSR:
        return assign_csr(d, left, value);
    case TERM_MEMORY:
        return assign_memory(d, left, value);
    case TERM_VALUE:
        break;
    }
    return debug_error(d, "nothing can be assigned to a value: expected a $register, a $CSR or "
                          "*ADDRESS before the =");
}

bool debug_assign(struct debugger *d, const char *text, unsigned first)
{
    struct evaluation e = begin(d, text, first);
    struct term left, right;
    if (!evaluate_unary(&e, &left)) {
        return false;
    }
    if (!evaluate_accept(&e, '=') || *e.at == '=') {
        return debug_error(d, "expected LEFT = RIGHT, with a $register, a $CSR or *ADDRESS left");
    }
    if (!evaluate_expression(&e, &right) || !evaluate_load(&e, &right)) {
        return false;
    }
    evaluate_blanks(&e);
    if (!at_end(d, e.at) || !assign(d, &left, right.bits)) {
        return false;
    }
    debug_changed(d);
    return true;
}

/* --- values that were printed --- */

unsigned debug_keep_value(struct debugger *d, const struct value *v)
{
    struct values *all = &d->values;
    all->item = xrealloc(all->item, (all->count + 1) * sizeof *all->item);
    all->item[all->count++] = *v;
    return all->count;
}

void debug_forget_values(struct debugger *d)
{
    free(d->values.item);
    d->values = (struct values){.item = NULL};
}
