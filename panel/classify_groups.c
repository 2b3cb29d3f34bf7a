/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms of one CSR that are reported together, and how they are called. */
#include <stdio.h>
#include <string.h>

#include "classify_result.h"

/* Whether the same is said of both. */
static bool alike(const struct finding *a, const struct finding *b)
{
    return finding_word(a) == finding_word(b) && finding_sensitive(a) == finding_sensitive(b) &&
           finding_user_sensitive(a) == finding_user_sensitive(b) && a->opens == b->opens;
}

static bool joins(const struct classification *c, const struct group *g, unsigned i)
{
    return g->count < GROUP_MOST && subject_same_thing(&c->subject[g->member[0]], &c->subject[i]) &&
           alike(&c->finding[g->member[0]], &c->finding[i]);
}

unsigned groups_make(const struct classification *c, struct group list[SUBJECTS_MOST])
{
    unsigned n = 0;
    for (unsigned i = 0; i < c->count; i++) {
        unsigned g = n;
        for (unsigned k = n; k > 0 && g == n; k--) {
            g = joins(c, &list[k - 1], i) ? k - 1 : n;
        }
        if (g == n) {
            list[n++].count = 0;
        }
        list[g].member[list[g].count++] = i;
    }
    return n;
}

/* How many forms a CSR has of each kind: what csrrw and csrrwi write, the others read. */
static const unsigned forms_of_kind[FORMS] = {4, 2, 6};

static unsigned members_of_kind(const struct classification *c, const struct group *g,
                                enum csr_form form)
{
    unsigned n = 0;
    for (unsigned i = 0; i < g->count; i++) {
        n += c->subject[g->member[i]].form == form;
    }
    return n;
}

static void append(char name[GROUP_NAME_SIZE], const char *between, const char *text)
{
    size_t length = strlen(name);
    snprintf(name + length, GROUP_NAME_SIZE - length, "%s%s", between, text);
}

/* A kind of form in the group: in words, and if it is not all of that kind, by which instructions.
 */
static void name_kind(const struct classification *c, const struct group *g, enum csr_form form,
                      char name[GROUP_NAME_SIZE])
{
    unsigned n = members_of_kind(c, g, form);
    if (n == 0) {
        return;
    }
    append(name, strchr(name, ',') ? "; " : ", ", form_names[form]);
    const char *between = " by ";
    for (unsigned i = 0; i < g->count && n < forms_of_kind[form]; i++) {
        const struct subject *s = &c->subject[g->member[i]];
        if (s->form == form) {
            append(name, between, isa_rows[s->op].name);
            between = ", ";
        }
    }
}

void group_name(const struct classification *c, const struct group *g, char name[GROUP_NAME_SIZE])
{
    const struct subject *first = &c->subject[g->member[0]];
    char thing[SUBJECT_NAME_SIZE];
    subject_thing(first, thing);
    snprintf(name, GROUP_NAME_SIZE, "%s", thing);
    if (first->kind == SUBJECT_CSR && g->count < GROUP_MOST) {
        for (unsigned form = 0; form < FORMS; form++) {
            name_kind(c, g, (enum csr_form)form, name);
        }
    }
}
