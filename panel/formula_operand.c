/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands between a formula's signs: numbers, texts, names, calls, parentheses. */
#include <stdlib.h>
#include <string.h>

#include "formula_parts.h"

/* --- words --- */

unsigned formula_fail(struct parser *p, const char *expected)
{
    if (!p->failed) {
        bool end = p->token.kind == TOKEN_END;
        diag_at(formula_where(p->f, p->token.at), "%s%s%s: expected %s", end ? "" : "`",
                end ? "the formula ends here" : excerpt(p->token.at).text, end ? "" : "`",
                expected);
    }
    p->failed = true;
    return 0;
}

void formula_advance(struct parser *p)
{
    if (!p->failed && !formula_scan(p->f, &p->cursor, &p->token)) {
        p->failed = true;
    }
}

bool formula_is(const struct parser *p, const char *word)
{
    bool plain = p->token.kind == TOKEN_SIGN || p->token.kind == TOKEN_NAME;
    return !p->failed && plain && strlen(word) == p->token.length &&
           strncmp(p->token.at, word, p->token.length) == 0;
}

bool formula_accept(struct parser *p, const char *word)
{
    bool found = formula_is(p, word);
    if (found) {
        formula_advance(p);
    }
    return found;
}

/* --- nodes --- */

unsigned formula_add_node(struct parser *p, enum node_kind kind)
{
    struct formula *f = p->f;
    if (f->count > FORMULA_NODES && !p->failed) {
        diag_at(f->at, "too long a formula: expected at most %d names, numbers and signs",
                FORMULA_NODES);
        p->failed = true;
    }
    if (p->failed) {
        return 0;
    }
    if ((f->count & (f->count - 1)) == 0) { /* a power of two: the array is full */
        f->nodes = xrealloc(f->nodes, 2 * f->count * sizeof *f->nodes);
    }
    f->nodes[f->count] =
        (struct node){.kind = kind, .baseline = p->baseline, .at = formula_where(f, p->token.at)};
    return f->count++;
}

/* Node `parent` gets one more operand, the last of which was `last`, or 0. */
void formula_adopt(struct parser *p, unsigned parent, unsigned last, unsigned child)
{
    struct node *nodes = p->f->nodes;
    if (parent == 0 || child == 0) {
        return;
    }
    if (last == 0) {
        nodes[parent].first = child;
    } else {
        nodes[last].next = child;
    }
    if (nodes[child].stars > nodes[parent].stars) {
        nodes[parent].stars = nodes[child].stars;
    }
}

/* --- operands --- */

static unsigned parse_number(struct parser *p)
{
    unsigned n = formula_add_node(p, NODE_NUMBER);
    if (n > 0) {
        p->f->nodes[n].number = p->token.number;
    }
    formula_advance(p);
    return n;
}

/* A text without its quotes, or a name. */
static unsigned parse_word(struct parser *p, enum node_kind kind)
{
    unsigned n = formula_add_node(p, kind);
    int quote = kind == NODE_TEXT;
    if (n > 0) {
        char *text = xformat("%.*s", (int)p->token.length - 2 * quote, p->token.at + quote);
        p->f->nodes[n].text = text;
        p->f->nodes[n].stars = quote ? 0 : formula_stars(text);
        if (p->f->nodes[n].stars > FORMULA_STARS) {
            return formula_fail(p, "fewer `*` in a name");
        }
    }
    formula_advance(p);
    return n;
}

/* Operands up to the closing parenthesis; how many. */
static unsigned parse_arguments(struct parser *p, unsigned call)
{
    unsigned count = 0;
    unsigned last = 0;
    bool more = !formula_is(p, ")");
    while (more && !p->failed && count < FORMULA_ARGUMENTS) {
        unsigned argument = formula_parse_or(p);
        formula_adopt(p, call, last, argument);
        last = argument;
        count++;
        more = formula_accept(p, ",");
    }
    if (!formula_accept(p, ")")) {
        bool end = p->token.kind == TOKEN_END; /* maybe YAML has cut it off */
        formula_fail(
            p, count == FORMULA_ARGUMENTS ? "`)`"
               : end ? "`,` or `)` (between { } or [ ], a formula with commas is written in quotes)"
                     : "`,` or `)`, or a sign between two values");
    }
    return count;
}

/* The function that is called at the current word; FUNCTION_COUNT after a message. */
static enum formula_function function_named(struct parser *p)
{
    char *name = xformat("%.*s", (int)p->token.length, p->token.at);
    struct nearest n = nearest_to(name);
    unsigned i = 0;
    while (i < FUNCTION_COUNT && strcmp(formula_function_rows[i].name, name) != 0) {
        nearest_offer(&n, formula_function_rows[i].name);
        i++;
    }
    if (i == FUNCTION_COUNT) {
        diag_at(formula_where(p->f, p->token.at), "unknown function `%s`: %s", excerpt(name).text,
                nearest_advice(&n));
        p->failed = true;
    }
    free(name);
    return (enum formula_function)i;
}

static void check_count(struct parser *p, unsigned call, unsigned count)
{
    const struct node *n = &p->f->nodes[call];
    const struct function_row *row = &formula_function_rows[n->function];
    if (!p->failed && (count < row->least || count > row->most)) {
        diag_at(n->at, "%s() of %u value%s: expected %s", row->name, count, count == 1 ? "" : "s",
                row->use);
        p->failed = true;
    }
}

static unsigned parse_call(struct parser *p)
{
    enum formula_function function = function_named(p);
    unsigned call = formula_add_node(p, NODE_CALL);
    if (call == 0) {
        return 0;
    }
    p->f->nodes[call].function = function;
    if (function == FUNCTION_baseline && p->baseline) {
        return formula_fail(p, "no baseline() within baseline()");
    }
    p->baseline = p->baseline || function == FUNCTION_baseline;
    formula_advance(p);
    formula_advance(p); /* the parenthesis, which has been seen */
    unsigned count = parse_arguments(p, call);
    p->baseline = p->f->nodes[call].baseline;
    check_count(p, call, count);
    if (formula_function_rows[function].gathers && count == 1) {
        p->f->nodes[call].stars = 0;
    }
    return call;
}

static bool word_of_language(const struct parser *p)
{
    return formula_is(p, "or") || formula_is(p, "and") || formula_is(p, "not");
}

unsigned formula_parse_primary(struct parser *p)
{
    if (p->token.kind == TOKEN_NUMBER) {
        return parse_number(p);
    }
    if (p->token.kind == TOKEN_TEXT) {
        return parse_word(p, NODE_TEXT);
    }
    if (p->token.kind == TOKEN_NAME && !word_of_language(p)) {
        bool call = p->cursor[strspn(p->cursor, " \t\r\n")] == '(';
        return call ? parse_call(p) : parse_word(p, NODE_NAME);
    }
    if (!formula_accept(p, "(")) {
        return formula_fail(p, "a value: a number, a name, a 'text', f(x) or (...)");
    }
    unsigned n = formula_parse_or(p);
    if (!formula_accept(p, ")")) {
        formula_fail(p, "`)`, or a sign between two values");
    }
    return n;
}
