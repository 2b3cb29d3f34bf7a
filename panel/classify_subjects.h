/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * what is classified, one subject each: the rows of insn.def that a machine has; for the CSR
 * instructions each CSR and each form, by whether it reads and writes; instruction fetch; and what
 * no row names. Owns nothing but constant tables.
 */
#ifndef PANEL_CLASSIFY_SUBJECTS_H
#define PANEL_CLASSIFY_SUBJECTS_H

#include "classify_states.h"

enum subject_kind {
    SUBJECT_ROW,
    SUBJECT_CSR,
    SUBJECT_FETCH,         /* what varies is where the instruction itself is */
    SUBJECT_UNDEFINED,     /* an encoding that no row has */
    SUBJECT_UNDEFINED_CSR, /* a CSR that no row has */
};

enum csr_form { FORM_READ, FORM_WRITE, FORM_BOTH, FORMS };

struct subject {
    enum subject_kind kind;
    enum op op;
    enum csr_index csr;
    enum csr_form form;
};

enum { SUBJECTS_MOST = OP_COUNT + CSR_ROWS * 6 * 2 + 3, SUBJECT_NAME_SIZE = 64 };

/* All subjects of a machine, in the order of the rows; returns how many. */
unsigned subjects_list(enum variant v, struct subject list[SUBJECTS_MOST]);

/* "add", "csrrs mtvec, read", "fetch"; the thing that it is one of: "add", "mtvec". */
void subject_name(const struct subject *u, char name[SUBJECT_NAME_SIZE]);
void subject_thing(const struct subject *u, char name[SUBJECT_NAME_SIZE]);
extern const char *const form_names[FORMS];

/* Whether the user means it by `text`: a mnemonic, a CSR, or the whole name. */
bool subject_is(const struct subject *u, const char *text);

/* Class that the rows say it is of in a variant. */
enum insn_class subject_class(const struct subject *u, enum variant v);

/* Whether both are forms of one CSR, or are the same. */
bool subject_same_thing(const struct subject *a, const struct subject *b);

#endif
