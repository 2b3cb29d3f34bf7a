/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `trapeze classify` found of a machine of the zoo, for whoever compares it with what monitors
 * do on it.
 */
#ifndef PANEL_CLASSIFY_H
#define PANEL_CLASSIFY_H

#include <stdbool.h>

#include "isa/insn.h"

/* What an instruction (of a CSR instruction: each CSR and form) comes out as; the first are no
 * sensitive ones, the last two the ones that conditions exclude. */
enum verdict_word {
    VERDICT_INNOCUOUS,
    VERDICT_PRIVILEGED,
    VERDICT_TRAPPABLE,
    VERDICT_ALWAYS_TRAPS,
    VERDICT_SENSITIVE,      /* and not privileged: Theorem 1's condition fails */
    VERDICT_USER_SENSITIVE, /* and not privileged: Theorem 3's condition fails, too */
    VERDICT_UNDECIDED,      /* no state in which it does anything: a fault of the enumeration */
    VERDICT_WORDS
};
extern const char *const verdict_words[VERDICT_WORDS]; /* as in class.def */

enum { OFFENDER_SIZE = 64 };
struct verdict {
    bool theorem1, theorem3; /* whether the conditions hold */
    bool effective;          /* Theorem 1's holds if R is what the hardware makes of M and R */
    char offender1[OFFENDER_SIZE], offender3[OFFENDER_SIZE]; /* the first instruction, or "" */
    unsigned counts[VERDICT_WORDS];
    unsigned units, states, pairs;
    unsigned disagreements; /* with the rows' classes and the predictions of variant.def */
};

/* Classify all of a machine. 0, or EXIT_INTERNAL after a message if there is no memory for it. */
int classify_variant(enum variant v, struct verdict *out);

#endif
