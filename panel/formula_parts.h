/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a parsed formula is made of. Owns struct formula. For formula*.c only: _scan.c finds words,
 * _operand.c and _parse.c make nodes of them, _name.c knows names with stars, _evaluate.c
 * and _function.c compute, _value.c writes values.
 */
#ifndef PANEL_FORMULA_PARTS_H
#define PANEL_FORMULA_PARTS_H

#include "formula.h"

/* Bounds of one formula: it may be hostile, and is walked by recursion. */
enum {
    FORMULA_TEXT = 4096,
    FORMULA_NODES = 1000,
    FORMULA_DEPTH = 100, /* of parentheses, calls and signs within each other */
    FORMULA_STARS = 8,   /* in one name */
    FORMULA_ARGUMENTS = 100
};

enum node_kind {
    NODE_NUMBER,
    NODE_TEXT,
    NODE_NAME,
    NODE_CALL,
    NODE_OR,
    NODE_AND,
    NODE_NOT,
    NODE_COMPARE, /* of two or more: each has its relation to the one before it */
    NODE_ADD,
    NODE_SUBTRACT,
    NODE_MULTIPLY,
    NODE_DIVIDE,
    NODE_REMAINDER,
    NODE_NEGATE
};

enum relation { IS_EQUAL, IS_DIFFERENT, IS_LESS, IS_AT_MOST, IS_MORE, IS_AT_LEAST };

enum formula_function {
#define FUNCTION(name, ...) FUNCTION_##name,
#define GATHER(name, ...) FUNCTION_##name,
#define FORM(name, ...) FUNCTION_##name,
#include "formula_function.def"
    FUNCTION_COUNT
};

/* Nodes are told by their index; 0 is none. */
struct node {
    enum node_kind kind;
    unsigned first, next; /* its operands, of which each has the next one */
    double number;
    char *text; /* of a name or a text */
    enum formula_function function;
    enum relation relation; /* to the operand before, in a comparison */
    unsigned stars;         /* most in one of its names, those taken together excepted */
    bool baseline;          /* it stands in baseline(...) */
    struct where at;
};

struct formula {
    char *text;
    struct where at;
    bool spanning;      /* every part of it is at `at` */
    struct node *nodes; /* in the order in which they stand there */
    unsigned count, root;
};

/* --- words --- */

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_NAME, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    const char *at; /* in the formula's text */
    size_t length;
    double number;
};

/* The word that begins at *cursor or after blanks there, which is stepped over; false after a
 * message. */
bool formula_scan(const struct formula *f, const char **cursor, struct token *t);

/* The place of a part of the formula's text. */
struct where formula_where(const struct formula *f, const char *part);

/* --- parsing: a formula on its way to nodes --- */

struct parser {
    struct formula *f;
    const char *cursor;
    struct token token;
    unsigned depth;
    bool baseline;
    bool failed; /* after a message; everything returns, and the current word stays */
};

/* Say what was expected in place of the current word, unless something was said already. 0. */
unsigned formula_fail(struct parser *p, const char *expected);

/* The next word; whether the current one is this; the same, and then the next one. */
void formula_advance(struct parser *p);
bool formula_is(const struct parser *p, const char *word);
bool formula_accept(struct parser *p, const char *word);

/* A node; one more operand for `parent`, whose last one was `last`, or 0. */
unsigned formula_add_node(struct parser *p, enum node_kind kind);
void formula_adopt(struct parser *p, unsigned parent, unsigned last, unsigned child);

/* What begins at the current word: an operand; a whole formula. Its node, or 0 after a message. */
unsigned formula_parse_primary(struct parser *p);
unsigned formula_parse_or(struct parser *p);

/* --- functions --- */

struct function_row {
    const char *name;
    unsigned least, most;
    bool gathers;
    const char *use, *help;
};
extern const struct function_row formula_function_rows[FUNCTION_COUNT];

/* What a FUNCTION comes to. */
double formula_apply(enum formula_function function, double X, double Y, double Z);

/* What a GATHER has gathered with X, its Nth number; and what that comes to after N of them. */
double formula_gather_step(enum formula_function function, double A, double X, unsigned N);
double formula_gather_value(enum formula_function function, double A, unsigned N);

/* --- names --- */

unsigned formula_stars(const char *name);

/* The pattern with its stars replaced by a member's first words. False if it has too few. */
bool formula_fill(const char *pattern, const char *member, char name[FORMULA_NAME]);

/* Calls visit with each member of the family below node n, each once, in order of coming. */
void formula_each_member(const struct formula *f, unsigned n, const struct formula_world *w,
                         void (*visit)(void *context, const char *member), void *context);

#endif
