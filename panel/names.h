/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dotted names that there are, such as those of counters, and which of them was meant by one that
 * there is not. For each VM stands `vms.*` in them. Owns the list. Made once by whoever checks
 * names, from every table that has some; then it is only read.
 */
#ifndef PANEL_NAMES_H
#define PANEL_NAMES_H

#include <stdbool.h>

struct names {
    char **list;
    unsigned count;
};

/* Add a name; all before the first question. */
void names_add(struct names *n, const char *name);
void names_sort(struct names *n);
void names_free(struct names *n);

/* Whether this very name is in the list. */
bool names_has(const struct names *n, const char *name);

/*
 * Whether there is such a name, or, if it has stars, one that it stands for: of any VM, in any
 * monitor; of any system call.
 */
bool names_known(const struct names *n, const char *name);

/*
 * Of a name that is not known: "did you mean `vms.alice.cycles.total`?", or what may stand instead
 * of its first word that is wrong.
 */
struct names_advice {
    char text[700];
};
struct names_advice names_advice(const struct names *n, const char *name);

/*
 * The VMs that a name begins with, "vms.outer.vms.inner", stepped over: how many characters, dots
 * between them included. 0: none.
 */
unsigned names_vms(const char *name);

#endif
