/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions are read and evaluated at once: by operators' strength, from left to right. */
#include <string.h>

#include "debug_expression_parts.h"

void evaluate_blanks(struct evaluation *e)
{
    e->at += strspn(e->at, " \t\r\n\f\v");
}

bool evaluate_accept(struct evaluation *e, char c)
{
    evaluate_blanks(e);
    bool is = *e->at == c;
    e->at += is;
    return is;
}

static bool expect(struct evaluation *e, char c)
{
    return evaluate_accept(e, c) ||
           debug_error(e->d, "expected %c at `%s`", c, excerpt(e->at).text);
}

/* --- reading what an operand stands for --- */

static bool load_register(struct evaluation *e, struct term *t)
{
    struct registers r;
    if (!debug_registers(e->d, t->layer, &r)) {
        return false;
    }
    t->bits = t->number == REGISTER_PC ? r.pc : r.x[t->number];
    return true;
}

static bool load_csr(struct evaluation *e, struct term *t)
{
    if (!debug_csr(e->d, t->layer, t->number, &t->bits)) {
        return false;
    }
    t->bits = (t->bits & t->mask) / (t->mask & (0u - t->mask));
    return true;
}

static bool load_memory(struct evaluation *e, struct term *t)
{
    unsigned size = t->type.pointers > 0 ? 4 : t->type.size;
    enum readable how = debug_read(e->d, &t->place, ACCESS_LOAD, size, &t->bits);
    return how <= READ_IMAGE || debug_unreadable(e->d, &t->place, how);
}

bool evaluate_load(struct evaluation *e, struct term *t)
{
    bool ok = true;
    t->bits = t->kind == TERM_VALUE ? t->bits : 0;
    if (!e->idle) {
        ok = t->kind == TERM_REGISTER ? load_register(e, t)
             : t->kind == TERM_CSR    ? load_csr(e, t)
             : t->kind == TERM_MEMORY ? load_memory(e, t)
                                      : true;
    }
    if (t->kind != TERM_VALUE) {
        t->place.symbol = NULL;
        term_convert(t, t->type);
    }
    t->kind = TERM_VALUE;
    return ok;
}

/* --- operators between two operands --- */

static bool binary(struct evaluation *e, unsigned least, struct term *t);

/* The right side of && and || is not evaluated if the left one decides. */
static bool logical(struct evaluation *e, enum operation op, struct term *t)
{
    bool was_idle = e->idle;
    bool left = t->bits != 0;
    struct term right;
    e->idle = was_idle || left == (op == OP_LOGICAL_OR);
    bool ok = binary(e, operation_binds(op) + 1, &right) && evaluate_load(e, &right);
    e->idle = was_idle;
    *t = term_of(op == OP_LOGICAL_OR ? left || right.bits : left && right.bits, true);
    return ok;
}

static bool binary(struct evaluation *e, unsigned least, struct term *t)
{
    if (!evaluate_unary(e, t)) {
        return false;
    }
    for (;;) {
        enum operation op = operation_next(e);
        if (op == OPERATIONS || operation_binds(op) < least) {
            return true;
        }
        e->at += operation_length(op);
        struct term right;
        if (!evaluate_load(e, t)) {
            return false;
        }
        bool ok = op <= OP_LOGICAL_AND
                      ? logical(e, op, t)
                      : binary(e, operation_binds(op) + 1, &right) && evaluate_load(e, &right) &&
                            operation_apply(e, op, t, &right);
        if (!ok) {
            return false;
        }
    }
}

/* --- operators before and behind one operand --- */

static bool enter(struct evaluation *e)
{
    return e->depth++ < DEPTH_MOST ||
           debug_error(e->d, "the expression is nested more than %d deep", DEPTH_MOST);
}

static bool parenthesized(struct evaluation *e, struct term *t)
{
    unsigned choices = e->choices;
    e->choices = 0;
    bool ok = evaluate_expression(e, t) && expect(e, ')');
    e->choices = choices;
    return ok;
}

/* *t is what is at the address that it was. */
static void follow(const struct evaluation *e, struct term *t)
{
    struct place at = t->place;
    if (!t->placed) {
        at = e->place;
    }
    at.address = t->bits;
    at.symbol = NULL;
    t->kind = TERM_MEMORY;
    t->type = type_behind(t->type);
    t->place = at;
}

