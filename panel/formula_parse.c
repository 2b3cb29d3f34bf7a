/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formulas are read by operators' strength, from left to right, into nodes. */
#include <stdlib.h>
#include <string.h>

#include "formula_parts.h"

/* A formula on its way to nodes. */
struct parser {
    struct formula *f;
    const char *cursor;
    struct token token;
    unsigned depth;
    bool baseline;
    bool failed; /* after a message; everything returns, and the current word stays */
};

const struct function_row formula_function_rows[FUNCTION_COUNT] = {
#define FUNCTION(name, least, most, value, use, help) {#name, least, most, false, use, help},
#define GATHER(name, most, step, value, use, help) {#name, 1, most, true, use, help},
#define FORM(name, least, most, use, help) {#name, least, most, false, use, help},
#include "formula_function.def"
};

void formula_functions(void (*visit)(void *context, const char *use, const char *help),
                       void *context)
{
    for (unsigned i = 0; i < FUNCTION_COUNT; i++) {
        visit(context, formula_function_rows[i].use, formula_function_rows[i].help);
    }
}

/* --- words --- */

static unsigned fail(struct parser *p, const char *expected)
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

static void advance(struct parser *p)
{
    if (!p->failed && !formula_scan(p->f, &p->cursor, &p->token)) {
        p->failed = true;
    }
}

static bool is(const struct parser *p, const char *word)
{
    bool plain = p->token.kind == TOKEN_SIGN || p->token.kind == TOKEN_NAME;
    return !p->failed && plain && strlen(word) == p->token.length &&
           strncmp(p->token.at, word, p->token.length) == 0;
}

static bool accept(struct parser *p, const char *word)
{
    bool found = is(p, word);
    if (found) {
        advance(p);
    }
    return found;
}

/* --- nodes --- */

static unsigned add_node(struct parser *p, enum node_kind kind)
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
static void adopt(struct parser *p, unsigned parent, unsigned last, unsigned child)
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

static unsigned parse_or(struct parser *p);
static unsigned parse_unary(struct parser *p);

/* --- operands --- */

static unsigned parse_number(struct parser *p)
{
    unsigned n = add_node(p, NODE_NUMBER);
    if (n > 0) {
        p->f->nodes[n].number = p->token.number;
    }
    advance(p);
    return n;
}

/* A text without its quotes, or a name. */
static unsigned parse_word(struct parser *p, enum node_kind kind)
{
    unsigned n = add_node(p, kind);
    int quote = kind == NODE_TEXT;
    if (n > 0) {
        char *text = xformat("%.*s", (int)p->token.length - 2 * quote, p->token.at + quote);
        p->f->nodes[n].text = text;
        p->f->nodes[n].stars = quote ? 0 : formula_stars(text);
        if (p->f->nodes[n].stars > FORMULA_STARS) {
            return fail(p, "fewer `*` in a name");
        }
    }
    advance(p);
    return n;
}

/* Operands up to the closing parenthesis; how many. */
static unsigned parse_arguments(struct parser *p, unsigned call)
{
    unsigned count = 0;
    unsigned last = 0;
    bool more = !is(p, ")");
    while (more && !p->failed && count < FORMULA_ARGUMENTS) {
        unsigned argument = parse_or(p);
        adopt(p, call, last, argument);
        last = argument;
        count++;
        more = accept(p, ",");
    }
    if (!accept(p, ")")) {
        fail(p, count < FORMULA_ARGUMENTS ? "`,` or `)`, or a sign between two values" : "`)`");
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
    unsigned call = add_node(p, NODE_CALL);
    if (call == 0) {
        return 0;
    }
    p->f->nodes[call].function = function;
    if (function == FUNCTION_baseline && p->baseline) {
        return fail(p, "no baseline() within baseline()");
    }
    p->baseline = p->baseline || function == FUNCTION_baseline;
    advance(p);
    advance(p); /* the parenthesis, which has been seen */
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
    return is(p, "or") || is(p, "and") || is(p, "not");
}

static unsigned parse_primary(struct parser *p)
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
    if (!accept(p, "(")) {
        return fail(p, "a value: a number, a name, a 'text', f(x) or (...)");
    }
    unsigned n = parse_or(p);
    if (!accept(p, ")")) {
        fail(p, "`)`, or a sign between two values");
    }
    return n;
}

