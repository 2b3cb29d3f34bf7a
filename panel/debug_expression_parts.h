/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the parts of the evaluator share: debug_expression.c reads expressions, debug_operator.c
 * applies operators, debug_operand.c, debug_dollar.c and debug_binding.c know what they are applied
 * to, debug_type.c the types; debug_evaluate.c uses it all. Only these include it.
 */
#ifndef PANEL_DEBUG_EXPRESSION_PARTS_H
#define PANEL_DEBUG_EXPRESSION_PARTS_H

#include "debug.h"

/* How deep parentheses and operators may nest, and how long a name may be. */
enum { DEPTH_MOST = 100, NAME_MOST = 1024 };

/* A type: a number of some bytes, behind so many pointers. */
struct type {
    unsigned size;
    bool is_signed;
    unsigned pointers;
};

/* What an operand has come to: a value, or where one is to be read or written. */
enum term_kind { TERM_VALUE, TERM_REGISTER, TERM_CSR, TERM_MEMORY };

struct term {
    enum term_kind kind;
    struct type type;
    uint32_t bits; /* of TERM_VALUE */
    bool placed;
    struct place place;     /* of TERM_MEMORY: always; of others if placed */
    unsigned layer, number; /* of TERM_REGISTER and TERM_CSR */
    uint32_t mask;          /* of TERM_CSR: the field */
};

struct evaluation {
    struct debugger *d;
    const char *at; /* what is left of the text */
    unsigned first; /* layer that symbols are looked for in first */
    unsigned depth;
    unsigned choices; /* of ?: around this: a : may belong to one */
    bool idle;        /* this is not to be evaluated, only to be understood */
    bool bound;       /* a layer has been named: `place` is of it */
    struct place place;
    char name[NAME_MOST + 1]; /* the last one that was cut off */
};

/* --- debug_expression.c --- */

bool evaluate_expression(struct evaluation *e, struct term *t);
bool evaluate_unary(struct evaluation *e, struct term *t);
void evaluate_blanks(struct evaluation *e);

/* Whether the text goes on with this character, which is then passed over. */
bool evaluate_accept(struct evaluation *e, char c);

/* Read what a term stands for: it is a TERM_VALUE then. */
bool evaluate_load(struct evaluation *e, struct term *t);

/* --- debug_operator.c: between two operands; a longer one comes before what it begins with --- */

enum operation {
    OP_LOGICAL_OR,
    OP_LOGICAL_AND,
    OP_EQUAL,
    OP_UNEQUAL,
    OP_NOT_ABOVE,
    OP_NOT_BELOW,
    OP_SHIFT_LEFT,
    OP_SHIFT_RIGHT,
    OP_OR,
    OP_XOR,
    OP_AND,
    OP_BELOW,
    OP_ABOVE,
    OP_PLUS,
    OP_MINUS,
    OP_TIMES,
    OP_DIVIDE,
    OP_REMAINDER,
    OPERATIONS
};

/* The operator that the text goes on with, or OPERATIONS; how strongly it binds; its length. */
enum operation operation_next(struct evaluation *e);
unsigned operation_binds(enum operation op);
size_t operation_length(enum operation op);

/* *a = *a op *b, both of which have been loaded. */
bool operation_apply(struct evaluation *e, enum operation op, struct term *a, const struct term *b);

/* --- debug_operand.c, debug_dollar.c, debug_binding.c --- */

/* A number, a character, a name or a $name. */
bool evaluate_operand(struct evaluation *e, struct term *t);

/* LAYER: or LAYER/SPACE: if the text goes on with that; e->place is then of it. */
bool evaluate_binding(struct evaluation *e, bool *found);

bool evaluate_number(struct evaluation *e, struct term *t);
bool evaluate_dollar(struct evaluation *e, struct term *t);

/* Cut what `belongs` to a name off the text, into e->name. */
bool evaluate_name(struct evaluation *e, bool (*belongs)(char));

/* e->name as a register or CSR; false, and no error, if it is none. */
bool evaluate_register(const struct evaluation *e, struct term *t);

/* Whether the text goes on like kernel.c:12, a place in the source; *n: where its colon is. */
bool evaluate_is_line(const struct evaluation *e, size_t *n);

struct term term_of(uint32_t bits, bool is_signed);

/* --- debug_type.c --- */

/* Whether the text goes on with a type in parentheses, which is then passed over. */
bool evaluate_type(struct evaluation *e, struct type *type);

/* What a value is, converted to a type. */
void term_convert(struct term *t, struct type type);

/* The bytes that a pointer is moved on by 1; 1 for what is no pointer. */
uint32_t type_stride(struct type type);

/* What is behind an address of that type: of a plain one, an int. */
struct type type_behind(struct type type);

#endif