/* a[b]: elements of what a points to; words, of a plain address. */
static bool subscript(struct evaluation *e, struct term *t)
{
    struct term index;
    unsigned choices = e->choices;
    e->choices = 0;
    bool ok = evaluate_load(e, t) && evaluate_expression(e, &index) && evaluate_load(e, &index) &&
              expect(e, ']');
    e->choices = choices;
    if (!ok) {
        return false;
    }
    t->bits += index.bits * (t->type.pointers ? type_stride(t->type) : 4);
    follow(e, t);
    return true;
}

static bool postfix(struct evaluation *e, struct term *t)
{
    bool ok = evaluate_accept(e, '(') ? parenthesized(e, t) : evaluate_operand(e, t);
    while (ok && evaluate_accept(e, '[')) {
        ok = subscript(e, t);
    }
    return ok;
}

/* The address of what is in memory; a symbol is its own. */
static bool address_of(struct evaluation *e, struct term *t)
{
    if (t->kind == TERM_MEMORY) {
        t->kind = TERM_VALUE;
        t->bits = t->place.address;
        t->placed = true;
        t->type.pointers++;
        return true;
    }
    return (t->kind == TERM_VALUE && t->placed && t->place.symbol) ||
           debug_error(e->d, "`&` needs a symbol or *ADDRESS behind it");
}

static bool apply_unary(struct evaluation *e, char op, struct term *t)
{
    if (op == '&') {
        return address_of(e, t);
    }
    if (!evaluate_load(e, t)) {
        return false;
    }
    if (op == '*') {
        follow(e, t);
        return true;
    }
    bool is_signed = t->type.is_signed && !t->type.pointers;
    *t = term_of(op == '-'   ? 0u - t->bits
                 : op == '~' ? ~t->bits
                 : op == '!' ? !t->bits
                             : t->bits,
                 is_signed || op == '!');
    return true;
}

static bool cast(struct evaluation *e, struct type type, struct term *t)
{
    if (!evaluate_unary(e, t) || !evaluate_load(e, t)) {
        return false;
    }
    term_convert(t, type);
    return true;
}

/* An operand that is bound to a layer: whatever is in it is, too. */
static bool bound(struct evaluation *e, struct term *t)
{
    bool ok = evaluate_unary(e, t);
    if (ok && t->kind == TERM_VALUE && !t->placed) {
        t->placed = true;
        t->place = e->place;
    }
    return ok;
}

static bool unary(struct evaluation *e, struct term *t)
{
    struct type type;
    bool binds;
    bool was_bound = e->bound;
    struct place place = e->place;
    evaluate_blanks(e);
    if (evaluate_type(e, &type)) {
        return cast(e, type, t);
    }
    if (*e->at != '\0' && strchr("-+~!*&", *e->at)) {
        char op = *e->at++;
        return evaluate_unary(e, t) && apply_unary(e, op, t);
    }
    if (!evaluate_binding(e, &binds)) {
        return false;
    }
    bool ok = binds ? bound(e, t) : postfix(e, t);
    e->bound = was_bound;
    e->place = place;
    return ok;
}

bool evaluate_unary(struct evaluation *e, struct term *t)
{
    bool ok = enter(e) && unary(e, t);
    e->depth--;
    return ok;
}

/* --- ?: --- */

/* One of the two results; it is evaluated if it is the one that is wanted. */
static bool choice(struct evaluation *e, bool wanted, struct term *t)
{
    bool was_idle = e->idle;
    e->idle = was_idle || !wanted;
    bool ok = evaluate_expression(e, t) && evaluate_load(e, t);
    e->idle = was_idle;
    return ok;
}

static bool choose(struct evaluation *e, struct term *t)
{
    struct term yes, no;
    if (!evaluate_load(e, t)) {
        return false;
    }
    bool is = t->bits != 0;
    e->choices++;
    bool ok = choice(e, is, &yes) && expect(e, ':');
    e->choices--;
    if (!ok || !choice(e, !is, &no)) {
        return false;
    }
    bool is_signed = yes.type.is_signed && no.type.is_signed;
    *t = is ? yes : no;
    t->type.is_signed = t->type.pointers == 0 && is_signed;
    return true;
}

bool evaluate_expression(struct evaluation *e, struct term *t)
{
    bool ok = enter(e) && binary(e, 1, t) && (!evaluate_accept(e, '?') || choose(e, t));
    e->depth--;
    return ok;
}
