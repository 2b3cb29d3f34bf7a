/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions, as in C with 32-bit words: numbers, characters, symbols (their addresses),
 * $registers, $CSRs and their fields ($mstatus.MPP), values that were printed before ($1, $, $$),
 * *ADDRESS, casts to (int) (unsigned) (char) (short) and their pointers, and all operators without
 * side effects. LAYER: or LAYER/SPACE: in front of an operand says whose it is (debug_place.h).
 */
#ifndef PANEL_DEBUG_EXPRESSION_H
#define PANEL_DEBUG_EXPRESSION_H

#include "debug_place.h"

struct value {
    uint32_t bits;
    bool is_signed;
    bool placed; /* `place` says where the bits are an address, or come from */
    struct place place;
};

/* Evaluate; names are looked for in layer `first`, then in all. False after debug_error(). */
bool debug_evaluate(struct debugger *d, const char *text, unsigned first, struct value *v);

/* The same where an address is wanted: whose it is unless said is the layer that runs. */
bool debug_address(struct debugger *d, const char *text, unsigned first, struct place *at);

/*
 * Assign, where `text` is LEFT = RIGHT: a $register, a $CSR or *ADDRESS on the left. The change is
 * reported by debug_changed().
 */
bool debug_assign(struct debugger *d, const char *text, unsigned first);

/* Keep a value for $1, $2 and so on: its number. */
unsigned debug_keep_value(struct debugger *d, const struct value *v);

#endif
