/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operators between two operands: how they are written, and what they do. */
#include <string.h>

#include "debug_expression_parts.h"

static const struct {
    const char *text;
    unsigned binds; /* how strongly */
} operators[OPERATIONS] = {
    {"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6}, {"<=", 7}, {">=", 7},
    {"<<", 8}, {">>", 8}, {"|", 3},  {"^", 4},  {"&", 5},  {"<", 7},
    {">", 7},  {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10},
};

unsigned operation_binds(enum operation op)
{
    return operators[op].binds;
}

size_t operation_length(enum operation op)
{
    return strlen(operators[op].text);
}

enum operation operation_next(struct evaluation *e)
{
    evaluate_blanks(e);
    for (unsigned i = 0; i < OPERATIONS; i++) {
        if (strncmp(e->at, operators[i].text, strlen(operators[i].text)) == 0) {
            return (enum operation)i;
        }
    }
    return OPERATIONS;
}

static uint32_t compare(enum operation op, uint32_t a, uint32_t b, bool is_signed)
{
    bool below = is_signed ? (int32_t)a < (int32_t)b : a < b;
    switch (op) {
    case OP_EQUAL:
        return a == b;
    case OP_UNEQUAL:
        return a != b;
    case OP_BELOW:
        return below;
    case OP_NOT_BELOW:
        return !below;
    case OP_ABOVE:
        return !below && a != b;
    default:
        return below || a == b;
    }
}

static uint32_t divide(enum operation op, uint32_t a, uint32_t b, bool is_signed)
{
    if (is_signed && b == UINT32_MAX) {
        return op == OP_DIVIDE ? 0u - a : 0; /* the least int has no counterpart: it wraps */
    }
    if (is_signed) {
        int32_t x = (int32_t)a, y = (int32_t)b;
        return (uint32_t)(op == OP_DIVIDE ? x / y : x % y);
    }
    return op == OP_DIVIDE ? a / b : a % b;
}

static uint32_t shift(enum operation op, uint32_t a, uint32_t count, bool is_signed)
{
    if (op == OP_SHIFT_LEFT) {
        return a << count;
    }
    return is_signed ? (uint32_t)((int32_t)a >> count) : a >> count;
}

/* What has no value is said, unless it is not asked for. */
static bool check_operation(struct evaluation *e, enum operation op, const struct term *b)
{
    if (e->idle) {
        return true;
    }
    if ((op == OP_DIVIDE || op == OP_REMAINDER) && b->bits == 0) {
        return debug_error(e->d, "division by zero");
    }
    if ((op == OP_SHIFT_LEFT || op == OP_SHIFT_RIGHT) && b->bits > 31) {
        return debug_error(e->d, "a shift by %d: expected 0 to 31", (int32_t)b->bits);
    }
    return true;
}

/* A pointer and a number, or two pointers: in steps of what they point to. */
static bool apply_to_pointers(enum operation op, struct term *a, const struct term *b)
{
    if (op == OP_MINUS && a->type.pointers > 0 && b->type.pointers > 0) {
        *a =
            term_of((uint32_t)((int32_t)(a->bits - b->bits) / (int32_t)type_stride(a->type)), true);
        return true;
    }
    bool first = a->type.pointers > 0;
    struct type type = first ? a->type : b->type;
    if ((op != OP_PLUS && op != OP_MINUS) || type.pointers == 0 || (op == OP_MINUS && !first)) {
        return false;
    }
    uint32_t left = first ? a->bits : a->bits * type_stride(type);
    uint32_t right = first ? b->bits * type_stride(type) : b->bits;
    a->bits = op == OP_PLUS ? left + right : left - right;
    a->type = type;
    return true;
}

static uint32_t apply_to_words(enum operation op, uint32_t a, uint32_t b, bool is_signed)
{
    switch (op) {
    case OP_OR:
        return a | b;
    case OP_XOR:
        return a ^ b;
    case OP_AND:
        return a & b;
    case OP_PLUS:
        return a + b;
    case OP_MINUS:
        return a - b;
    case OP_TIMES:
        return a * b;
    case OP_DIVIDE:
    case OP_REMAINDER:
        return divide(op, a, b, is_signed);
    default:
        return compare(op, a, b, is_signed);
    }
}

/* An address stays one of its place where one operand only is an address. */
static void keep_place(enum operation op, struct term *a, const struct term *b)
{
    bool moves = op == OP_PLUS || op == OP_MINUS || op == OP_AND || op == OP_OR || op == OP_XOR;
    bool second = b->placed && op != OP_MINUS;
    if (!moves || (a->placed ? b->placed : !second)) {
        a->placed = false;
    } else if (second) {
        a->placed = true;
        a->place = b->place;
    }
    a->place.symbol = NULL;
}

/* For whoever wants to know why an expression is false. */
static void remember(struct evaluation *e, enum operation op, const struct term *a,
                     const struct term *b, bool result, bool is_signed)
{
    if (!e->idle) {
        const char *text = result ? NULL : operators[op].text;
        e->d->values.compared = (struct compared){text, a->bits, b->bits, is_signed};
    }
}

bool operation_apply(struct evaluation *e, enum operation op, struct term *a, const struct term *b)
{
    if (!check_operation(e, op, b)) {
        return false;
    }
    keep_place(op, a, b);
    if (apply_to_pointers(op, a, b)) {
        return true;
    }
    bool is_signed = a->type.is_signed && !a->type.pointers;
    bool is_shift = op == OP_SHIFT_LEFT || op == OP_SHIFT_RIGHT;
    bool compares = (operators[op].binds == 6 || operators[op].binds == 7);
    if (is_shift) {
        a->bits = shift(op, a->bits, b->bits & 31, is_signed);
    } else {
        is_signed = is_signed && b->type.is_signed && !b->type.pointers;
        uint32_t right = e->idle && b->bits == 0 ? 1 : b->bits;
        uint32_t result = apply_to_words(op, a->bits, right, is_signed);
        if (compares) {
            remember(e, op, a, b, result, is_signed);
        }
        a->bits = result;
    }
    a->type = (struct type){4, is_signed || compares, 0};
    return true;
}
