/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Somebody else's answers, against the classifier: the class of an instruction, and whether
 * witnesses in a file show it. For grade_classes.c. What returns int returns 0, or EXIT_USAGE after
 * a message.
 */
#ifndef PANEL_CLASSIFY_CHECK_H
#define PANEL_CLASSIFY_CHECK_H

#include "classify.h"

/* Whether `text` is the name of a machine of the zoo. */
bool classify_machine(const char *text, enum variant *v);

/*
 * The class of what `name` names on machine v: a mnemonic, a CSR, or one form of it. An error if
 * there is none, or if its forms are of several classes.
 */
int classify_class(enum variant v, const char *name, enum verdict_word *word);

/*
 * Whether the witnesses in file `path`, run again, show that it is of this class: of a
 * user-sensitive one, that it is control- or location-sensitive in user mode; of a sensitive one,
 * that it is sensitive, and, with another, that it is not privileged. `why` then says what is
 * missing.
 */
enum { CLASSIFY_WHY = 200 };
int classify_shown(enum variant v, const char *path, const char *name, enum verdict_word word,
                   bool *shown, char why[CLASSIFY_WHY]);

#endif