/* --- operators --- */

static unsigned parse_prefix(struct parser *p, enum node_kind kind,
                             unsigned (*operand)(struct parser *))
{
    unsigned n = add_node(p, kind);
    advance(p);
    adopt(p, n, 0, operand(p));
    return n;
}

/* Everything that can stand in itself goes through here or through parse_not(). */
static bool enter(struct parser *p)
{
    if (p->depth++ >= FORMULA_DEPTH) {
        fail(p, "fewer levels of parentheses and signs");
    }
    return !p->failed;
}

static unsigned parse_unary(struct parser *p)
{
    unsigned n = !enter(p)    ? 0
                 : is(p, "-") ? parse_prefix(p, NODE_NEGATE, parse_unary)
                              : parse_primary(p);
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
        *found = s->operators[i].sign != NULL && is(p, s->operators[i].sign);
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
        unsigned n = add_node(p, kind);
        advance(p);
        unsigned right = s->operand(p);
        adopt(p, n, 0, left);
        adopt(p, n, left, right);
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
        if (accept(p, signs[i])) {
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
            n = add_node(p, NODE_COMPARE);
            adopt(p, n, 0, last);
        }
        unsigned operand = parse_sum(p);
        adopt(p, n, last, operand);
        p->f->nodes[operand].relation = r;
        last = operand;
    }
    return n > 0 ? n : last;
}

static unsigned parse_not(struct parser *p)
{
    unsigned n = !enter(p)      ? 0
                 : is(p, "not") ? parse_prefix(p, NODE_NOT, parse_not)
                                : parse_comparison(p);
    p->depth--;
    return n;
}

static unsigned parse_and(struct parser *p)
{
    static const struct strength s = {{{"and", NODE_AND}}, parse_not};
    return parse_left_to_right(p, &s);
}

static unsigned parse_or(struct parser *p)
{
    static const struct strength s = {{{"or", NODE_OR}}, parse_and};
    return parse_left_to_right(p, &s);
}

/* --- the whole --- */

struct formula *formula_parse(const char *text, struct where at)
{
    if (strlen(text) > FORMULA_TEXT) {
        diag_at(at, "too long a formula: expected at most %d bytes", FORMULA_TEXT);
        return NULL;
    }
    struct formula *f = xmalloc(sizeof *f);
    *f = (struct formula){xstrdup(text), at, xmalloc(sizeof *f->nodes), 1, 0};
    f->nodes[0] = (struct node){.kind = NODE_NUMBER};
    struct parser p = {.f = f, .cursor = f->text, .token = {.at = f->text}};
    advance(&p);
    f->root = parse_or(&p);
    if (p.token.kind != TOKEN_END) {
        fail(&p, "the end, or a sign between two values, such as + or <=");
    }
    if (p.failed) {
        formula_free(f);
        f = NULL;
    }
    return f;
}

void formula_free(struct formula *f)
{
    if (f == NULL) {
        return;
    }
    for (unsigned i = 0; i < f->count; i++) {
        free(f->nodes[i].text);
    }
    free(f->nodes);
    free(f->text);
    free(f);
}

const char *formula_text(const struct formula *f)
{
    return f->text;
}

int formula_names(const struct formula *f, formula_name_visitor *visit, void *context)
{
    int status = 0;
    for (unsigned i = 1; i < f->count && status == 0; i++) {
        const struct node *n = &f->nodes[i];
        status = n->kind == NODE_NAME ? visit(context, n->text, n->at, n->baseline) : 0;
    }
    return status;
}

bool formula_wants_baseline(const struct formula *f)
{
    for (unsigned i = 1; i < f->count; i++) {
        if (f->nodes[i].kind == NODE_CALL && f->nodes[i].function == FUNCTION_baseline) {
            return true;
        }
    }
    return false;
}

bool formula_is_family(const struct formula *f)
{
    return f->nodes[f->root].stars > 0;
}
