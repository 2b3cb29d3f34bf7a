/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "classify_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *classify_monitor(const struct verdict *v)
{
    if (v->theorem1) {
        return "vmm (and hybrid)";
    }
    return v->theorem3 ? "hybrid" : "none of the two";
}

static void put_group(const struct classification *c, const struct group *g)
{
    char name[GROUP_NAME_SIZE];
    group_name(c, g, name);
    printf("%-32s %s\n", name, verdict_words[finding_word(&c->finding[g->member[0]])]);
}

static void put_theorem(const struct classification *c, unsigned theorem)
{
    bool holds_ = theorem ? c->verdict.theorem3 : c->verdict.theorem1;
    printf("Theorem %d's condition %s: %ssensitive instruction is privileged\n", theorem ? 3 : 1,
           holds_ ? "holds" : "fails",
           holds_ ? (theorem ? "every user-" : "every ") : "not every ");
}

void classify_text(const struct classification *c)
{
    struct group *list = xmalloc(SUBJECTS_MOST * sizeof *list);
    unsigned n = groups_make(c, list);
    for (unsigned i = 0; i < n; i++) {
        put_group(c, &list[i]);
    }
    free(list);
    if (c->complete) {
        put_theorem(c, 0);
        put_theorem(c, 1);
        printf("monitor: %s\n", classify_monitor(&c->verdict));
    }
}
