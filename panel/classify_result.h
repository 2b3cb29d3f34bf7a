/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All that was found of one machine, and what follows: which instructions offend against the
 * conditions of the theorems, and where that is not what the rows say. Owns subjects and findings.
 */
#ifndef PANEL_CLASSIFY_RESULT_H
#define PANEL_CLASSIFY_RESULT_H

#include "classify_decide.h"
#include "diag.h"

struct classification {
    enum variant variant;
    bool complete; /* nothing was left out, so the theorems can be decided */
    unsigned count;
    struct subject subject[SUBJECTS_MOST];
    struct finding finding[SUBJECTS_MOST];
    struct verdict verdict;
};

/*
 * Classify what `wanted` names, or everything if it is empty. 0, or the exit status after a
 * message: a name that nothing has, or no memory.
 */
int classification_make(struct classification *c, enum variant v, const char *const *wanted,
                        unsigned wanted_count);

/* Each difference between what was found and what is written, as one line. */
typedef void disagreement_line(void *context, const char *line);
void classification_compare(const struct classification *c, disagreement_line *line, void *context);

/* Whether subject i offends against the condition of Theorem 1 (theorem = 0) or 3 (1). */
bool classification_offends(const struct classification *c, unsigned i, unsigned theorem);

/*
 * What is reported together: an instruction, or those forms of one CSR of which the same was
 * found. Members are indices of subjects; returns how many groups.
 */
enum { GROUP_MOST = 12 };
struct group {
    unsigned member[GROUP_MOST], count;
};
unsigned groups_make(const struct classification *c, struct group list[SUBJECTS_MOST]);

/* "add"; "mtvec"; "mtvec, read"; "mcyclecfgh, read and write by csrrsi, csrrci". */
enum { GROUP_NAME_SIZE = 160 };
void group_name(const struct classification *c, const struct group *g, char name[GROUP_NAME_SIZE]);

#endif
