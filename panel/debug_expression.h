/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions, as in C with 32-bit words: numbers (decimal, 0x, 0b, and 0 for octal), characters,
 * symbols (their addresses), $registers, $CSRs and their fields ($mstatus.MPP), values that were
 * printed before ($1, $, $$), places in the source (kernel.c:12), casts to (int) (unsigned) (char)
 * (short) and pointers to them, and all operators without side effects but the comma.
 *
 * LAYER: or LAYER/SPACE: in front of an operand says whose it is (debug_place.h). A $register is
 * the hart's unless so bound, and so is a $CSR: alice:$mepc is what VM alice believes mepc to be.
 * $instructions and $cycles are what has been counted since reset, their low 32 bits.
 * $mode is 0 in user and 3 in supervisor mode: of whoever runs, or machine:$mode, the hart's.
 *
 * Types are those of C on this machine: char is unsigned unless signed char. A general register is
 * an int, but for those that hold addresses (pc ra sp gp tp), which are unsigned, as CSRs are. What
 * * reads, unless its operand was cast to a pointer, is an int; a symbol's address counts bytes.
 *
 * Evaluating changes nothing, needs bounded stack, and allocates nothing unless it fails.
 */
#ifndef PANEL_DEBUG_EXPRESSION_H
#define PANEL_DEBUG_EXPRESSION_H

#include "debug_place.h"

struct value {
    uint32_t bits;
    bool is_signed;
    bool placed; /* as an address, the bits belong to `place`: a symbol, or bound to a layer */
    struct place place;
};

/* The last comparison that an expression came to, if it was false; else operation is null. */
struct compared {
    const char *operation;
    uint32_t left, right;
    bool is_signed;
};

/* Values for $1, $2 and so on: see debug_keep_value(); and how the last evaluation went. */
struct values {
    struct value *item;
    unsigned count;
    struct compared compared;
};

/* Evaluate; names are looked for in layer `first`, then in all. False after debug_error(). */
bool debug_evaluate(struct debugger *d, const char *text, unsigned first, struct value *v);

/* The longest expression that *text begins with: *text is moved behind it, and blanks. */
bool debug_evaluate_part(struct debugger *d, const char **text, unsigned first, struct value *v);

/* The same where an address is wanted: whose it is unless said is the layer that runs. */
bool debug_address(struct debugger *d, const char *text, unsigned first, struct place *at);
bool debug_address_part(struct debugger *d, const char **text, unsigned first, struct place *at);

/*
 * Assign, where `text` is LEFT = RIGHT: a $register, a $CSR, a field of one, or *ADDRESS on the
 * left. The change is reported by debug_changed().
 */
bool debug_assign(struct debugger *d, const char *text, unsigned first);

/* Keep a value for $1, $2 and so on: its number. */
unsigned debug_keep_value(struct debugger *d, const struct value *v);
void debug_forget_values(struct debugger *d);

#endif
