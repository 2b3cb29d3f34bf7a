/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas are read by operators' strength, from left to right, into nodes. */
#include <string.h>

#include "formula_parts.h"

/* --- operators --- */

static unsigned parse_prefix(struct parser *p, enum node_kind kind,
                             unsigned (*operand)(struct parser *))
{
    unsigned n = formula_add_node(p, kind);
    formula_advance(p);
    formula_adopt(p, n, 0, operand(p));
    return n;
}

/* Everything that can stand in itself goes through here or through parse_not(). */
static bool enter(struct parser *p)
{
    if (p->depth++ >= FORMULA_DEPTH) {
        formula_fail(p, "fewer levels of parentheses and signs");
    }
    return !p->failed;
}

static unsigned parse_unary(struct parser *p)
{
    unsigned n = !enter(p)            ? 0
                 : formula_is(p, "-") ? parse_prefix(p, NODE_NEGATE, parse_unary)
                                      : formula_parse_primary(p);
    p->depth--;
    return n;
}

/* Operators that bind alike, and what they stand between. */
struct strength {
    struct {
        const char *sign;
        enum node_kind kind;
    } operators[3];
    unsigned (*operand)(struct parser *);
};

static enum node_kind operator_at(const struct parser *p, const struct strength *s, bool *found)
{
    for (unsigned i = 0; i < 3; i++) {
        *found = s->operators[i].sign != NULL && formula_is(p, s->operators[i].sign);
        if (*found) {
            return s->operators[i].kind;
        }
    }
    return NODE_NUMBER;
}

static unsigned parse_left_to_right(struct parser *p, const struct strength *s)
{
    unsigned left = s->operand(p);
    for (;;) {
        bool found = false;
        enum node_kind kind = operator_at(p, s, &found);
        if (!found) {
            return left;
        }
        unsigned n = formula_add_node(p, kind);
        formula_advance(p);
        unsigned right = s->operand(p);
        formula_adopt(p, n, 0, left);
        formula_adopt(p, n, left, right);
        left = n;
    }
}

static unsigned parse_product(struct parser *p)
{
    static const struct strength s = {
        {{"*", NODE_MULTIPLY}, {"/", NODE_DIVIDE}, {"%", NODE_REMAINDER}}, parse_unary};
    return parse_left_to_right(p, &s);
}

static unsigned parse_sum(struct parser *p)
{
    static const struct strength s = {{{"+", NODE_ADD}, {"-", NODE_SUBTRACT}}, parse_product};
    return parse_left_to_right(p, &s);
}

static bool accept_relation(struct parser *p, enum relation *r)
{
    static const char *const signs[] = {"==", "!=", "<", "<=", ">", ">="};
    for (unsigned i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (formula_accept(p, signs[i])) {
            *r = (enum relation)i;
            return true;
        }
    }
    return false;
}

/* a < b <= c is one node, with three operands. */
static unsigned parse_comparison(struct parser *p)
{
    unsigned last = parse_sum(p);
    enum relation r;
    unsigned n = 0;
    while (accept_relation(p, &r)) {
        if (n == 0) {
            n = formula_add_node(p, NODE_COMPARE);
            formula_adopt(p, n, 0, last);
        }
        unsigned operand = parse_sum(p);
        formula_adopt(p, n, last, operand);
        p->f->nodes[operand].relation = r;
        last = operand;
    }
    return n > 0 ? n : last;
}

static unsigned parse_not(struct parser *p)
{
    unsigned n = !enter(p)              ? 0
                 : formula_is(p, "not") ? parse_prefix(p, NODE_NOT, parse_not)
                                        : parse_comparison(p);
    p->depth--;
    return n;
}

static unsigned parse_and(struct parser *p)
{
    static const struct strength s = {{{"and", NODE_AND}}, parse_not};
    return parse_left_to_right(p, &s);
}

unsigned formula_parse_or(struct parser *p)
{
    static const struct strength s = {{{"or", NODE_OR}}, parse_and};
    return parse_left_to_right(p, &s);
}

/* --- the whole --- */

static struct formula *parse(const char *text, struct where at, bool spanning)
{
    if (strlen(text) > FORMULA_TEXT) {
        diag_at(at, "too long a formula: expected at most %d bytes", FORMULA_TEXT);
        return NULL;
    }
    struct formula *f = xmalloc(sizeof *f);
    *f = (struct formula){xstrdup(text), at, spanning, xmalloc(sizeof *f->nodes), 1, 0};
    f->nodes[0] = (struct node){.kind = NODE_NUMBER};
    struct parser p = {.f = f, .cursor = f->text, .token = {.at = f->text}};
    formula_advance(&p);
    f->root = formula_parse_or(&p);
    if (p.token.kind != TOKEN_END) {
        formula_fail(&p, "the end, or a sign between two values, such as + or <=");
    }
    if (p.failed) {
        formula_free(f);
        f = NULL;
    }
    return f;
}

struct formula *formula_parse(const char *text, struct where at)
{
    return parse(text, at, false);
}

struct formula *formula_parse_spanning(const char *text, struct where at)
{
    return parse(text, at, true);
}
